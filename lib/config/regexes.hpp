// Whether a regular expression is one, and is not too large. regexes.cpp is the only file here that sees RE2; what
// expressions match is up to lib/metrics.
#pragma once

#include <string>

namespace snmpolld::config {

// What is wrong with it, as RE2 says; "" when nothing is.
std::string checkRegex(const std::string& regex);
// The same, of one for whole texts.
std::string checkWholeRegex(const std::string& regex);

}  // namespace snmpolld::config
