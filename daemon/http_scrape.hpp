// From /snmp's parameters, which are snmp_exporter's, to what is asked of whom: only auths and modules that exist, only
// hosts that may be asked.
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

struct ScrapeRequest {
    model::Target target;
    std::vector<supervisor::ScrapedModule> modules;
    bool configured = false;  // else the address of target.node is to be checked by mayBeAsked, and to be polled
};

// The response is a refusal.
tl::expected<ScrapeRequest, http::Response> scrapeRequest(const http::Request& request, const config::Config& config,
                                                          const supervisor::Service& service);

// Whether http.targets_allow has it.
bool mayBeAsked(const config::Http& http, const model::Address& address);

http::Response notAllowed(const config::Http& http, const std::string& host);

}  // namespace snmpolld::daemon
