// Octets as text in the form that a DISPLAY-HINT gives (RFC 2579 section 3.1, the form for octet strings): "1x:",
// "1d.1d.1d.1d", "255a".
#pragma once

#include <string>
#include <string_view>

namespace snmpolld::metrics {

// Returns false and appends nothing if there is no hint or no octet, or if the hint is wrong or does not fit.
bool appendHinted(std::string& text, std::string_view octets, std::string_view hint);

}  // namespace snmpolld::metrics
