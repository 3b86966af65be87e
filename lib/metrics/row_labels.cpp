#include "metrics/row_labels.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "metrics/index_text.hpp"
#include "metrics/value_text.hpp"

namespace snmpolld::metrics {

namespace {

using model::MetricType;

uint64_t hashOfLabels(const Labels& labels, uint64_t seed) {
    for (const auto& [name, value] : labels)
        seed = hashOf(value, seed);
    return seed;
}

// The form that the number in the type column says, or the type itself if it says none.
MetricType formOf(MetricType type, const model::Varbind* said) {
    const auto number = said == nullptr ? std::nullopt : numberOf(*said);
    if (!number || *number < 0 || *number > 100) return type;
    const MetricType form = combinedForm(type, static_cast<int64_t>(*number));
    return form == MetricType::gauge ? type : form;
}

std::string enumText(const model::EnumValues& names, int64_t value) {
    const auto name = names.find(value);
    return name == names.end() ? std::to_string(value) : name->second;
}

}  // namespace

const RowLabels::Row& RowLabels::of(size_t plan, Words index) {
    for (size_t row = last_; row < rows_.size() && row < last_ + 2; ++row)
        if (isRow(row, plan, index)) return rows_[last_ = row];
    const uint64_t hash = hashOf(index, seed_ + plan);
    const uint32_t found = by_index_.find(hash, [&](uint32_t row) { return isRow(row, plan, index); });
    if (found != HashSlots::kNone) return rows_[last_ = found];
    last_ = rows_.size();
    by_index_.add(hash, static_cast<uint32_t>(last_));
    Row& row = rows_.emplace_back(Row{index, plan, readIndex(plans_[plan], index), {}});
    if (!row.fits) return row;
    for (const LookupStep& step : plans_[plan].steps)
        lookUp(step);
    row.labels = collect(plans_[plan]);
    compareWithOthers(row);
    return row;
}

bool RowLabels::isRow(size_t row, size_t plan, Words index) const {
    const Row& known = rows_[row];
    return known.plan == plan && std::equal(known.index.begin(), known.index.end(), index.begin(), index.end());
}

bool RowLabels::readIndex(const LabelPlan& plan, Words index) {
    used_.clear();
    slots_.assign(plan.slots.size(), {});
    PartReader reader(index, used_);
    for (size_t i = 0; i < plan.index_slots.size(); ++i) {
        const model::MetricIndex& part = plan.definition->indexes[i];
        Slot slot;
        slot.begin = used_.size();
        if (!appendPart(reader, {part.type, part.fixed_size, part.implied, &part.enum_values}, slot.text)) return false;
        slot.size = used_.size() - slot.begin;
        slots_[plan.index_slots[i]] = std::move(slot);
    }
    return true;
}

void RowLabels::lookUp(const LookupStep& step) {
    const model::MetricLookup& lookup = *step.lookup;
    const model::Varbind* varbind = cell(lookup.oid, step);
    std::string text;
    if (varbind != nullptr && lookup.type == MetricType::EnumAsInfo && !lookup.enum_values.empty()) {
        text = enumText(lookup.enum_values, integerOf(*varbind));
    } else if (varbind != nullptr) {
        const model::Varbind* said = step.type_column.empty() ? nullptr : cell(step.type_column, step);
        appendValue(text, *varbind, formOf(lookup.type, said), lookup.display_hint);
    }
    slots_[step.target].text = std::move(text);
    if (varbind != nullptr) remember(step, *varbind);
}

const model::Varbind* RowLabels::cell(const model::Oid& column, const LookupStep& step) {
    if (!step.possible) return nullptr;
    oid_.assign(column.ids().begin(), column.ids().end());
    for (const size_t source : step.sources) {
        const Slot& slot = slots_[source];
        if (slot.size == 0 || oid_.size() + slot.size > model::Oid::kMaxSize) return nullptr;
        const auto begin = used_.begin() + static_cast<std::ptrdiff_t>(slot.begin);
        oid_.insert(oid_.end(), begin, begin + static_cast<std::ptrdiff_t>(slot.size));
    }
    return table_.find(oid_);
}

// A number that was looked up may find the row of the next lookup.
void RowLabels::remember(const LookupStep& step, const model::Varbind& varbind) {
    const int64_t number = integerOf(varbind);
    Slot& slot = slots_[step.target];
    slot.begin = used_.size();
    slot.size = number >= 0 && number <= UINT32_MAX ? 1 : 0;
    if (slot.size == 1) used_.push_back(static_cast<uint32_t>(number));
}

Labels RowLabels::collect(const LabelPlan& plan) {
    Labels labels;
    labels.reserve(plan.shown.size());
    for (const size_t slot : plan.shown)
        labels.emplace_back(plan.slots[slot], std::move(slots_[slot].text));
    return labels;
}

void RowLabels::compareWithOthers(const Row& row) {
    if (saw_duplicates_) return;
    saw_duplicates_ =
        !std::all_of(row.labels.begin(), row.labels.end(), [](const auto& label) { return isUtf8(label.second); });
    const uint64_t hash = hashOfLabels(row.labels, seed_ + row.plan);
    const auto same = [&](uint32_t other) {
        return rows_[other].plan == row.plan && rows_[other].labels == row.labels;
    };
    if (by_labels_.find(hash, same) != HashSlots::kNone) saw_duplicates_ = true;
    by_labels_.add(hash, static_cast<uint32_t>(&row - rows_.data()));
}

}  // namespace snmpolld::metrics
