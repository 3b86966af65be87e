#include "ipc/task_filters.hpp"

#include <algorithm>

#include "ipc/worker_decoding.hpp"

namespace snmpolld::ipc {

namespace {

using model::FilteredColumn;
using model::RowFilter;

// The filters as columns on the wire (worker.fbs).
struct FilterColumns {
    std::vector<uint8_t> filter_sizes, values, column_sizes, walked;
    std::vector<uint32_t> value_counts, value_sizes, choice_counts, choices, sub_ids;

    void add(const RowFilter& filter);
    void add(const FilteredColumn& column);
    void addOid(const model::Oid& oid, std::vector<uint8_t>& sizes);
};

void FilterColumns::addOid(const model::Oid& oid, std::vector<uint8_t>& sizes) {
    sizes.push_back(static_cast<uint8_t>(oid.size()));
    sub_ids.insert(sub_ids.end(), oid.ids().begin(), oid.ids().end());
}

void FilterColumns::add(const RowFilter& filter) {
    addOid(filter.column, filter_sizes);
    value_counts.push_back(static_cast<uint32_t>(filter.values.size()));
    for (const std::string& value : filter.values) {
        value_sizes.push_back(static_cast<uint32_t>(value.size()));
        values.insert(values.end(), value.begin(), value.end());
    }
}

void FilterColumns::add(const FilteredColumn& column) {
    addOid(column.column, column_sizes);
    walked.push_back(column.walked ? 1 : 0);
    choice_counts.push_back(static_cast<uint32_t>(column.filters.size()));
    choices.insert(choices.end(), column.filters.begin(), column.filters.end());
}

bool readValues(std::span<const uint32_t> sizes, std::span<const uint8_t>& octets, std::vector<std::string>& to) {
    for (const uint32_t size : sizes) {
        std::span<const uint8_t> value;
        if (size > kMaxText || !take(octets, size, value)) return false;
        to.emplace_back(value.begin(), value.end());
    }
    return true;
}

bool readRowFilters(const fb::Filters& from, std::span<const uint32_t>& sub_ids, std::vector<RowFilter>& to) {
    const auto sizes = column(from.filter_sizes());
    const auto counts = column(from.value_counts());
    auto value_sizes = column(from.value_sizes());
    auto octets = column(from.values());
    if (sizes.size() > kMaxFilters || counts.size() != sizes.size() || value_sizes.size() > kMaxFilters) return false;
    to.resize(sizes.size());
    for (size_t i = 0; i < sizes.size(); ++i) {
        std::span<const uint32_t> its_values;
        if (sizes[i] == 0 || !readOid(sub_ids, sizes[i], to[i].column) || !take(value_sizes, counts[i], its_values) ||
            !readValues(its_values, octets, to[i].values))
            return false;
    }
    return value_sizes.empty() && octets.empty();
}

bool readChoices(std::span<const uint32_t> choices, size_t filters, FilteredColumn& to) {
    to.filters.assign(choices.begin(), choices.end());
    return !choices.empty() && std::ranges::all_of(choices, [&](uint32_t choice) { return choice < filters; });
}

bool readColumns(const fb::Filters& from, std::span<const uint32_t>& sub_ids, size_t filters,
                 std::vector<FilteredColumn>& to) {
    const auto sizes = column(from.column_sizes());
    const auto walked = column(from.walked());
    const auto counts = column(from.choice_counts());
    auto choices = column(from.choices());
    if (sizes.size() > kMaxFilters || walked.size() != sizes.size() || counts.size() != sizes.size()) return false;
    to.resize(sizes.size());
    for (size_t i = 0; i < sizes.size(); ++i) {
        std::span<const uint32_t> its_choices;
        to[i].walked = walked[i] == 1;
        if (sizes[i] == 0 || walked[i] > 1 || !readOid(sub_ids, sizes[i], to[i].column) ||
            !take(choices, counts[i], its_choices) || !readChoices(its_choices, filters, to[i]))
            return false;
    }
    return choices.empty();
}

}  // namespace

flatbuffers::Offset<fb::Filters> encodeFilters(flatbuffers::FlatBufferBuilder& builder, const model::ModuleSet& set) {
    if (set.filters.empty() && set.filtered.empty()) return 0;
    FilterColumns columns;
    for (const RowFilter& filter : set.filters)
        columns.add(filter);
    for (const FilteredColumn& column : set.filtered)
        columns.add(column);
    return fb::CreateFiltersDirect(builder, &columns.filter_sizes, &columns.value_counts, &columns.value_sizes,
                                   &columns.values, &columns.column_sizes, &columns.walked, &columns.choice_counts,
                                   &columns.choices, &columns.sub_ids);
}

bool readFilters(const fb::Filters* from, model::ModuleSet& to) {
    if (from == nullptr) return true;
    auto sub_ids = column(from->sub_ids());
    return readRowFilters(*from, sub_ids, to.filters) && readColumns(*from, sub_ids, to.filters.size(), to.filtered) &&
           sub_ids.empty();
}

}  // namespace snmpolld::ipc
