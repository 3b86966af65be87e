// Reads the parameters of /snmp, which are those of snmp_exporter. Whether anything has these names, and who may be
// asked, is for the supervisor to say.
#pragma once

#include <tl/expected.hpp>

#include "http/message.hpp"
#include "ipc/http_messages.hpp"

namespace snmpolld::http {

// The error is the response that refuses the request. The id is 0.
tl::expected<ipc::ScrapeRequest, Response> scrapeQuery(const Request& request);

}  // namespace snmpolld::http
