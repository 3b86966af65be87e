// CSV as in RFC 4180, except that lines end in LF, as other tools here expect. One row per varbind, and one row for a
// record without varbinds; see docs/record.md.
#include "format/formats.hpp"
#include "format/record_parts.hpp"
#include "names/name_catalog.hpp"

namespace snmpolld::format {

namespace {

void quote(std::string& out, std::string_view text) {
    if (allOf(text, [](char c) { return c != ',' && c != '"' && c != '\r' && c != '\n'; })) {
        out += text;
        return;
    }
    out += '"';
    for (size_t quote = text.find('"'); quote != std::string_view::npos; quote = text.find('"')) {
        out.append(text, 0, quote + 1).append(1, '"');
        text.remove_prefix(quote + 1);
    }
    out.append(text).append(1, '"');
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
    out += ',';
    if (record.last) out += model::statusName(record.status);
    out += ',';
    appendField(out, record.last ? std::string_view(record.error) : std::string_view());
}

void appendVarbind(std::string& out, const names::NameCatalog& names, const model::Varbind& varbind) {
    appendOid(out, varbind.oid);
    out += ',';
    names.appendName(out, varbind.oid);
    out += ',';
    if (!model::isFailure(varbind.type)) out += model::typeName(varbind.type);
    out += ',';
    const ValueForm form = formOf(varbind);
    if (form == ValueForm::hex) out += ',';
    if (form == ValueForm::string)
        quote(out, std::get<std::string>(varbind.value));
    else
        appendValue(out, varbind, form);
    if (form != ValueForm::hex) out += ',';
}

// ",1,true,": the same in all rows.
std::string partFields(const model::HostRecord& record) {
    std::string out = ",";
    appendInteger(out, record.part);
    return out += record.last ? ",true," : ",false,";
}

void appendRateFields(std::string& out, const model::Rate& rate) {
    if (rate.state == model::RateState::rated) appendRate(out, rate.per_second);
    out.append(1, ',').append(model::rateReason(rate.state)).append(1, ',');
}

// Only records without varbinds have missed times.
void appendVarbindError(std::string& out, const model::Varbind& varbind) {
    if (const auto* failure = std::get_if<model::Failure>(&varbind.value)) appendSafe(out, failure->why, quote);
    out += ",,\n";
}

void appendMissed(std::string& out, const model::HostRecord& record) {
    out += ',';
    if (record.missed > 0) appendInteger(out, record.missed);
    out += ',';
    if (record.missed > 0) appendUtc(out, record.missed_last);
    out += '\n';
}

}  // namespace

void formatCsv(const FormatContext& context, const model::HostRecord& record, std::string& out) {
    const size_t begin = out.size();
    appendShared(out, context, record);
    const size_t size = out.size() - begin;
    const std::string part = partFields(record);
    if (record.varbinds.empty()) {
        out.append(",,,,").append(part).append(",,");
        return appendMissed(out, record);
    }
    for (size_t i = 0; i < record.varbinds.size(); ++i) {
        if (i > 0) out.append(out, begin, size);
        appendVarbind(out, context.names, record.varbinds[i]);
        out += part;
        appendRateFields(out, rateAt(record, i));
        appendVarbindError(out, record.varbinds[i]);
    }
}

}  // namespace snmpolld::format
