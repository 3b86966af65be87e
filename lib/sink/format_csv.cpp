// CSV as RFC 4180 says, but lines end in LF as other tools here expect: one row a varbind, one row for a record without
// varbinds; docs/record.md.
#include "model/names.hpp"
#include "sink/format_parts.hpp"
#include "sink/formats.hpp"

namespace snmpolld::sink {

namespace {

void quote(std::string& out, std::string_view text) {
    if (isSimpleText(text) || text.find_first_of(",\"\r\n") == std::string_view::npos) {
        out += text;
        return;
    }
    out += '"';
    for (const char c : text) {
        if (c == '"') out += '"';
        out += c;
    }
    out += '"';
}

void appendField(std::string& out, std::string_view text) {
    appendSafe(out, text, quote);
    out += ',';
}

// The columns that all rows of a record share, each with its comma.
void appendShared(std::string& out, const FormatContext& context, const model::HostRecord& record) {
    appendField(out, context.run);
    appendInteger(out, record.seq);
    out += ',';
    appendField(out, record.target->host);
    appendField(out, record.address ? record.address->toString() : "");
    appendUtc(out, record.scheduled);
    out += ',';
    if (record.started) appendUtc(out, *record.started);
    out += ',';
    appendMilliseconds(out, record.duration);
    out.append(1, ',').append(model::statusName(record.status)).append(1, ',');
    appendField(out, record.error);
}

void appendVarbind(std::string& out, const model::Varbind& varbind) {
    appendOid(out, varbind.oid);
    out += ',';
    out += model::nameOf(varbind.oid).value_or("");
    out.append(1, ',').append(model::typeName(varbind.type)).append(1, ',');
    const ValueForm form = formOf(varbind);
    if (form == ValueForm::hex) out += ',';
    if (form == ValueForm::string)
        quote(out, std::get<std::string>(varbind.value));
    else
        appendValue(out, varbind, form);
    if (form != ValueForm::hex) out += ',';
    out += '\n';
}

}  // namespace

void formatCsv(const FormatContext& context, const model::HostRecord& record, std::string& out) {
    const size_t begin = out.size();
    appendShared(out, context, record);
    const size_t size = out.size() - begin;
    if (record.varbinds.empty()) {
        out += ",,,,\n";
        return;
    }
    for (size_t i = 0; i < record.varbinds.size(); ++i) {
        if (i > 0) out.append(out, begin, size);
        appendVarbind(out, record.varbinds[i]);
    }
}

}  // namespace snmpolld::sink
