#include "metrics/evaluator_pass.hpp"

#include <cmath>

#include "base/utf8.hpp"
#include "metrics/date_time.hpp"
#include "metrics/index_text.hpp"
#include "metrics/time_pattern.hpp"
#include "metrics/value_text.hpp"

namespace snmpolld::metrics {

namespace {

using model::MetricType;
using Kind = CompiledMetric::Kind;

double scaled(const model::MetricDefinition& definition, double value) {
    if (definition.scale != 0) value *= definition.scale;
    return value + definition.offset;
}

// The number of an enumeration's value; nullopt if no enumeration can have it.
std::optional<int64_t> wholeOf(const model::Varbind& varbind) {
    const auto number = numberOf(varbind);
    if (!number || !(std::fabs(*number) < 0x1p62)) return std::nullopt;
    return static_cast<int64_t>(*number);
}

std::optional<double> toNumber(std::optional<int64_t> seconds) {
    return seconds ? std::optional<double>(static_cast<double>(*seconds)) : std::nullopt;
}

// The most significant bit of the first octet is 0. Bits beyond the last octet are not set.
bool hasBit(const std::string& octets, int64_t bit) {
    if (bit < 0 || static_cast<uint64_t>(bit) / 8 >= octets.size()) return false;
    return (static_cast<uint8_t>(octets[static_cast<size_t>(bit) / 8]) & (0x80U >> (bit % 8))) != 0;
}

std::optional<double> dateOf(const CompiledMetric& metric, const model::Varbind& varbind) {
    const std::string* octets = octetsOf(varbind);
    if (metric.kind == Kind::date) return octets ? toNumber(parseDateAndTime(*octets)) : std::nullopt;
    if (metric.kind == Kind::ntp) return octets ? toNumber(parseNtpTimeStamp(*octets)) : std::nullopt;
    std::string text;
    appendValue(text, varbind, MetricType::DisplayString, {});
    return toNumber(parseByPattern(text, metric.definition->datetime_pattern));
}

}  // namespace

EvaluatorPass::EvaluatorPass(const EvaluatorParts& parts, std::span<const model::Varbind> varbinds,
                             std::span<const model::Varbind> kept, std::vector<model::Sample>& out)
    : parts_(parts),
      varbinds_(varbinds),
      kept_(kept),
      out_(out),
      table_(parts.seed),
      rows_(parts.plans, table_, parts.seed) {}

void EvaluatorPass::run() {
    fillTable();
    const std::vector<bool> superseded = supersededOf(varbinds_, parts_.seed);
    size_t hint = 0;
    for (size_t i = 0; i < varbinds_.size(); ++i) {
        const model::Varbind& varbind = varbinds_[i];
        if (!model::isValue(varbind.type) || (!superseded.empty() && superseded[i])) continue;
        const PrefixTable::Entry* entry = parts_.by_oid.find(varbind.oid.ids(), hint);
        if (entry != nullptr) evaluate(parts_.metrics[entry->number], varbind);
    }
}

void EvaluatorPass::fillTable() {
    if (parts_.looked_up.empty()) return;
    fillTable(kept_);
    fillTable(varbinds_);
}

void EvaluatorPass::fillTable(std::span<const model::Varbind> varbinds) {
    size_t hint = 0;
    for (const model::Varbind& varbind : varbinds)
        if (model::isValue(varbind.type) && parts_.looked_up.find(varbind.oid.ids(), hint) != nullptr)
            table_.put(varbind);
}

void EvaluatorPass::evaluate(const CompiledMetric& metric, const model::Varbind& varbind) {
    const RowLabels::Row& row = rows_.of(metric.plan, varbind.oid.ids().subspan(metric.definition->oid.size()));
    may_have_duplicates_ = may_have_duplicates_ || metric.may_repeat;
    const size_t before = out_.size();
    if (!row.fits || !hasValue(varbind) || !emit(metric, varbind, row)) ++unfit_;
    for (model::Sample& sample : std::span(out_).subspan(before))
        sample.varbind = static_cast<uint32_t>(&varbind - varbinds_.data());
}

bool EvaluatorPass::emit(const CompiledMetric& metric, const model::Varbind& varbind, const RowLabels::Row& row) {
    switch (metric.kind) {
        case Kind::number:
            return emitNumber(metric, row, numberOf(varbind));
        case Kind::date:
        case Kind::pattern:
        case Kind::ntp:
            return emitNumber(metric, row, dateOf(metric, varbind));
        case Kind::info:
            return emitInfo(metric, varbind, row.labels);
        case Kind::states:
            return emitStates(metric, varbind, row.labels);
        case Kind::bits:
            return emitBits(metric, varbind, row.labels);
        case Kind::text:
            return emitText(metric, varbind, row);
        case Kind::extracts:
            return emitExtracts(metric, varbind, row);
    }
    return false;
}

bool EvaluatorPass::emitNumber(const CompiledMetric& metric, const RowLabels::Row& row, std::optional<double> number) {
    if (!number) return false;
    add(metric, row.labels, scaled(*metric.definition, *number));
    return true;
}

// If a label of the row has the metric's name already, no sample is made.
bool EvaluatorPass::emitInfo(const CompiledMetric& metric, const model::Varbind& varbind, const Labels& labels) {
    const auto value = wholeOf(varbind);
    if (!value) return false;
    if (metric.is_labelled) return true;
    const auto& names = metric.definition->enum_values;
    const auto name = names.find(*value);
    addLabelled(metric, labels, 1, name == names.end() ? std::to_string(*value) : name->second);
    return true;
}

bool EvaluatorPass::emitStates(const CompiledMetric& metric, const model::Varbind& varbind, const Labels& labels) {
    const auto value = wholeOf(varbind);
    if (!value || metric.is_labelled) return false;
    const auto& names = metric.definition->enum_values;
    const auto current = names.find(*value);
    if (current == names.end()) may_have_duplicates_ = true;
    addLabelled(metric, labels, 1, current == names.end() ? std::to_string(*value) : current->second);
    for (const auto& [number, name] : names)
        if (number != *value) addLabelled(metric, labels, 0, name);
    return true;
}

bool EvaluatorPass::emitBits(const CompiledMetric& metric, const model::Varbind& varbind, const Labels& labels) {
    const std::string* octets = octetsOf(varbind);
    if (octets == nullptr || metric.is_labelled) return false;
    for (const auto& [bit, name] : metric.definition->enum_values)
        addLabelled(metric, labels, hasBit(*octets, bit) ? 1 : 0, name);
    return true;
}

bool EvaluatorPass::emitText(const CompiledMetric& metric, const model::Varbind& varbind, const RowLabels::Row& row) {
    const double value = scaled(*metric.definition, 1);
    if (metric.is_labelled)
        add(metric, row.labels, value);
    else
        addLabelled(metric, row.labels, value, textOf(metric, varbind, row.index));
    return true;
}

// Finding nothing is no fault, because expressions are also used to choose values.
bool EvaluatorPass::emitExtracts(const CompiledMetric& metric, const model::Varbind& varbind,
                                 const RowLabels::Row& row) {
    std::string text;
    appendAsUtf8(text, textOf(metric, varbind, row.index));
    found_.clear();
    metric.extracts.apply(text, found_);
    for (const auto& [extract, number] : found_)
        add(metric, row.labels, scaled(*metric.definition, number), extract);
    return true;
}

std::string EvaluatorPass::textOf(const CompiledMetric& metric, const model::Varbind& varbind, Words index) {
    std::string text;
    appendValue(text, varbind, formOf(metric, index), metric.definition->display_hint);
    return text;
}

MetricType EvaluatorPass::formOf(const CompiledMetric& metric, Words index) {
    const MetricType type = metric.definition->type;
    if (!isCombined(type)) return type;
    std::vector<uint32_t> oid(metric.type_column.ids().begin(), metric.type_column.ids().end());
    oid.insert(oid.end(), index.begin(), index.end());
    const bool is_cell = !metric.type_column.empty() && !index.empty();
    const model::Varbind* said = is_cell ? table_.find(oid) : nullptr;
    const auto number = said == nullptr ? std::nullopt : wholeOf(*said);
    const MetricType form = number ? combinedForm(type, *number) : MetricType::gauge;
    return form == MetricType::gauge ? MetricType::OctetString : form;
}

model::Sample& EvaluatorPass::add(const CompiledMetric& metric, const Labels& labels, double value, size_t name) {
    model::Sample& sample = out_.emplace_back();
    sample.definition = metric.definition;
    sample.name = metric.names[name];
    if (metric.definition->type == MetricType::counter) sample.type = model::SampleType::counter;
    sample.labels = labels;
    sample.value = value;
    return sample;
}

void EvaluatorPass::addLabelled(const CompiledMetric& metric, const Labels& labels, double value, std::string own) {
    model::Sample& sample = out_.emplace_back();
    sample.definition = metric.definition;
    sample.name = metric.names[0];
    sample.labels.reserve(labels.size() + 1);
    sample.labels.insert(sample.labels.end(), labels.begin(), labels.end());
    sample.labels.emplace_back(metric.definition->name, std::move(own));
    sample.value = value;
}

}  // namespace snmpolld::metrics
