// JSON Lines: docs/record.md. The hot path of every poll, with millions of varbinds: nearly nothing needs to be
// escaped, so the text is put together by hand, in less than half of rapidjson's time; what needs it is left to
// rapidjson.
#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <cmath>
#include <string>
#include <variant>

#include "base/float_text.hpp"
#include "base/utf8.hpp"
#include "model/names.hpp"
#include "sink/format_parts.hpp"
#include "sink/formats.hpp"

namespace snmpolld::sink {

namespace {

// Plain text only.
void quote(std::string& out, std::string_view text) {
    if (allOf(text, [](char c) { return static_cast<unsigned char>(c) >= ' ' && c != '"' && c != '\\'; })) {
        out.append(1, '"').append(text).append(1, '"');
        return;
    }
    static rapidjson::StringBuffer buffer;
    buffer.Clear();
    rapidjson::Writer<rapidjson::StringBuffer> json(buffer);
    json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
    out.append(buffer.GetString(), buffer.GetSize());
}

// `start`: the key with what stands before it.
template <typename Append>
void field(std::string& out, std::string_view start, bool known, Append append) {
    out += start;
    if (known)
        append();
    else
        out += "null";
}

void number(std::string& out, std::string_view start, std::integral auto value) {
    out += start;
    appendInteger(out, value);
}

void time(std::string& out, WallTime t) {
    out += '"';
    appendUtc(out, t);
    out += '"';
}

void labels(std::string& out, const model::Target& target) {
    out += R"(,"labels":{)";
    for (const auto& [name, value] : target.labels) {
        if (out.back() != '{') out += ',';
        quote(out, name);
        out += ':';
        appendSafe(out, value, quote);
    }
    out += '}';
}

void modules(std::string& out, const model::Target& target) {
    out += R"(,"modules":[)";
    if (target.module_set)
        for (const std::string& name : target.module_set->modules) {
            if (out.back() != '[') out += ',';
            quote(out, name);
        }
    out += ']';
}

void part(std::string& out, const model::HostRecord& record) {
    number(out, R"(,"part":)", record.part);
    out += record.last ? R"(,"last":true)" : R"(,"last":false)";
}

void who(std::string& out, const FormatContext& context, const model::HostRecord& record) {
    out += R"({"run":)";
    quote(out, context.run);
    number(out, R"(,"seq":)", record.seq);
    if (isPart(record) && context.varbinds) part(out, record);
    out += R"(,"host":)";
    appendSafe(out, record.target->host, quote);
    field(out, R"(,"address":)", record.address.has_value(), [&] {
        out += '"';
        record.address->appendTo(out);
        out += '"';
    });
    labels(out, *record.target);
    modules(out, *record.target);
}

void when(std::string& out, const model::HostRecord& record) {
    out += R"(,"scheduled":)";
    time(out, record.scheduled);
    field(out, R"(,"started":)", record.started.has_value(), [&] { time(out, *record.started); });
    out += R"(,"duration_ms":)";
    appendMilliseconds(out, record.duration);
    field(out, R"(,"rtt_ms":)", record.rtt >= Duration::zero(), [&] { appendMilliseconds(out, record.rtt); });
}

void outcome(std::string& out, const model::HostRecord& record) {
    number(out, R"(,"requests":)", record.requests);
    number(out, R"(,"retries":)", record.retries);
    field(out, R"(,"worker":)", record.worker >= 0, [&] { appendInteger(out, record.worker); });
    field(out, R"(,"status":)", record.last, [&] { quote(out, model::statusName(record.status)); });
    const bool error = !record.error.empty() && record.last;
    field(out, R"(,"error":)", error, [&] { appendSafe(out, record.error, quote); });
}

void appendTyped(std::string& out, const model::Varbind& varbind, ValueForm form) {
    switch (form) {
        case ValueForm::none:
            out += R"(,"value":null)";
            return;
        case ValueForm::number:
            out += R"(,"value":)";
            return appendValue(out, varbind, form);
        case ValueForm::text:
            out += R"(,"value":")";
            appendValue(out, varbind, form);
            out += '"';
            return;
        case ValueForm::string:
            out += R"(,"value":)";
            return quote(out, std::get<std::string>(varbind.value));
        case ValueForm::hex:
            out += std::holds_alternative<double>(varbind.value) ? R"(,"value":null,"hex":")" : R"(,"hex":")";
            appendValue(out, varbind, form);
            out += '"';
            return;
    }
}

void appendRateKeys(std::string& out, const model::Rate& rate) {
    if (rate.state == model::RateState::none) return;
    if (rate.state == model::RateState::rated) {
        out += R"(,"rate":)";
        return appendRate(out, rate.per_second);
    }
    out.append(R"(,"rate":null,"rate_reason":")").append(model::rateReason(rate.state)).append(1, '"');
}

void appendVarbind(std::string& out, const model::Varbind& varbind, const model::Rate& rate) {
    out += R"({"oid":")";
    appendOid(out, varbind.oid);
    const size_t unnamed = out.size();
    out += R"(","name":")";
    if (!model::appendName(out, varbind.oid)) out.resize(unnamed);
    out.append(R"(","type":")").append(model::typeName(varbind.type)).append(1, '"');
    appendTyped(out, varbind, formOf(varbind));
    appendRateKeys(out, rate);
    out += '}';
}

void appendJsonText(std::string& out, std::string_view bytes) {
    static std::string text;
    text.clear();
    appendAsUtf8(text, bytes);
    quote(out, text);
}

// Numbers that JSON has no word for are null.
void appendSample(std::string& out, const model::Sample& sample) {
    out += R"({"name":)";
    appendJsonText(out, sample.name);
    out +=
        sample.type == model::SampleType::counter ? R"(,"type":"counter","labels":{)" : R"(,"type":"gauge","labels":{)";
    for (size_t i = 0; i < sample.labels.size(); ++i) {
        if (i > 0) out += ',';
        appendJsonText(out, sample.labels[i].first);
        out += ':';
        appendJsonText(out, sample.labels[i].second);
    }
    out += R"(},"value":)";
    if (std::isfinite(sample.value))
        appendFixed(out, sample.value);
    else
        out += "null";
    appendRateKeys(out, sample.rate);
    out += '}';
}

template <typename Items, typename Append>
void appendList(std::string& out, std::string_view name, const Items& items, Append append) {
    out.append(",\"").append(name).append("\":[");
    for (size_t i = 0; i < items.size(); ++i) {
        if (i > 0) out += ',';
        append(i);
    }
    out += ']';
}

}  // namespace

void formatJsonl(const FormatContext& context, const model::HostRecord& record, std::string& out) {
    if (!context.varbinds && !record.last) return;
    who(out, context, record);
    when(out, record);
    outcome(out, record);
    if (context.varbinds)
        appendList(out, "varbinds", record.varbinds,
                   [&](size_t i) { appendVarbind(out, record.varbinds[i], rateAt(record, i)); });
    if (context.metrics && record.last)
        appendList(out, "metrics", record.samples, [&](size_t i) { appendSample(out, record.samples[i]); });
    out += "}\n";
}

}  // namespace snmpolld::sink
