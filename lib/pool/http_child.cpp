#include "pool/http_child.hpp"

#include <csignal>
#include <utility>

#include "base/log.hpp"
#include "loop/handover.hpp"
#include "loop/listen_socket.hpp"

namespace snmpolld::pool {

namespace {

constexpr Duration kHttpTick = std::chrono::milliseconds(500);
constexpr int kTicksBetweenPings = 4;
constexpr double kCostOfMetrics = 20;  // messages that cost as much to take
constexpr Duration kEndGrace = std::chrono::seconds(1);

double costOf(const ipc::FromHttp& message) {
    const auto* question = std::get_if<ipc::HttpQuestion>(&message);
    return question != nullptr && question->about == ipc::About::metrics ? kCostOfMetrics : 1;
}

}  // namespace

HttpChild::HttpChild(loop::Loop& loop, const Clocks& clocks, Events& events)
    : loop_(loop), clocks_(clocks), events_(events), tick_timer_(loop, [this] { tick(); }), resume_timer_(loop, [this] {
          if (isRunning()) run_.process->holdReading(false);
      }) {}

HttpChild::~HttpChild() {
    kill();
}

void HttpChild::use(const model::WebSettings& web) {
    if (web == web_) return;
    web_ = web;
    if (isRunning()) tell(web_);
}

void HttpChild::listen(UniqueFd socket, const std::string& file) {
    file_ = file;
    if (socket_) loop::stopListening(socket_.get());
    socket_ = std::move(socket);
    tick_timer_.startEvery(kHttpTick);
    if (!isRunning())
        start();
    else if (!run_.ending)
        handOverSocket();
}

void HttpChild::close() {
    if (socket_) loop::stopListening(socket_.get());
    socket_.reset();
    endProcess();
}

void HttpChild::endProcess() {
    if (!isRunning() || std::exchange(run_.ending, true)) return;
    run_.process->holdReading(false);
    run_.open.clear();
    upkeep_.stopping(clocks_.mono(), kEndGrace);
    run_.process->drain();
}

void HttpChild::kill() {
    if (isRunning()) run_.process->kill(SIGKILL);
}

void HttpChild::start() {
    const auto started = spawn();
    if (!started) {
        log::error("http_does_not_start", {{"error", started.error().message}});
        return upkeep_.ended(clocks_.mono(), false);
    }
    upkeep_.started(clocks_.mono());
    tell(web_);
    handOverSocket();
}

Result<void> HttpChild::spawn() {
    auto ends = loop::handoverPair();
    if (!ends) return tl::unexpected(ends.error());
    auto process = child::ChildProcess::spawn(loop_,
                                              {.file = file_,
                                               .name = "snmpolld-http",
                                               .protocol = ipc::kHttpProtocol,
                                               .handover = std::move(ends->second),
                                               .largest_frame = ipc::kMaxFromHttp},
                                              *this);
    if (!process) return tl::unexpected(process.error());
    ++runs_;
    run_ = {.process = std::move(*process), .handover = std::move(ends->first)};
    return {};
}

// What the process is told comes after the socket, which therefore waits for it.
void HttpChild::handOverSocket() {
    const auto sent = loop::handOver(run_.handover.get(), socket_.get());
    if (!sent) return run_.process->killFor(sent.error().message);
    tell(ipc::Listen{});
}

void HttpChild::settle(std::function<void()> done) {
    if (!isRunning() || run_.ending) return done();
    tell(ipc::Ping{++run_.ping});
    run_.settling.emplace(run_.ping, std::move(done));
}

void HttpChild::tell(const ipc::ToHttp& message) {
    if (isRunning() && !run_.ending) ipc::encodeToHttp(message, run_.process->batch());
}

void HttpChild::answer(HttpTicket ticket, ipc::HttpAnswer answer) {
    if (!isWanted(ticket)) return;
    run_.open.erase(ticket.id);
    answer.id = ticket.id;
    tell(answer);
}

Result<void> HttpChild::childReady(std::string_view) {
    if (!run_.ending) upkeep_.ready();
    log::debug("http_ready", {{"pid", pid()}});
    return {};
}

Result<void> HttpChild::logLineCame(std::string_view line) {
    if (!run_.log_lines.take(clocks_.mono())) return fail(ErrorKind::protocol, "too many lines for the log");
    log::warning("http_says", {{"line", line}});
    return {};
}

Result<void> HttpChild::frameCame(std::span<const std::byte> frame) {
    const auto message = ipc::decodeFromHttp(frame);
    if (!message) return tl::unexpected(message.error());
    const MonoTime now = clocks_.mono();
    run_.messages.spend(costOf(*message), now);
    if (!run_.messages.ready(now)) {
        run_.process->holdReading(true);
        resume_timer_.startAt(run_.messages.nextAt(now));
    }
    if (run_.ending) return {};
    return take(*message);
}

Result<void> HttpChild::take(const ipc::FromHttp& message) {
    if (const auto* left = std::get_if<ipc::AskerLeft>(&message)) {
        run_.open.erase(left->id);
        return {};
    }
    if (const auto* pong = std::get_if<ipc::Pong>(&message)) return answered(*pong);
    const auto* scrape = std::get_if<ipc::ScrapeRequest>(&message);
    const auto ticket = openTicket(scrape != nullptr ? scrape->id : std::get<ipc::HttpQuestion>(message).id);
    if (!ticket) return tl::unexpected(ticket.error());
    if (scrape != nullptr)
        events_.scrapeWanted(*ticket, *scrape);
    else
        events_.asked(*ticket, std::get<ipc::HttpQuestion>(message).about);
    return {};
}

Result<void> HttpChild::answered(const ipc::Pong& pong) {
    if (pong.number != run_.pong + 1 || pong.number > run_.ping)
        return fail(ErrorKind::protocol, "an answer to what was not asked");
    run_.pong = pong.number;
    run_.silent_ticks = -kTicksBetweenPings;
    upkeep_.succeeded();
    if (const auto waiting = run_.settling.extract(pong.number)) waiting.mapped()();
    return {};
}

Result<HttpTicket> HttpChild::openTicket(uint64_t id) {
    if (run_.open.size() >= kMostOpen) return fail(ErrorKind::protocol, "more requests at a time than it may have");
    if (!run_.open.insert(id).second) return fail(ErrorKind::protocol, "a request twice");
    return HttpTicket{.run = runs_, .id = id};
}

void HttpChild::childGone(const child::Death& death) {
    const bool expected = run_.ending && death.isClean();
    log::write(expected ? log::Level::debug : log::Level::warning, expected ? "http_ended" : "http_died",
               {{"pid", pid()}, {"how", death.how()}});
    resume_timer_.stop();
    const auto settling = std::exchange(run_, {}).settling;
    upkeep_.ended(clocks_.mono(), expected);
    if (!expected && serves()) ++restarts_;
    if (!serves())
        tick_timer_.stop();
    else if (upkeep_.mustStart(clocks_.mono()))
        start();
    for (const auto& [ping, done] : settling)
        done();
}

void HttpChild::tick() {
    const MonoTime now = clocks_.mono();
    if (!isRunning()) {
        if (serves() && upkeep_.mustStart(now)) start();
        return;
    }
    if (upkeep_.isOverdue(now))
        run_.process->killFor(run_.ending ? "did not end in time" : "did not become ready in time");
    else if (!run_.ending && run_.process->isReady())
        watch();
}

// Counts ticks, not time: a supervisor that has stood still has not listened either.
void HttpChild::watch() {
    if (run_.process->queuedBytes() > kMostQueued) return run_.process->killFor("does not read what it is told");
    if (++run_.silent_ticks * kHttpTick > kPatience) return run_.process->killFor("does not answer");
    if (run_.silent_ticks == 1) tell(ipc::Ping{++run_.ping});
}

}  // namespace snmpolld::pool
