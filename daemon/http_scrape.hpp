// Turns what somebody wants of /snmp into what is to be polled. Nothing that he names is believed to exist or to be
// allowed: only auths and modules of the config and hosts that may be asked are accepted.
#pragma once

#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "config/config.hpp"
#include "ipc/http_messages.hpp"
#include "model/address.hpp"
#include "supervisor/scrape.hpp"
#include "supervisor/service.hpp"

namespace snmpolld::daemon {

// What decides which requests are accepted, and what their names stand for.
struct ScrapeSettings {
    config::Definitions config;
    config::Http http;
};

// Why a request is refused: a status of HTTP, and a sentence.
struct Refusal {
    uint16_t status = 0;
    std::string sentence;
};

struct AllowedScrape : supervisor::ScrapeOrder {
    bool configured = false;  // if not, mayBeAsked() must allow the address of target.node, and that address is polled
};

tl::expected<AllowedScrape, Refusal> allowScrape(const ipc::ScrapeRequest& request, const ScrapeSettings& settings,
                                                 const supervisor::Service& service);

// Whether http.targets_allow allows the address, with its port.
bool mayBeAsked(const config::Http& http, const model::Address& address, model::Transport over);

// `address`: of the host, if it is known.
Refusal notAllowed(const config::Http& http, const std::string& host, const std::optional<model::Address>& address);

}  // namespace snmpolld::daemon
