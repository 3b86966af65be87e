#include "http/scrape_query.hpp"

#include <algorithm>
#include <charconv>

#include "ipc/http_codec.hpp"

namespace snmpolld::http {

namespace {

constexpr size_t kMaxEngineId = 32;  // octets (RFC 3411 section 5, SnmpEngineID)

tl::unexpected<Response> refuse(const std::string& text) {
    return tl::unexpected(sentence(400, text));
}

// The value of a parameter that may be given once; empty if it is not given.
tl::expected<std::string, Response> once(const Request& request, std::string_view name) {
    std::string found;
    bool given = false;
    for (const auto& [key, value] : request.parameters) {
        if (key != name) continue;
        if (std::exchange(given, true)) return refuse("parameter " + std::string(name) + " is given more than once");
        found = value;
    }
    return found;
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

// In their order, without repeats.
std::vector<std::string> moduleNames(const Request& request) {
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

// Prometheus says how long it waits; a poll that takes longer is of no use to it.
Duration patienceOf(const Request& request) {
    const auto text = request.header("x-prometheus-scrape-timeout-seconds");
    double seconds = 0;
    if (!text) return {};
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), seconds);
    if (error != std::errc() || end != text->data() + text->size() || !(seconds >= 0.1 && seconds <= 600)) return {};
    return std::chrono::duration_cast<Duration>(std::chrono::duration<double>(seconds));
}

}  // namespace

tl::expected<ipc::ScrapeRequest, Response> scrapeQuery(const Request& request) {
    ipc::ScrapeRequest scrape{.modules = moduleNames(request), .patience = patienceOf(request)};
    std::string engine_id;
    for (const auto& [name, to] :
         {std::pair("target", &scrape.target), std::pair("auth", &scrape.auth),
          std::pair("snmp_context", &scrape.context), std::pair("snmp_engineid", &engine_id)}) {
        auto value = once(request, name);
        if (!value) return tl::unexpected(std::move(value.error()));
        *to = std::move(*value);
    }
    if (scrape.target.empty()) return refuse("parameter target is missing");
    const auto octets = fromHex(engine_id);
    if (!octets) return refuse("parameter snmp_engineid: two hex digits for each of at most 32 octets");
    scrape.engine_id = *octets;
    const bool given = std::ranges::any_of(request.parameters, [](const auto& p) { return p.first == "module"; });
    if (scrape.modules.empty() && given) return refuse("parameter module names no module");
    if (scrape.modules.size() > ipc::kMaxHttpModules) return refuse("parameter module names too many modules");
    return scrape;
}

}  // namespace snmpolld::http
