// Numbers as Go's strconv.ParseFloat reads them: "1e3", ".5", "0x1p-2", "1_000", "inf", "NaN"; no spaces.
#pragma once

#include <optional>
#include <string_view>

namespace snmpolld::metrics {

// nullopt if it is not a number, or too large for a double.
std::optional<double> parseNumber(std::string_view text);

}  // namespace snmpolld::metrics
