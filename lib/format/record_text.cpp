// Text for people at a terminal. Nobody should parse it. A few varbinds follow their host on one aligned line; a walk,
// or more of them, gets a line for each below that.
#include <algorithm>
#include <unordered_map>
#include <vector>

#include "base/text.hpp"
#include "format/formats.hpp"
#include "format/record_parts.hpp"
#include "format/text_line.hpp"
#include "names/name_catalog.hpp"

namespace snmpolld::format {

namespace {

constexpr size_t kOneLine = 6;     // varbinds, at most
constexpr size_t kNameWidth = 32;  // longer ones push the rest of their line to the right
constexpr size_t kOidWidth = 34;

bool isList(const model::HostRecord& record) {
    const model::ModuleSet* asked = record.target->module_set.get();
    return (asked != nullptr && !asked->walk.empty()) || record.varbinds.size() > kOneLine;
}

// "first" is no news: nobody expects a rate of a counter that was read once.
void appendRateText(std::string& out, const model::Rate& rate) {
    if (rate.state == model::RateState::none || rate.state == model::RateState::first) return;
    out += rate.state == model::RateState::rated ? " (" : " (no rate: ";
    if (rate.state == model::RateState::rated) {
        appendRate(out, rate.per_second);
        out += "/s";
    }
    out.append(model::rateReason(rate.state)).append(1, ')');
}

void appendPair(std::string& out, const names::NameCatalog& names, const model::Varbind& varbind,
                const model::Rate& rate) {
    out += "  ";
    const bool named = names.appendName(out, varbind.oid);
    if (named) out += " (";
    appendOid(out, varbind.oid);
    if (named) out += ')';
    out.append(" = ").append(model::displayValue(varbind));
    appendRateText(out, rate);
}

void appendError(std::string& out, const model::HostRecord& record) {
    if (record.last && !record.error.empty()) out.append("  ").append(printable(record.error));
    if (record.missed > 0) out.append(" of ").append(std::to_string(record.missed)).append(" missed times");
}

void appendCount(std::string& out, uint64_t varbinds) {
    appendInteger(out, varbinds);
    out += varbinds == 1 ? " varbind" : " varbinds";
}

void appendSummary(std::string& out, const model::HostRecord& record) {
    if (!record.varbinds.empty()) {
        out += "  ";
        appendCount(out, record.varbinds.size());
    } else if (record.status == model::Status::ok) {
        out += "  no varbinds: no such objects";
    }
}

struct Row {
    std::string name;
    std::string oid;
};

std::vector<Row> rowsOf(const names::NameCatalog& names, const model::HostRecord& record) {
    std::vector<Row> rows(record.varbinds.size());
    for (size_t i = 0; i < rows.size(); ++i) {
        names.appendName(rows[i].name, record.varbinds[i].oid);
        appendOid(rows[i].oid, record.varbinds[i].oid);
    }
    return rows;
}

size_t widest(const std::vector<Row>& rows, std::string Row::*text, size_t limit) {
    size_t width = 0;
    for (const Row& row : rows)
        width = std::max(width, std::min((row.*text).size(), limit));
    return width;
}

// One line per varbind: name, OID, value. Without a name, the OID is in the first column.
void appendRows(std::string& out, const FormatContext& context, const model::HostRecord& record) {
    const std::vector<Row> rows = rowsOf(context.names, record);
    const size_t name_width = widest(rows, &Row::name, kNameWidth);
    const size_t oid_width = widest(rows, &Row::oid, kOidWidth);
    for (size_t i = 0; i < rows.size(); ++i) {
        const Row& row = rows[i];
        const size_t begin = out.size() + 2;
        out += "  ";
        if (!row.name.empty()) {
            appendPadded(out, row.name, name_width);
            out += "  ";
        }
        out += row.oid;
        const size_t width = name_width > 0 ? name_width + 2 + oid_width : oid_width;
        out.append(width - std::min(out.size() - begin, width), ' ');
        out.append(" = ").append(model::displayValue(record.varbinds[i]));
        appendRateText(out, rateAt(record, i));
        endLine(out, context);
    }
}

class TextFormatter : public Formatter {
  public:
    explicit TextFormatter(const FormatContext& context) : context_(context) {}

    void append(const model::HostRecord& record, std::string& out) override;

  private:
    void appendWhole(const model::HostRecord& record, std::string& out) const;
    void appendPart(const model::HostRecord& record, std::string& out);
    void appendPartHead(const model::HostRecord& record, std::string& out) const;
    void appendClosing(const model::HostRecord& record, uint64_t varbinds, std::string& out) const;

    FormatContext context_;
    std::unordered_map<uint64_t, uint64_t> varbinds_;  // by task, of polls whose last part is still to come
    uint64_t last_task_ = 0;                           // whose part was appended last; 0: it was no part
};

void TextFormatter::append(const model::HostRecord& record, std::string& out) {
    if (isPart(record)) return appendPart(record, out);
    appendWhole(record, out);
    last_task_ = 0;
}

void TextFormatter::appendWhole(const model::HostRecord& record, std::string& out) const {
    appendHead(out, context_, record);
    const bool list = isList(record);
    if (list) appendSummary(out, record);
    for (size_t i = 0; i < record.varbinds.size() && !list; ++i)
        appendPair(out, context_.names, record.varbinds[i], rateAt(record, i));
    appendError(out, record);
    endLine(out, context_);
    if (list) appendRows(out, context_, record);
}

// The parts of one host follow each other without a head, unless another host's came between them.
void TextFormatter::appendPart(const model::HostRecord& record, std::string& out) {
    const uint64_t varbinds = varbinds_[record.task_id] += record.varbinds.size();
    if (record.task_id != last_task_ && !record.varbinds.empty()) appendPartHead(record, out);
    last_task_ = record.task_id;
    appendRows(out, context_, record);
    if (!record.last) return;
    varbinds_.erase(record.task_id);
    last_task_ = 0;
    appendClosing(record, varbinds, out);
}

void TextFormatter::appendPartHead(const model::HostRecord& record, std::string& out) const {
    appendPadded(out, printable(record.target->host), static_cast<size_t>(std::max(context_.host_width, 0)));
    out += "  part ";
    appendInteger(out, record.part);
    endLine(out, context_);
}

void TextFormatter::appendClosing(const model::HostRecord& record, uint64_t varbinds, std::string& out) const {
    appendHead(out, context_, record);
    out += "  ";
    appendCount(out, varbinds);
    out += " in ";
    appendInteger(out, record.part);
    out += " parts";
    appendError(out, record);
    endLine(out, context_);
}

}  // namespace

std::unique_ptr<Formatter> makeTextFormatter(const FormatContext& context) {
    return std::make_unique<TextFormatter>(context);
}

}  // namespace snmpolld::format
