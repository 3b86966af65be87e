// Samples in InfluxDB's line protocol, one line each: measurement, tags, and the metric's name as the only field.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.hpp"
#include "model/metrics.hpp"

namespace snmpolld::format {

// `tags` come first (the host among them), then the sample's labels; a label with the name of an earlier tag is left
// out. So is what line protocol cannot express: empty tags, infinities and NaN. `at` is written in nanoseconds.
void formatInflux(std::string_view measurement, std::span<const model::Sample> samples,
                  std::span<const std::pair<std::string, std::string>> tags, WallTime at, std::string& out);

}  // namespace snmpolld::format
