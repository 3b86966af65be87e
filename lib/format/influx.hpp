// Samples in InfluxDB's line protocol, a line for each: measurement, tags, the metric's name as the only field.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/clock.hpp"
#include "model/metrics.hpp"

namespace snmpolld::format {

// `tags` come first (the host among them), then the sample's labels; a label with the name of a tag before it is left
// out. Left out as well is what line protocol cannot say: empty tags, backslashes at the end of a tag, infinities and
// NaN. `at` is written in nanoseconds.
void formatInflux(std::string_view measurement, std::span<const model::Sample> samples,
                  std::span<const std::pair<std::string, std::string>> tags, WallTime at, std::string& out);

}  // namespace snmpolld::format
