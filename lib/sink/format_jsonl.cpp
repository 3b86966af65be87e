// JSON Lines: docs/record.md. Appended directly, with the keys as literals: this is the hot path of every poll.
// writer takes.
#include "model/names.hpp"
#include "sink/format_parts.hpp"
#include "sink/formats.hpp"

namespace snmpolld::sink {

namespace {

// RFC 8259 section 7. What comes here is valid UTF-8 with no other control characters than these three.
std::string_view escapeOf(char c) {
    switch (c) {
        case '"':
            return "\\\"";
        case '\\':
            return "\\\\";
        case '\t':
            return "\\t";
        case '\n':
            return "\\n";
        case '\r':
            return "\\r";
        default:
            return {};
    }
}

void quote(std::string& out, std::string_view text) {
    out += '"';
    size_t begin = 0;
    if (isSimpleText(text)) return void(out.append(text).append(1, '"'));
    for (size_t i = 0; i < text.size(); ++i) {
        const std::string_view escape = escapeOf(text[i]);
        if (escape.empty()) continue;
        out.append(text, begin, i - begin).append(escape);
        begin = i + 1;
    }
    out.append(text, begin).append(1, '"');
}

void quoteSafe(std::string& out, std::string_view text) {
    appendSafe(out, text, quote);
}

void appendLabels(std::string& out, const model::Target& target) {
    out += ",\"labels\":{";
    bool first = true;
    for (const auto& [name, value] : target.labels) {
        if (!std::exchange(first, false)) out += ',';
        quoteSafe(out, name);
        out += ':';
        quoteSafe(out, value);
    }
    out += '}';
}

void appendModules(std::string& out, const model::Target& target) {
    out += ",\"modules\":[";
    bool first = true;
    if (target.module_set)
        for (const std::string& name : target.module_set->modules) {
            if (!std::exchange(first, false)) out += ',';
            quoteSafe(out, name);
        }
    out += ']';
}

void appendWho(std::string& out, const FormatContext& context, const model::HostRecord& record) {
    out += "{\"run\":";
    quoteSafe(out, context.run);
    out += ",\"seq\":";
    appendInteger(out, record.seq);
    out += ",\"host\":";
    quoteSafe(out, record.target->host);
    out += ",\"address\":";
    record.address ? quote(out, record.address->toString()) : void(out += "null");
    appendLabels(out, *record.target);
    appendModules(out, *record.target);
}

void appendTime(std::string& out, WallTime t) {
    out += '"';
    appendUtc(out, t);
    out += '"';
}

void appendWhen(std::string& out, const model::HostRecord& record) {
    out += ",\"scheduled\":";
    appendTime(out, record.scheduled);
    out += ",\"started\":";
    record.started ? appendTime(out, *record.started) : void(out += "null");
    out += ",\"duration_ms\":";
    appendMilliseconds(out, record.duration);
    out += ",\"rtt_ms\":";
    record.rtt >= Duration::zero() ? appendMilliseconds(out, record.rtt) : void(out += "null");
}

void appendOutcome(std::string& out, const model::HostRecord& record) {
    out += ",\"requests\":";
    appendInteger(out, record.requests);
    out += ",\"retries\":";
    appendInteger(out, record.retries);
    out += ",\"worker\":";
    record.worker >= 0 ? appendInteger(out, record.worker) : void(out += "null");
    out.append(",\"status\":\"").append(model::statusName(record.status)).append("\",\"error\":");
    record.error.empty() ? void(out += "null") : quoteSafe(out, record.error);
}

void appendVarbindValue(std::string& out, const model::Varbind& varbind) {
    const ValueForm form = formOf(varbind);
    switch (form) {
        case ValueForm::none:
            out += ",\"value\":null";
            return;
        case ValueForm::number:
            out += ",\"value\":";
            return appendValue(out, varbind, form);
        case ValueForm::string:
            out += ",\"value\":";
            return quote(out, std::get<std::string>(varbind.value));
        case ValueForm::text:
            out += ",\"value\":\"";
            break;
        case ValueForm::hex:
            if (std::holds_alternative<double>(varbind.value)) out += ",\"value\":null";
            out += ",\"hex\":\"";
            break;
    }
    appendValue(out, varbind, form);
    out += '"';
}

void appendVarbind(std::string& out, const model::Varbind& varbind) {
    out += "{\"oid\":\"";
    appendOid(out, varbind.oid);
    out += '"';
    if (const auto name = model::nameOf(varbind.oid)) out.append(",\"name\":\"").append(*name).append("\"");
    out.append(",\"type\":\"").append(model::typeName(varbind.type)).append("\"");
    appendVarbindValue(out, varbind);
    out += '}';
}

}  // namespace

void formatJsonl(const FormatContext& context, const model::HostRecord& record, std::string& out) {
    appendWho(out, context, record);
    appendWhen(out, record);
    appendOutcome(out, record);
    out += ",\"varbinds\":[";
    bool first = true;
    for (const model::Varbind& varbind : record.varbinds) {
        if (!std::exchange(first, false)) out += ',';
        appendVarbind(out, varbind);
    }
    out += "]}\n";
}

}  // namespace snmpolld::sink
