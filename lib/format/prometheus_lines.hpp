// The pieces of Prometheus' text formats: heads of families, lines of samples, escaped texts. Everything that
// shows samples as Prometheus text is made of these.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/metrics.hpp"
#include "model/packed_samples.hpp"

namespace snmpolld::format {

struct LabelView {
    std::string_view name;
    std::string_view value;
};

// Prometheus' text format 0.0.4, or OpenMetrics 1.0. Samples have the same lines in both.
enum class TextStyle : uint8_t { prometheus, open_metrics };

// The HELP and TYPE lines of a family. OpenMetrics knows no counters whose names do not end in _total: they are of
// unknown type there.
void appendFamilyHead(std::string& out, const model::PackedFamily& family, TextStyle style = TextStyle::prometheus);
// The same for the family of this sample.
void appendFamilyHead(std::string& out, const model::Sample& sample);
// The head of the family of this sample, without a help text if the sample has no definition.
model::PackedFamily familyOf(const model::Sample& sample);

// The line of a sample whose labels are text already, as LineWriter::appendLabels() writes them.
void appendLine(std::string& out, std::string_view name, std::string_view labels, double value);

// The labels of a target as Prometheus takes them: in their names, characters other than letters, digits and _ become
// _. If two names become the same, the first label stays. The values are borrowed.
std::vector<std::pair<std::string, std::string_view>> targetLabels(
    std::span<const std::pair<std::string, std::string>> labels);

// Views of pairs of a name and a value, in the place of what `out` had.
void viewLabels(const auto& labels, std::vector<LabelView>& out) {
    out.clear();
    for (const auto& [name, value] : labels)
        out.push_back({name, value});
}

// Writes the lines of samples. Their labels are ordered by name.
class LineWriter {
  public:
    explicit LineWriter(std::string& out) : out_(out) {}

    // These labels, whose names are as targetLabels() makes them, are added to all samples from now on. A sample's own
    // label of the same name is shown as exported_<name>, as Prometheus itself would show it. Borrowed.
    void useTargetLabels(std::span<const LabelView> labels) { target_ = labels; }

    void append(std::string_view name, std::span<const LabelView> labels, double value);
    // The labels alone: {a="x",b="y"}, or nothing if there are none. Two samples of one family are the same series if
    // this is the same text.
    void appendLabels(std::span<const LabelView> labels);

  private:
    struct Label {
        std::string_view name;
        std::string_view value;
        bool is_hidden = false;  // by a label of the target
    };

    void collect(std::span<const LabelView> labels);
    bool isOfTarget(std::string_view name) const;
    void insert(const Label& label);
    void appendLabel(const Label& label);
    static bool isBefore(const Label& a, const Label& b);
    static std::string shownName(const Label& label);

    std::string& out_;
    std::span<const LabelView> target_;
    std::vector<Label> labels_;  // of the line that is being written
};

}  // namespace snmpolld::format
