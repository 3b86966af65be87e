// Samples in few octets, to be kept in memory and to be sent. Labels are kept once, as the text that pages show, for
// all samples that have the same ones, as the columns of a table's row do; a sample then takes the eight octets of its
// number and one to four more that say where its labels are. So making text of it is copying.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "format/prometheus_lines.hpp"
#include "model/packed_samples.hpp"

namespace snmpolld::samples {

// Packs samples whose labels are text already.
class TextPacker {
  public:
    uint32_t placeOf(std::string_view labels);  // for add()
    void add(uint32_t place, double value);
    // Where the next sample will be, for SampleReader::read.
    uint32_t position() const { return static_cast<uint32_t>(numbers_.size()); }
    // What was added, in a string without room to spare.
    std::string finish() const;

  private:
    std::string labels_;
    std::string numbers_;
    std::unordered_map<std::string, uint32_t> places_;  // of labels in labels_
};

// Packs samples, family by family.
class SamplePacker {
  public:
    using Labels = std::span<const format::LabelView>;

    // Labels that all of the samples have besides their own, with names as format::targetLabels() makes them. Borrowed.
    explicit SamplePacker(Labels target_labels) { writer_.useTargetLabels(target_labels); }

    // The samples from now on belong to this family; its `end` says nothing.
    void begin(model::PackedFamily family);
    void add(Labels labels, double value);
    model::PackedSamples finish();

  private:
    uint32_t placeOf(Labels labels);

    TextPacker packer_;
    model::PackedSamples packed_;
    std::unordered_map<std::string, uint32_t> places_;  // by labels as they were given, so that each become text once
    std::string key_;                                   // of one sample; a member to use its memory again
    std::string text_;
    format::LineWriter writer_{text_};
};

// Reads what was packed. Borrows it. Octets that were not packed by these classes give nonsense or nothing, but no
// access outside of them.
class SampleReader {
  public:
    explicit SampleReader(std::string_view packed);

    // From now on the samples between these positions are read.
    void read(uint32_t begin, uint32_t end);
    bool next();  // false: there are no more
    std::string_view labels() const { return sample_labels_; }
    double value() const { return value_; }

  private:
    std::string_view labels_;
    std::string_view numbers_;
    std::string_view rest_;
    std::string_view sample_labels_;
    double value_ = 0;
};

// Text of all families.
void appendText(const model::PackedSamples& packed, format::TextStyle style, std::string& out);

}  // namespace snmpolld::samples
