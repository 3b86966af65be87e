#include "http_front.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "child_path.hpp"
#include "loop/listen_socket.hpp"
#include "samples/last_poll.hpp"

namespace snmpolld::daemon {

namespace {

// A record that is ok has none, and need not be searched.
uint64_t failedVarbinds(const model::HostRecord& record) {
    if (record.last && record.status == model::Status::ok) return 0;
    const auto failed = [](const model::Varbind& varbind) { return model::isFailure(varbind.type); };
    return static_cast<uint64_t>(std::ranges::count_if(record.varbinds, failed));
}

ipc::HttpAnswer answerOf(supervisor::ScrapeResult result) {
    switch (result.outcome) {
        case supervisor::ScrapeResult::Outcome::ok:
            return {.samples = std::move(result.samples)};
        case supervisor::ScrapeResult::Outcome::failed:
            return {.status = 500, .sentence = std::move(result.text)};
        case supervisor::ScrapeResult::Outcome::busy:
            return {.status = 503, .sentence = std::move(result.text)};
    }
    return {};
}

}  // namespace

HttpFront::HttpFront(loop::Loop& loop, const Clocks& clocks, supervisor::Poller& poller, supervisor::Service& service,
                     const sink::Fanout& sinks, const samples::Evaluators& evaluators)
    : clocks_(clocks),
      service_(service),
      sinks_(sinks),
      evaluators_(evaluators),
      resolver_(loop),
      child_(loop, clocks, *this),
      web_(loop, [this](const model::WebSettings& settings) { child_.use(settings); }) {
    poller.delivery().observe(*this);
}

void HttpFront::recordCame(const supervisor::Observation& seen) {
    if (seen.record.last) round_trips_.add(seen.record);
    if (!serves()) return;
    if (seen.record.last) padded_answers_ += seen.record.padded;
    failed_varbinds_ += failedVarbinds(seen.record);
    if (!seen.isCurrent()) return;
    if (auto poll = samples::lastPollOf(seen.record, seen.place())) child_.tell(std::move(*poll));
}

void HttpFront::hostChanged(const std::string& host) {
    child_.tell(ipc::ForgetHost{host});
}

Result<UniqueFd> HttpFront::listen(const config::Http& http) {
    if (!http.listen || (serves() && http.listen == settings_.http.listen)) return UniqueFd();
    auto program = httpPath();
    if (!program) return tl::unexpected(program.error());
    sockaddr_storage address;
    auto socket = loop::openListenSocket(address, http.listen->toSockaddr(address));
    if (!socket) return withContext("http: listen on " + http.listen->toString(), socket.error());
    program_ = std::move(*program);
    address = loop::listensAt(socket->get());
    const auto at = model::Address::fromSockaddr(reinterpret_cast<const sockaddr*>(&address));
    log::info("http_listens", {{"address", at.value_or(*http.listen).toString()}});
    return socket;
}

void HttpFront::use(ScrapeSettings settings, config::WebConfig web, UniqueFd opened) {
    settings_ = std::move(settings);
    web_.use(settings_.http, std::move(web));
    if (opened)
        child_.listen(std::move(opened), program_);
    else if (!settings_.http.listen)
        child_.close();
}

void HttpFront::stopping() {
    stopping_ = true;
    web_.stop();
}

void HttpFront::asked(pool::HttpTicket ticket, ipc::About about) {
    switch (about) {
        case ipc::About::metrics:
            return child_.answer(ticket, self());
        case ipc::About::health:
            return stopping_ ? say(ticket, 503, "stopping") : say(ticket, 200, "ok");
        case ipc::About::reload:
            return reload(ticket);
    }
}

void HttpFront::reload(pool::HttpTicket ticket) {
    if (!settings_.http.reload) return say(ticket, 403, "the config has no http: {reload: true}");
    reload_([this, ticket](const Result<void>& done) {
        say(ticket, done ? 200 : 500, done ? "reloaded" : done.error().message);
    });
}

void HttpFront::say(pool::HttpTicket ticket, uint16_t status, const std::string& sentence) {
    child_.answer(ticket, {.status = status, .sentence = sentence});
}

void HttpFront::refuse(pool::HttpTicket ticket, const Refusal& refusal) {
    say(ticket, refusal.status, refusal.sentence);
}

report::ConfigReport HttpFront::configReport() const {
    report::ConfigReport report = *config_;
    if (report.trouble.empty()) report.trouble = web_.trouble();
    return report;
}

ipc::HttpAnswer HttpFront::self() const {
    const report::ConfigReport config = configReport();
    return {.samples = report::selfMetrics({.service = service_,
                                            .sinks = sinks_,
                                            .round_trips = round_trips_,
                                            .evaluators = evaluators_,
                                            .config = config,
                                            .padded_answers = padded_answers_,
                                            .failed_varbinds = failed_varbinds_,
                                            .uptime = clocks_.mono() - started_,
                                            .http_restarts = child_.restarts(),
                                            .http_pid = child_.pid()})};
}

void HttpFront::scrapeWanted(pool::HttpTicket ticket, const ipc::ScrapeRequest& request) {
    auto scrape = allowScrape(request, settings_, service_);
    if (!scrape) return refuse(ticket, scrape.error());
    scrape->wanted = [this, ticket] { return child_.isWanted(ticket); };
    if (scrape->configured) return poll(std::move(*scrape), ticket);
    const auto literal = model::Address::parse(scrape->target.node, scrape->target.port);
    if (!literal) return resolve(std::move(*scrape), ticket);
    if (!mayBeAsked(settings_.http, *literal, scrape->target.transport))
        return refuse(ticket, notAllowed(settings_.http, scrape->target.host, literal));
    poll(std::move(*scrape), ticket);
}

void HttpFront::resolve(AllowedScrape scrape, pool::HttpTicket ticket) {
    const std::string node = scrape.target.node;
    const int family = scrape.target.ipv6_only ? AF_INET6 : AF_UNSPEC;
    resolver_.resolve(node, family,
                      [this, scrape = std::move(scrape), ticket](const loop::NameResolver::Answer& found) {
                          resolved(scrape, found, ticket);
                      });
}

// The address that was checked is the one that is polled, whatever the name resolves to later. It is the first
// of the name's that may be asked.
void HttpFront::resolved(AllowedScrape scrape, const loop::NameResolver::Answer& found, pool::HttpTicket ticket) {
    if (!found) return say(ticket, 500, found.error().message);
    std::optional<model::Address> address;
    for (const sockaddr_storage& place : *found) {
        address = model::Address::fromSockaddr(reinterpret_cast<const sockaddr*>(&place));
        if (address) address->port = scrape.target.port;
        if (!address || !mayBeAsked(settings_.http, *address, scrape.target.transport)) continue;
        scrape.target.node = address->hostString();
        return poll(std::move(scrape), ticket);
    }
    refuse(ticket, notAllowed(settings_.http, scrape.target.host, address));
}

void HttpFront::poll(AllowedScrape scrape, pool::HttpTicket ticket) {
    supervisor::scrape(clocks_, service_, std::move(scrape), [this, ticket](supervisor::ScrapeResult result) {
        child_.answer(ticket, answerOf(std::move(result)));
    });
}

}  // namespace snmpolld::daemon
