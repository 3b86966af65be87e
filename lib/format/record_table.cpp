// Tables for people, `sweep --table`: one block per host. The rows of a poll in parts are gathered until its last part,
// because a walk brings a table column by column; when too many are waiting, those of the host whose part came last are
// printed.
#include <algorithm>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/text.hpp"
#include "format/formats.hpp"
#include "format/record_parts.hpp"
#include "format/table_grid.hpp"
#include "format/text_line.hpp"
#include "names/names.hpp"

namespace snmpolld::format {

namespace {

constexpr size_t kMaxGathered = 100'000;  // varbinds of all hosts together, and one part more

struct Rows {
    std::vector<TableCell> cells;  // that are not printed yet
    bool begun = false;            // some are printed
};

// What has come of one poll.
struct Gathered {
    std::vector<Rows> tables;
    std::vector<model::Varbind> others;  // that are in none of the tables
    bool others_begun = false;           // some of them are printed
    size_t count = 0;                    // varbinds that are not printed
    size_t records = 0;                  // the parts that they are from
};

// A failure stands among the numbers of its column as they do.
bool isNumber(const model::Varbind& varbind) {
    if (model::isFailure(varbind.type)) return true;
    return formOf(varbind) == ValueForm::number && varbind.type != model::Type::TimeTicks;
}

// A column and an index follow the entry's OID.
bool isIn(const names::Table& table, const model::Oid& oid) {
    return oid.size() >= table.entry.size() + 2 && oid.startsWith(table.entry);
}

TableCell cellOf(const names::Table& table, const model::Varbind& varbind) {
    const auto rest = varbind.oid.ids().subspan(table.entry.size());
    return {model::Oid(rest.subspan(1)), rest.front(), cutTo(model::displayValue(varbind), kCellWidth),
            isNumber(varbind)};
}

void appendRowCount(size_t rows, bool begun, std::string& out) {
    if (begun && rows == 0) {
        out += "end";
        return;
    }
    if (begun) out += "continued, ";
    if (rows > 0)
        appendInteger(out, rows);
    else
        out += "no";
    out += rows == 1 ? " row" : " rows";
}

class TableFormatter : public Formatter {
  public:
    explicit TableFormatter(const FormatContext& context) : context_(context), text_(makeTextFormatter(context)) {}

    void append(const model::HostRecord& record, std::string& out) override;
    size_t kept() const override { return records_; }

  private:
    enum class Printed { nothing, line, table };

    Gathered& gathered(const model::HostRecord& record);
    void gather(Gathered& polled, const model::HostRecord& record);
    void appendGathered(Gathered& polled, const model::HostRecord& record, std::string& out);
    void appendOthers(Gathered& polled, const model::HostRecord& record, std::string& out);
    void appendTable(Gathered& polled, size_t number, const model::HostRecord& record, std::string& out);
    void appendTitle(const names::Table& table, const model::HostRecord& record, std::string& out) const;
    void appendVerdict(const model::HostRecord& record, std::string& out) const;
    void separate(Printed next, std::string& out);

    FormatContext context_;
    std::unique_ptr<Formatter> text_;
    std::unordered_map<uint64_t, Gathered> gathered_;  // by task
    size_t count_ = 0;                                 // varbinds in gathered_
    size_t records_ = 0;                               // and the parts that they are from
    Printed printed_ = Printed::nothing;               // what was printed last
};

void TableFormatter::append(const model::HostRecord& record, std::string& out) {
    Gathered& polled = gathered(record);
    gather(polled, record);
    if (!record.last && count_ < kMaxGathered) return;
    appendGathered(polled, record, out);
    count_ -= std::exchange(polled.count, 0);
    records_ -= std::exchange(polled.records, 0);
    if (record.last) gathered_.erase(record.task_id);
}

Gathered& TableFormatter::gathered(const model::HostRecord& record) {
    Gathered& polled = gathered_[record.task_id];
    polled.tables.resize(context_.tables.size());
    return polled;
}

void TableFormatter::gather(Gathered& polled, const model::HostRecord& record) {
    for (const model::Varbind& varbind : record.varbinds) {
        const auto in = [&](const names::Table* table) { return isIn(*table, varbind.oid); };
        const auto table = std::find_if(context_.tables.begin(), context_.tables.end(), in);
        if (table == context_.tables.end())
            polled.others.push_back(varbind);
        else
            polled.tables[static_cast<size_t>(table - context_.tables.begin())].cells.push_back(
                cellOf(**table, varbind));
    }
    polled.count += record.varbinds.size();
    count_ += record.varbinds.size();
    ++polled.records;
    ++records_;
}

// A host that has given nothing but an error gets one line, as it does without tables.
void TableFormatter::appendGathered(Gathered& polled, const model::HostRecord& record, std::string& out) {
    const auto has_rows = [](const Rows& rows) { return rows.begun || !rows.cells.empty(); };
    const bool rows = std::any_of(polled.tables.begin(), polled.tables.end(), has_rows);
    const bool failed = record.last && record.status != model::Status::ok;
    if (!polled.others.empty() || (record.last && polled.others_begun) || (failed && !rows))
        appendOthers(polled, record, out);
    for (size_t i = 0; i < context_.tables.size() && (rows || !failed); ++i)
        if (record.last || !polled.tables[i].cells.empty()) appendTable(polled, i, record, out);
}

void TableFormatter::appendOthers(Gathered& polled, const model::HostRecord& record, std::string& out) {
    model::HostRecord line;
    line.task_id = record.task_id;
    line.part = polled.others_begun ? record.part : 1;
    line.last = record.last;
    line.status = record.status;
    line.error = record.error;
    line.rtt = record.rtt;
    line.target = record.target;
    line.varbinds = std::exchange(polled.others, {});
    polled.others_begun = true;
    separate(Printed::line, out);
    text_->append(line, out);
}

void TableFormatter::appendTable(Gathered& polled, size_t number, const model::HostRecord& record, std::string& out) {
    const names::Table& table = *context_.tables[number];
    std::vector<TableCell> cells = std::exchange(polled.tables[number].cells, {});
    const size_t rows = sortCells(cells);
    separate(Printed::table, out);
    appendTitle(table, record, out);
    appendRowCount(rows, std::exchange(polled.tables[number].begun, true), out);
    if (record.last)
        appendVerdict(record, out);
    else
        out += " so far";
    endLine(out, context_);
    appendGrid(out, context_, table, cells);
}

// "== sw1: ifTable (1.3.6.1.2.1.2.2), "
void TableFormatter::appendTitle(const names::Table& table, const model::HostRecord& record, std::string& out) const {
    const auto entry = table.entry.ids();
    const std::string oid = model::Oid(entry.first(entry.size() - 1)).toString();
    out.append("== ").append(printable(record.target->host)).append(": ").append(printable(table.name));
    if (oid != table.name) out.append(" (").append(oid).append(1, ')');
    out += ", ";
}

void TableFormatter::appendVerdict(const model::HostRecord& record, std::string& out) const {
    if (record.status == model::Status::ok) return;
    out += ", ";
    appendStatus(out, context_, record.status);
    if (!record.error.empty()) out.append(": ").append(printable(record.error));
}

// Tables have an empty line around them.
void TableFormatter::separate(Printed next, std::string& out) {
    const bool apart = printed_ == Printed::table || (next == Printed::table && printed_ == Printed::line);
    printed_ = next;
    if (apart) endLine(out, context_);
}

}  // namespace

std::unique_ptr<Formatter> makeTableFormatter(const FormatContext& context) {
    return std::make_unique<TableFormatter>(context);
}

}  // namespace snmpolld::format
