// What is allowed of an HTTP server but can hardly be meant: that strangers may ask, and that passwords or certificates
// do not do what they are for.
#pragma once

#include <string>
#include <vector>

#include "config/config.hpp"
#include "config/web_config.hpp"

namespace snmpolld::config {

// A sentence each, with its place.
std::vector<std::string> httpWarnings(const Config& config, const WebConfig& web);

}  // namespace snmpolld::config
