// Turns the parameters of /snmp, which are those of snmp_exporter, into what is to be polled. Only auths and modules
// that exist and hosts that may be asked are accepted.
#pragma once

#include <tl/expected.hpp>
#include <vector>

#include "config/config.hpp"
#include "http/message.hpp"
#include "model/address.hpp"
#include "model/target.hpp"
#include "supervisor/scrape.hpp"
#include "supervisor/service.hpp"

namespace snmpolld::daemon {

// What decides which requests are accepted, and what their names stand for.
struct ScrapeSettings {
    config::Definitions config;
    config::Http http;
};

struct ScrapeRequest : supervisor::ScrapeOrder {
    bool configured = false;  // if not, mayBeAsked() must allow the address of target.node, and that address is polled
};

// The error is the response that refuses the request.
tl::expected<ScrapeRequest, http::Response> scrapeRequest(const http::Request& request, const ScrapeSettings& settings,
                                                          const supervisor::Service& service);

// Whether http.targets_allow contains the address.
bool mayBeAsked(const config::Http& http, const model::Address& address);

http::Response notAllowed(const config::Http& http, const std::string& host);

}  // namespace snmpolld::daemon
