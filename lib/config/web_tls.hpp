// The part of a web config that is about TLS: tls_server_config. For web_config.cpp only.
#pragma once

#include "config/source.hpp"
#include "config/web_config.hpp"

namespace snmpolld::config {

// Notes a file that is about to be read (web_config.cpp).
void willRead(const std::filesystem::path& file, WebConfig& out);

// A section without certificate, key and anything about clients is no TLS, as in Prometheus' exporters.
Result<void> readWebTls(const Source& source, const YamlNode& node, WallTime now, WebConfig& out);

}  // namespace snmpolld::config
