// SeriesLabels: the labels of the series of one record, encoded as remote write wants them: sorted by name, `__name__`
// in its place, no empty values, valid UTF-8.
//
// They are `job`, `instance` (the host), the labels of the target, and those of the row. As in a scrape of Prometheus
// with honor_labels: false, a label of the target replaces a `job` or `instance` of ours, and a label of the row that
// has the name of one of these becomes exported_NAME.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/output_record.hpp"

namespace snmpolld::writer {

// A label set without the name of the metric, in the two parts between which that stands.
struct EncodedLabels {
    std::string before{};
    std::string behind{};
};

class SeriesLabels {
  public:
    // The record must outlive this.
    SeriesLabels(const model::OutputRecord& record, std::string_view job);

    EncodedLabels encode(const model::Labels& row) const;

  private:
    std::string freeName(const model::Labels& row, const std::string& name) const;

    model::Labels common_;
};

// One label as a field of a series.
void appendLabel(std::string& out, std::string_view name, std::string_view value);

}  // namespace snmpolld::writer
