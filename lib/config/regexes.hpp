// Checks that a regular expression is valid and not too large, and never applies it. regexes.cpp is the only file here
// that uses RE2.
#pragma once

#include <string>

namespace snmpolld::config {

// What is wrong with it, in RE2's words; "" if nothing is.
std::string checkRegex(const std::string& regex);
// The same for an expression that is to match whole texts.
std::string checkWholeRegex(const std::string& regex);

}  // namespace snmpolld::config
