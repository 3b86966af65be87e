// Floating-point numbers as text in the fewest digits that read back as the same number, written as Go's strconv
// writes them: what Prometheus and its exporters show.
#pragma once

#include <string>

namespace snmpolld {

// 'g' with precision -1: "0.25", "1e+06", "1.5e-05", "+Inf", "NaN".
void appendGeneral(std::string& out, double value);

// 'f' with precision -1, never an exponent: "1000000", "0.000015". A float has fewer digits than a double.
void appendFixed(std::string& out, double value);
void appendFixed(std::string& out, float value);

}  // namespace snmpolld
