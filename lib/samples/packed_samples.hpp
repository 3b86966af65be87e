// The samples of one poll in few octets, to be kept in memory. Labels are kept once for all samples that have the same
// ones, as the columns of a table's row do; a sample then takes the eight octets of its number and one to four more
// that say where its labels are.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "format/prometheus_lines.hpp"

namespace snmpolld::samples {

class SamplePacker {
  public:
    using Labels = std::span<const format::LabelView>;

    // Labels that all of the samples have.
    explicit SamplePacker(Labels target_labels);

    void add(Labels labels, double value);
    // Where the next sample will be, for PackedSamples::read.
    uint32_t position() const { return static_cast<uint32_t>(numbers_.size()); }
    // What was added, in a string without room to spare.
    std::string finish() const;

  private:
    uint32_t placeOf(Labels labels);

    std::string labels_;
    std::string numbers_;
    std::unordered_map<std::string, uint32_t> places_;  // of packed labels in labels_
    std::string packed_;                                // labels of one sample; a member to use its memory again
};

// Reads what a SamplePacker made. Borrows it.
class PackedSamples {
  public:
    explicit PackedSamples(std::string_view packed);

    std::span<const format::LabelView> targetLabels() const { return target_labels_; }

    // From now on the samples between these positions are read.
    void read(uint32_t begin, uint32_t end);
    bool next();  // false: there are no more
    std::span<const format::LabelView> labels() const { return sample_labels_; }
    double value() const { return value_; }

  private:
    std::string_view labels_;
    std::string_view numbers_;
    std::string_view rest_;
    std::vector<format::LabelView> target_labels_;
    std::vector<format::LabelView> sample_labels_;
    double value_ = 0;
};

}  // namespace snmpolld::samples
