// JSON Lines: docs/record.md. The hot path of every poll: rapidjson's writer makes the head of a record; its varbinds
// are put together without it, in less than half the time.
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

using Writer = rapidjson::Writer<rapidjson::StringBuffer>;

void write(Writer& json, std::string_view text) {
    json.String(text.data(), static_cast<rapidjson::SizeType>(text.size()));
}

void key(Writer& json, std::string_view name) {
    json.Key(name.data(), static_cast<rapidjson::SizeType>(name.size()));
}

void field(Writer& json, std::string_view name, std::string_view text) {
    key(json, name);
    write(json, text);
}

void null(Writer& json, std::string_view name) {
    key(json, name);
    json.Null();
}

// Text that is not from a varbind is made printable when it is no plain text.
void safeField(Writer& json, std::string_view name, std::string_view text) {
    key(json, name);
    static std::string safe;
    safe.clear();
    appendSafe(safe, text, [](std::string& out, std::string_view shown) { out += shown; });
    write(json, safe);
}

// A number that is text already: with the digits that we want, not those that a double prints as.
void number(Writer& json, std::string_view digits) {
    json.RawValue(digits.data(), digits.size(), rapidjson::kNumberType);
}

void milliseconds(Writer& json, std::string_view name, Duration d) {
    key(json, name);
    std::string digits;
    appendMilliseconds(digits, d);
    number(json, digits);
}

void time(Writer& json, std::string_view name, WallTime t) {
    std::string text;
    appendUtc(text, t);
    field(json, name, text);
}

void labels(Writer& json, const model::Target& target) {
    key(json, "labels");
    json.StartObject();
    for (const auto& [name, value] : target.labels)
        safeField(json, name, value);
    json.EndObject();
}

void modules(Writer& json, const model::Target& target) {
    key(json, "modules");
    json.StartArray();
    if (target.module_set)
        for (const std::string& name : target.module_set->modules)
            write(json, name);
    json.EndArray();
}

void part(Writer& json, const model::HostRecord& record) {
    key(json, "part");
    json.Uint(record.part);
    key(json, "last");
    json.Bool(record.last);
}

void who(Writer& json, const FormatContext& context, const model::HostRecord& record) {
    field(json, "run", context.run);
    key(json, "seq");
    json.Uint64(record.seq);
    if (isPart(record) && context.varbinds) part(json, record);
    safeField(json, "host", record.target->host);
    key(json, "address");
    record.address ? write(json, record.address->toString()) : void(json.Null());
    labels(json, *record.target);
    modules(json, *record.target);
}

void when(Writer& json, const model::HostRecord& record) {
    time(json, "scheduled", record.scheduled);
    record.started ? time(json, "started", *record.started) : null(json, "started");
    milliseconds(json, "duration_ms", record.duration);
    record.rtt >= Duration::zero() ? milliseconds(json, "rtt_ms", record.rtt) : null(json, "rtt_ms");
}

void outcome(Writer& json, const model::HostRecord& record) {
    key(json, "requests");
    json.Uint(record.requests);
    key(json, "retries");
    json.Uint(record.retries);
    key(json, "worker");
    record.worker >= 0 ? json.Int(record.worker) : json.Null();
    record.last ? field(json, "status", model::statusName(record.status)) : null(json, "status");
    record.error.empty() || !record.last ? null(json, "error") : safeField(json, "error", record.error);
}

// From here on the text is put together by hand: there are millions of varbinds, and nearly nothing in them needs to be
// escaped.

// Plain text only.
void quote(std::string& out, std::string_view text) {
    if (allOf(text, [](char c) { return static_cast<unsigned char>(c) >= ' ' && c != '"' && c != '\\'; })) {
        out.append(1, '"').append(text).append(1, '"');
        return;
    }
    static rapidjson::StringBuffer buffer;
    buffer.Clear();
    Writer json(buffer);
    write(json, text);
    out.append(buffer.GetString(), buffer.GetSize());
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
    static rapidjson::StringBuffer buffer;  // one thread formats; keeps its memory from record to record
    buffer.Clear();
    Writer json(buffer);
    json.StartObject();
    who(json, context, record);
    when(json, record);
    outcome(json, record);
    out.append(buffer.GetString(), buffer.GetSize());
    if (context.varbinds)
        appendList(out, "varbinds", record.varbinds,
                   [&](size_t i) { appendVarbind(out, record.varbinds[i], rateAt(record, i)); });
    if (context.metrics && record.last)
        appendList(out, "metrics", record.samples, [&](size_t i) { appendSample(out, record.samples[i]); });
    out += "}\n";
}

}  // namespace snmpolld::sink
