#include "snmp/row_selection.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "snmp/walk_plan.hpp"

namespace snmpolld::snmp {

namespace {

using model::Oid;

// The name of a row's instance in a column; empty: longer than an OID may be.
Oid instanceOf(const Oid& column, const Oid& row) {
    Oid out;
    if (column.size() + row.size() > Oid::kMaxSize) return out;
    out = column;
    for (const uint32_t id : row.ids())
        out.push_back(id);
    return out;
}

void sortUnique(std::vector<Oid>& oids) {
    std::ranges::sort(oids);
    oids.erase(std::unique(oids.begin(), oids.end()), oids.end());  // clang 14 does not accept std::ranges::unique
}

}  // namespace

// As in snmp_exporter, the value is compared as the text that a DisplayString of these octets would be.
bool RowSelection::wants(const model::RowFilter& filter, const model::Varbind& value) {
    std::string plain;
    model::appendPlainValue(plain, value);
    std::string text;
    appendAsUtf8(text, plain);
    return std::ranges::any_of(filter.values, [&](const auto& regex) { return regexes_.matches(regex, text); });
}

// Values that come after the rows are settled change nothing, even those of a filter's column.
void RowSelection::see(std::span<const model::Varbind> values) {
    if (settled_) return;
    for (size_t i = 0; i < rows_.size(); ++i)
        for (const model::Varbind& value : values) {
            const model::RowFilter& filter = asked_.filters[i];
            const size_t prefix = filter.column.size();
            if (value.oid.size() <= prefix || !value.oid.startsWith(filter.column) || !wants(filter, value)) continue;
            cut_ |= rows_[i]->size() == kMaxInstances;
            if (rows_[i]->size() < kMaxInstances) rows_[i]->emplace_back(value.oid.ids().subspan(prefix));
        }
}

bool RowSelection::walkUnfiltered(WalkPlan& walks) {
    if (std::exchange(settled_, true)) return false;
    for (size_t i = 0; i < rows_.size(); ++i)
        if (isStopped(walks.walks(), asked_.filters[i].column))
            rows_[i].reset();
        else
            sortUnique(*rows_[i]);
    bool any = false;
    for (const model::FilteredColumn& column : asked_.filtered)
        if (column.walked && !rowsOf(column)) any |= walks.add(column.column);
    return any;
}

// The rows that all filters of the column want; nullopt if none of the filters' columns could be walked.
std::optional<RowSelection::Rows> RowSelection::rowsOf(const model::FilteredColumn& column) const {
    std::optional<Rows> out;
    for (const uint32_t filter : column.filters) {
        if (!rows_[filter]) continue;
        if (!out) {
            out = rows_[filter];
            continue;
        }
        Rows both;
        std::ranges::set_intersection(*out, *rows_[filter], std::back_inserter(both));
        out = std::move(both);
    }
    return out;
}

std::vector<Oid> RowSelection::instances() {
    std::vector<Oid> out;
    for (const model::FilteredColumn& column : asked_.filtered)
        for (const Oid& row : rowsOf(column).value_or(Rows{})) {
            if (out.size() == kMaxInstances) {
                cut_ = true;
                break;
            }
            if (Oid instance = instanceOf(column.column, row); !instance.empty()) out.push_back(std::move(instance));
        }
    sortUnique(out);
    return out;
}

}  // namespace snmpolld::snmp
