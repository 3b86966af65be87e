#include "writer/series_labels.hpp"

#include <algorithm>

#include "base/utf8.hpp"
#include "format/prometheus_lines.hpp"
#include "writer/protobuf.hpp"

namespace snmpolld::writer {

namespace {

using model::Labels;

constexpr std::string_view kMetricName = "__name__";

bool hasName(const Labels& labels, std::string_view name) {
    return std::ranges::any_of(labels, [&](const auto& label) { return label.first == name; });
}

void addMissing(Labels& labels, std::string_view name, std::string_view value) {
    if (!hasName(labels, name)) labels.emplace_back(name, value);
}

}  // namespace

void appendLabel(std::string& out, std::string_view name, std::string_view value) {
    std::string label;
    appendOctets(label, 1, name);
    if (isUtf8(value)) {
        appendOctets(label, 2, value);
    } else {
        std::string shown;
        appendAsUtf8(shown, value);
        appendOctets(label, 2, shown);
    }
    appendOctets(out, 1, label);
}

SeriesLabels::SeriesLabels(const model::OutputRecord& record, std::string_view job) {
    for (auto& [name, value] : format::targetLabels(record.labels))
        if (name != kMetricName) common_.emplace_back(std::move(name), value);
    addMissing(common_, "job", job);
    addMissing(common_, "instance", record.host);
}

EncodedLabels SeriesLabels::encode(const Labels& row) const {
    std::vector<std::pair<std::string, std::string_view>> all(common_.begin(), common_.end());
    for (auto& [name, value] : format::targetLabels(row))
        if (name != kMetricName) all.emplace_back(freeName(row, name), value);
    std::ranges::sort(all);
    EncodedLabels encoded;
    for (const auto& [name, value] : all)
        if (!value.empty()) appendLabel(name < kMetricName ? encoded.before : encoded.behind, name, value);
    return encoded;
}

std::string SeriesLabels::freeName(const Labels& row, const std::string& name) const {
    std::string free = name;
    while (hasName(common_, free) || (free != name && hasName(row, free)))
        free.insert(0, "exported_");
    return free;
}

}  // namespace snmpolld::writer
