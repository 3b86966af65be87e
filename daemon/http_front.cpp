#include "http_front.hpp"

#include <algorithm>

#include "base/log.hpp"

namespace snmpolld::daemon {

namespace {

constexpr std::string_view kMetricsType = "text/plain; version=0.0.4; charset=utf-8";
constexpr std::string_view kHtml = "text/html; charset=utf-8";
constexpr std::string_view kIndex = R"(<!DOCTYPE html>
<html lang="en">
<head><title>snmpolld</title></head>
<body>
<h1>snmpolld )" SNMPOLLD_VERSION R"(</h1>
<ul>
<li><a href="/targets/metrics">/targets/metrics</a>: what the last poll of every target gave</li>
<li><a href="/metrics">/metrics</a>: the daemon itself</li>
<li><a href="/healthz">/healthz</a>: whether it is well</li>
<li>/snmp?target=HOST&amp;module=NAME&amp;auth=NAME: a poll now</li>
</ul>
<form action="/snmp">
<p><label>Target <input name="target" required></label>
<label>Module <input name="module" value="if_mib"></label>
<label>Auth <input name="auth"></label>
<button>Poll</button></p>
</form>
</body>
</html>
)";

http::Response metricsText(std::string text) {
    return {.type = std::string(kMetricsType), .body = std::move(text)};
}

// A record that is ok has none, and need not be searched.
uint64_t failedVarbinds(const model::HostRecord& record) {
    if (record.last && record.status == model::Status::ok) return 0;
    const auto failed = [](const model::Varbind& varbind) { return model::isFailure(varbind.type); };
    return static_cast<uint64_t>(std::ranges::count_if(record.varbinds, failed));
}

http::Response toResponse(supervisor::ScrapeResult result) {
    switch (result.outcome) {
        case supervisor::ScrapeResult::Outcome::ok:
            return metricsText(std::move(result.text));
        case supervisor::ScrapeResult::Outcome::failed:
            return http::sentence(500, result.text);
        case supervisor::ScrapeResult::Outcome::busy:
            return http::sentence(503, result.text);
    }
    return {};
}

}  // namespace

HttpFront::HttpFront(loop::Loop& loop, const Clocks& clocks, supervisor::Poller& poller, supervisor::Service& service,
                     const sink::Fanout& sinks, const samples::Evaluators& evaluators)
    : loop_(loop), clocks_(clocks), service_(service), sinks_(sinks), evaluators_(evaluators), resolver_(loop) {
    poller.delivery().observe(*this);
}

void HttpFront::recordCame(const supervisor::Observation& seen) {
    if (seen.record.last) round_trips_.add(seen.record);
    if (server_ && seen.record.last) padded_answers_ += seen.record.padded;
    if (server_) failed_varbinds_ += failedVarbinds(seen.record);
    if (last_samples_ && seen.isCurrent()) last_samples_->take(seen.record, seen.place());
}

void HttpFront::hostChanged(const std::string& host) {
    if (last_samples_) last_samples_->forget(host);
}

Result<std::unique_ptr<http::Server>> HttpFront::listen(const config::Http& http) {
    if (!http.listen || (server_ && http.listen == settings_.http.listen)) return std::unique_ptr<http::Server>();
    auto server = http::Server::listen(loop_, http.listen->toString(),
                                       [this](const auto& request, const auto& reply) { answer(request, reply); });
    if (!server) return withContext("http", server.error());
    log::info("http_listens", {{"address", (*server)->address()}});
    return server;
}

// Pages read from last_samples_ as long as their server is there.
void HttpFront::use(ScrapeSettings settings, std::unique_ptr<http::Server> opened) {
    if (opened || !settings.http.listen) server_ = std::move(opened);
    if (!server_) last_samples_.reset();
    if (server_ && !last_samples_) last_samples_.emplace();
    settings_ = std::move(settings);
}

void HttpFront::answer(const http::Request& request, const http::Server::Reply& reply) {
    if (request.path == "/snmp") return answerScrape(request, reply);
    if (request.path == "/targets/metrics")
        return reply({.type = std::string(kMetricsType), .more = last_samples_->page()});
    if (request.path == "/metrics") return reply(self());
    if (request.path == "/healthz") return reply(health());
    if (request.path == "/") return reply({.type = std::string(kHtml), .body = std::string(kIndex)});
    reply(http::sentence(404, "there is no such page; / has links to those that there are"));
}

http::Response HttpFront::self() const {
    return metricsText(report::selfMetrics({.service = service_,
                                            .sinks = sinks_,
                                            .round_trips = round_trips_,
                                            .last_samples = *last_samples_,
                                            .evaluators = evaluators_,
                                            .config = *config_,
                                            .padded_answers = padded_answers_,
                                            .failed_varbinds = failed_varbinds_,
                                            .uptime = clocks_.mono() - started_,
                                            .http_clients = server_->clients()}));
}

http::Response HttpFront::health() const {
    return stopping_ ? http::sentence(503, "stopping") : http::sentence(200, "ok");
}

void HttpFront::answerScrape(const http::Request& request, const http::Server::Reply& reply) {
    auto scrape = scrapeRequest(request, settings_, service_);
    if (!scrape) return reply(std::move(scrape.error()));
    if (scrape->configured) return poll(std::move(*scrape), reply);
    const auto literal = model::Address::parse(scrape->target.node, scrape->target.port);
    if (!literal) return resolve(std::move(*scrape), reply);
    if (!mayBeAsked(settings_.http, *literal)) return reply(notAllowed(settings_.http, scrape->target.host));
    poll(std::move(*scrape), reply);
}

void HttpFront::resolve(ScrapeRequest scrape, const http::Server::Reply& reply) {
    const std::string node = scrape.target.node;
    const int family = scrape.target.ipv6_only ? AF_INET6 : AF_UNSPEC;
    resolver_.resolve(node, family, [this, scrape = std::move(scrape), reply](const loop::NameResolver::Answer& found) {
        resolved(scrape, found, reply);
    });
}

// The address that was checked is the one that is polled, whatever the name resolves to later. It is the first
// of the name's that may be asked.
void HttpFront::resolved(ScrapeRequest scrape, const loop::NameResolver::Answer& found,
                         const http::Server::Reply& reply) {
    if (!found) return reply(http::sentence(500, found.error().message));
    for (const sockaddr_storage& place : *found) {
        const auto address = model::Address::fromSockaddr(reinterpret_cast<const sockaddr*>(&place));
        if (!address || !mayBeAsked(settings_.http, *address)) continue;
        scrape.target.node = address->hostString();
        return poll(std::move(scrape), reply);
    }
    reply(notAllowed(settings_.http, scrape.target.host));
}

void HttpFront::poll(ScrapeRequest scrape, const http::Server::Reply& reply) {
    supervisor::scrape(clocks_, service_, std::move(scrape),
                       [reply](supervisor::ScrapeResult result) { reply(toResponse(std::move(result))); });
}

}  // namespace snmpolld::daemon
