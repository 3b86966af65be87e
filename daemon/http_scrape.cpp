#include "http_scrape.hpp"

#include <algorithm>
#include <set>

#include "base/text.hpp"
#include "config/expand.hpp"
#include "config/shipped.hpp"
#include "config/target_spec.hpp"

namespace snmpolld::daemon {

namespace {

using namespace std::chrono_literals;

template <typename T>
using Answerable = tl::expected<T, Refusal>;

constexpr std::string_view kUsualModule = "if_mib";
constexpr Duration kUsualTimeout = std::chrono::seconds(5);  // these two as in snmp_exporter
constexpr int kUsualRetries = 3;
constexpr std::string_view kUsualAuth = "public_v2";
constexpr size_t kMaxContext = 255;  // octets (RFC 3411, SnmpAdminString)

tl::unexpected<Refusal> refuse(uint16_t status, std::string sentence) {
    return tl::unexpected(Refusal{.status = status, .sentence = std::move(sentence)});
}

// Prometheus says how long it waits. The answer must be there before, or nobody reads why there are no samples.
Duration deadlineOf(Duration patience, Duration offset) {
    return std::max(patience - offset, patience / 2);
}

// Accepts the form that snmp_exporter knows: "tcp://host", "udp4://host".
std::string withoutSlashes(std::string text) {
    const size_t scheme = text.find("://");
    if (scheme == std::string::npos) return text;
    text.erase(scheme + 1, 2);
    if (text.starts_with("udp4:") || text.starts_with("tcp4:")) text.erase(3, 1);
    return text;
}

// A host that is configured may be written with or without the usual port.
const supervisor::Host* findConfigured(const supervisor::Service& service, const model::Target& target,
                                       const std::string& written) {
    if (const auto* host = service.hosts().find(written)) return host;
    if (const auto* host = service.hosts().find(target.host)) return host;
    const bool usual_port = target.port == model::kSnmpPort;
    const bool literal_v6 = target.node.find(':') != std::string::npos;
    const std::string node = literal_v6 ? "[" + target.node + "]" : target.node;
    const supervisor::Host* host = usual_port ? service.hosts().find(target.node) : nullptr;
    if (host == nullptr) host = service.hosts().find(node + ":" + std::to_string(target.port));
    return host != nullptr && host->target.transport == target.transport ? host : nullptr;
}

Answerable<AllowedScrape> readTarget(const ipc::ScrapeRequest& request, const ScrapeSettings& settings,
                                     const supervisor::Service& service) {
    const std::string written = withoutSlashes(request.target);
    const auto spec = config::parseTarget(written);
    if (!spec) return refuse(400, spec.error().message);
    if (spec->community) return refuse(400, "a target has no community here; parameter auth names the credentials");
    if (spec->node.empty() && spec->count != 1) return refuse(400, "parameter target is one host, not a range");
    AllowedScrape out;
    config::hostAt(*spec, 0, out.target);
    out.target.gap = settings.config.defaults.gap;
    out.target.in_flight = settings.config.defaults.in_flight;
    if (const auto* host = findConfigured(service, out.target, written)) {
        out.target = host->target;
        out.configured = true;
    } else if (settings.http.targets_allow.empty()) {
        return tl::unexpected(notAllowed(settings.http, out.target.host, std::nullopt));
    }
    return out;
}

// What an auth that may not be used here is called, nobody learns.
Answerable<std::shared_ptr<const model::Credentials>> findAuth(const ScrapeSettings& settings,
                                                               const std::string& name) {
    const auto& allowed = settings.http.auths;
    const bool may_be_named = !allowed || std::ranges::find(*allowed, name) != allowed->end();
    const auto it = settings.config.auths.find(name);
    if (may_be_named && it != settings.config.auths.end()) return it->second;
    return refuse(400, "no auth \"" + printable(name) + "\"");
}

// A configured target has credentials of its own; another one has snmp_exporter's usual ones.
Answerable<void> readAuth(const ipc::ScrapeRequest& request, const ScrapeSettings& settings, AllowedScrape& out) {
    if (out.configured && request.auth.empty()) return {};
    out.target.auth = request.auth.empty() ? std::string(kUsualAuth) : request.auth;
    const auto credentials = findAuth(settings, out.target.auth);
    if (!credentials) return tl::unexpected(credentials.error());
    out.target.credentials = *credentials;
    return {};
}

// Both belong to SNMPv3; with another version they are ignored, as snmp_exporter does it.
Answerable<void> readContext(const ipc::ScrapeRequest& request, AllowedScrape& out) {
    if (hasControlOctet(request.context)) return refuse(400, "parameter snmp_context has control characters");
    if (request.context.empty() && request.engine_id.empty()) return {};
    if (out.target.credentials->version != model::Version::v3) return {};
    if (request.context.size() > kMaxContext) return refuse(400, "parameter snmp_context is longer than 255 octets");
    auto own = std::make_shared<model::Credentials>(*out.target.credentials);
    if (!request.context.empty()) own->context_name = request.context;
    if (!request.engine_id.empty()) own->context_engine_id = request.engine_id;
    out.target.credentials = std::move(own);
    return {};
}

// How a configured target itself must be asked holds for whatever it is asked.
model::GivenSettings settingsOf(const AllowedScrape& request) {
    model::GivenSettings own{.rates = false};
    if (!request.configured) {
        own.cache_lookups = Duration::zero();  // it may never be asked again
        return own;
    }
    const model::GivenSettings& given = request.target.module_set->of_target;
    own.quirks = given.quirks;
    own.pdu_gap = given.pdu_gap;
    own.source = given.source;
    own.max_message_size = given.max_message_size;
    return own;
}

Answerable<supervisor::ScrapedModule> readModule(const std::string& name, const config::Definitions& config,
                                                 const AllowedScrape& request) {
    if (!config.modules.contains(name) && !config.library->has(name))
        return refuse(400, config::unknownModule(config, name).value().message);
    const auto set = config::moduleSet(config, {name}, settingsOf(request));
    if (!set) return refuse(500, set.error().message);
    const auto timing = config::moduleSettings(config, {name});
    if (!timing) return refuse(500, timing.error().message);
    const model::GivenSettings& given = config.defaults.given;
    const Duration usual = request.configured ? request.target.timeout : given.timeout.value_or(kUsualTimeout);
    const Duration timeout = timing->timeout.value_or(usual);
    const Duration least = request.configured ? request.target.timeout_min : config.defaults.timeout_min;
    const int retries = request.configured ? request.target.retries : given.retries.value_or(kUsualRetries);
    return supervisor::ScrapedModule{.name = name,
                                     .set = *set,
                                     .timeout = timeout,
                                     .timeout_min = std::min(timing->timeout_min.value_or(least), timeout),
                                     .retries = timing->retries.value_or(retries)};
}

Answerable<void> readModules(const ipc::ScrapeRequest& request, const config::Definitions& config, AllowedScrape& out) {
    std::vector<std::string> names = request.modules;
    if (names.empty()) names.emplace_back(kUsualModule);
    for (const std::string& name : names) {
        auto module = readModule(name, config, out);
        if (!module) return tl::unexpected(std::move(module.error()));
        out.modules.push_back(std::move(*module));
    }
    return {};
}

}  // namespace

tl::expected<AllowedScrape, Refusal> allowScrape(const ipc::ScrapeRequest& request, const ScrapeSettings& settings,
                                                 const supervisor::Service& service) {
    auto out = readTarget(request, settings, service);
    if (!out) return out;
    out->refuses_partial = settings.http.partial == config::PartialScrape::refuse;
    if (auto done = readAuth(request, settings, *out); !done) return tl::unexpected(std::move(done.error()));
    if (auto done = readContext(request, *out); !done) return tl::unexpected(std::move(done.error()));
    if (auto done = readModules(request, settings.config, *out); !done) return tl::unexpected(std::move(done.error()));
    if (request.patience > Duration::zero())
        out->target.deadline = deadlineOf(request.patience, settings.http.timeout_offset);
    return out;
}

bool mayBeAsked(const config::Http& http, const model::Address& address, model::Transport over) {
    return std::ranges::any_of(http.targets_allow, [&](const auto& some) { return some.allow(address, over); });
}

Refusal notAllowed(const config::Http& http, const std::string& host, const std::optional<model::Address>& address) {
    const auto has = [&](const auto& some) { return address && some.network.contains(*address); };
    std::string why = " and in no network of http.targets_allow";
    if (http.targets_allow.empty()) why = ", and there is no http.targets_allow";
    if (std::ranges::any_of(http.targets_allow, has))
        why = ", and http.targets_allow does not allow its transport and port";
    return {.status = 403, .sentence = printable(host) + " may not be asked: it is no configured target" + why};
}

}  // namespace snmpolld::daemon
