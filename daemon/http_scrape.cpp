#include "http_scrape.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <set>

#include "base/text.hpp"
#include "config/expand.hpp"
#include "config/shipped.hpp"
#include "config/target_spec.hpp"

namespace snmpolld::daemon {

namespace {

using namespace std::chrono_literals;

template <typename T>
using Answerable = tl::expected<T, http::Response>;
using Text = std::optional<std::string>;

constexpr std::string_view kUsualModule = "if_mib";
constexpr Duration kUsualTimeout = std::chrono::seconds(5);  // these two as in snmp_exporter
constexpr int kUsualRetries = 3;
constexpr std::string_view kUsualAuth = "public_v2";
constexpr size_t kMaxEngineId = 32;  // octets (RFC 3411 section 5, SnmpEngineID)

tl::unexpected<http::Response> refuse(int status, const std::string& text) {
    return tl::unexpected(http::sentence(status, text));
}

// The value of a parameter that may be given once. An empty value counts as none.
Answerable<Text> once(const http::Request& request, std::string_view name) {
    Text found;
    for (const auto& [key, value] : request.parameters) {
        if (key != name) continue;
        if (found) return refuse(400, "parameter " + std::string(name) + " is given more than once");
        found = value;
    }
    return found && found->empty() ? Text() : found;
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

Answerable<ScrapeRequest> readTarget(const http::Request& request, const ScrapeSettings& settings,
                                     const supervisor::Service& service) {
    const auto text = once(request, "target");
    if (!text) return tl::unexpected(text.error());
    if (!*text) return refuse(400, "parameter target is missing");
    const std::string written = withoutSlashes(**text);
    const auto spec = config::parseTarget(written);
    if (!spec) return refuse(400, spec.error().message);
    if (spec->community) return refuse(400, "a target has no community here; parameter auth names the credentials");
    if (spec->node.empty() && spec->count != 1) return refuse(400, "parameter target is one host, not a range");
    ScrapeRequest out;
    config::hostAt(*spec, 0, out.target);
    out.target.gap = settings.config.defaults.gap;
    out.target.in_flight = settings.config.defaults.in_flight;
    if (const auto* host = findConfigured(service, out.target, written)) {
        out.target = host->target;
        out.configured = true;
    } else if (settings.http.targets_allow.empty()) {
        return tl::unexpected(notAllowed(settings.http, out.target.host));
    }
    return out;
}

Answerable<std::shared_ptr<const model::Credentials>> findAuth(const config::Definitions& config,
                                                               const std::string& name) {
    const auto it = config.auths.find(name);
    if (it != config.auths.end()) return it->second;
    std::vector<std::string> names;
    for (const auto& [known, credentials] : config.auths)
        names.push_back(known);
    const std::string meant = nearestWord(name, names);
    return refuse(400, "no auth \"" + printable(name) + "\"" + (meant.empty() ? "" : "; did you mean " + meant + "?"));
}

std::optional<std::string> fromHex(std::string_view digits) {
    if (digits.starts_with("0x")) digits.remove_prefix(2);
    if (digits.size() % 2 != 0 || digits.size() > 2 * kMaxEngineId) return std::nullopt;
    std::string out;
    for (size_t i = 0; i < digits.size(); i += 2) {
        uint8_t octet = 0;
        const char* end = digits.data() + i + 2;
        if (std::from_chars(digits.data() + i, end, octet, 16).ptr != end) return std::nullopt;
        out += static_cast<char>(octet);
    }
    return out;
}

// A configured target has credentials of its own; another one has snmp_exporter's usual ones.
Answerable<void> readAuth(const http::Request& request, const config::Definitions& config, ScrapeRequest& out) {
    const auto name = once(request, "auth");
    if (!name) return tl::unexpected(name.error());
    if (out.configured && !*name) return {};
    out.target.auth = name->value_or(std::string(kUsualAuth));
    const auto credentials = findAuth(config, out.target.auth);
    if (!credentials) return tl::unexpected(credentials.error());
    out.target.credentials = *credentials;
    return {};
}

// Both belong to SNMPv3; with another version they are ignored, as snmp_exporter does it.
Answerable<void> readContext(const http::Request& request, ScrapeRequest& out) {
    const auto name = once(request, "snmp_context");
    if (!name) return tl::unexpected(name.error());
    const auto engine = once(request, "snmp_engineid");
    if (!engine) return tl::unexpected(engine.error());
    const auto octets = fromHex(engine->value_or(""));
    if (!octets) return refuse(400, "parameter snmp_engineid: two hex digits for each of at most 32 octets");
    if (out.target.credentials->version != model::Version::v3 || (!*name && !*engine)) return {};
    auto own = std::make_shared<model::Credentials>(*out.target.credentials);
    if (*name) own->context_name = **name;
    if (*engine) own->context_engine_id = *octets;
    out.target.credentials = std::move(own);
    return {};
}

// In their order, without repeats.
std::vector<std::string> moduleNames(const http::Request& request) {
    std::vector<std::string> names;
    for (const auto& [key, value] : request.parameters) {
        if (key != "module") continue;
        for (size_t at = 0; at <= value.size();) {
            const size_t comma = std::min(value.find(',', at), value.size());
            std::string name = value.substr(at, comma - at);
            at = comma + 1;
            if (!name.empty() && std::ranges::find(names, name) == names.end()) names.push_back(std::move(name));
        }
    }
    return names;
}

// How a configured target itself must be asked holds for whatever it is asked.
model::GivenSettings settingsOf(const ScrapeRequest& request) {
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
                                                 const ScrapeRequest& request) {
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

Answerable<void> readModules(const http::Request& request, const config::Definitions& config, ScrapeRequest& out) {
    std::vector<std::string> names = moduleNames(request);
    const bool given = std::ranges::any_of(request.parameters, [](const auto& p) { return p.first == "module"; });
    if (names.empty() && given) return refuse(400, "parameter module names no module");
    if (names.empty()) names.emplace_back(kUsualModule);
    for (const std::string& name : names) {
        auto module = readModule(name, config, out);
        if (!module) return tl::unexpected(std::move(module.error()));
        out.modules.push_back(std::move(*module));
    }
    return {};
}

// Prometheus says how long it waits; a poll that takes longer is of no use to it.
Duration deadlineOf(const http::Request& request) {
    const auto text = request.header("x-prometheus-scrape-timeout-seconds");
    double seconds = 0;
    if (!text) return {};
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), seconds);
    if (error != std::errc() || end != text->data() + text->size() || !(seconds >= 0.1 && seconds <= 600)) return {};
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
}

}  // namespace

tl::expected<ScrapeRequest, http::Response> scrapeRequest(const http::Request& request, const ScrapeSettings& settings,
                                                          const supervisor::Service& service) {
    auto out = readTarget(request, settings, service);
    if (!out) return out;
    out->refuses_partial = settings.http.partial == config::PartialScrape::refuse;
    if (auto done = readAuth(request, settings.config, *out); !done) return tl::unexpected(std::move(done.error()));
    if (auto done = readContext(request, *out); !done) return tl::unexpected(std::move(done.error()));
    if (auto done = readModules(request, settings.config, *out); !done) return tl::unexpected(std::move(done.error()));
    if (const Duration deadline = deadlineOf(request); deadline > Duration::zero()) out->target.deadline = deadline;
    return out;
}

bool mayBeAsked(const config::Http& http, const model::Address& address) {
    return std::ranges::any_of(http.targets_allow, [&](const auto& network) { return network.contains(address); });
}

http::Response notAllowed(const config::Http& http, const std::string& host) {
    return http::sentence(403, printable(host) + " may not be asked: it is no configured target" +
                                   (http.targets_allow.empty() ? ", and there is no http.targets_allow"
                                                               : " and in no network of http.targets_allow"));
}

}  // namespace snmpolld::daemon
