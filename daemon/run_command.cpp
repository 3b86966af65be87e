// `snmpolld run`: the service, in the foreground. Ties config, service, outputs, control socket, signals and the
// service manager together; the polling itself is supervisor/service.hpp.
#include <fcntl.h>
#include <grp.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "base/log.hpp"
#include "child_path.hpp"
#include "commands.hpp"
#include "control_path.hpp"
#include "exit_codes.hpp"
#include "failure.hpp"
#include "http_front.hpp"
#include "key_maker.hpp"
#include "loaded_config.hpp"
#include "loop/loop_timing.hpp"
#include "loop/process_limits.hpp"
#include "loop/resolver.hpp"
#include "notify.hpp"
#include "outputs.hpp"
#include "pool/worker_pool.hpp"
#include "reloads.hpp"
#include "report/control.hpp"
#include "report/explain.hpp"
#include "report/status.hpp"
#include "sink/fanout.hpp"
#include "snmp/request_plan.hpp"
#include "state_path.hpp"
#include "supervisor/clock_watch.hpp"
#include "supervisor/fanout_observer.hpp"
#include "supervisor/run_id.hpp"
#include "supervisor/service.hpp"
#include "supervisor/state_keeper.hpp"

namespace snmpolld::daemon {

namespace {

using namespace std::chrono_literals;

constexpr size_t kHostsForScrapes = 16;
constexpr std::string_view kMoreFollows = R"(,"more":true})";  // at the end of a record
constexpr Duration kOutputGrace = 1s;                          // after the drain, for what is queued for outputs
constexpr Duration kWriterGrace = 4s;                          // the same, if some are databases: 2 s, then the disk
constexpr Duration kLogGrace = 1s;                             // at the end, for lines that wait for the log's reader
constexpr size_t kOtherThreads = 2;                            // beside uv's: the log's, the HTTP server's

pool::PoolSettings poolSettings(const LoadedConfig& loaded, const std::string& worker) {
    const config::Workers& workers = loaded.config.workers;
    const size_t hosts = std::max(loaded.hosts, loaded.config.http.listen ? kHostsForScrapes : 1);
    const int automatic = pool::automaticWorkers(workers.sessions, hosts);
    return {worker, workers.count > 0 ? workers.count : automatic, workers.sessions, workers.max_polls};
}

schedule::BreakerSettings breakerSettings(const config::Breaker& breaker) {
    return {static_cast<uint32_t>(breaker.after), breaker.probe_every};
}

// What polls: the workers, what a poller needs from outside, and the service that uses it.
struct Polling {
    Polling(loop::Loop& loop, pool::PoolSettings settings)
        : timing(loop), workers(loop, std::move(settings), clocks), resolver(loop), keys(loop, timing) {}

    const SystemClocks clocks;
    loop::LoopTiming timing;
    pool::WorkerPool workers;
    loop::Resolver resolver;
    KeyMaker keys;
    const supervisor::Outside outside{
        .clocks = clocks, .timing = timing, .resolver = resolver, .workers = workers, .keys = keys};
    supervisor::Poller poller{outside};
    supervisor::Service service{outside, poller};
    supervisor::ClockWatch clock_watch{clocks, timing};
};

// Turns records into samples, for outputs and pages that want them.
struct Sampling {
    samples::Evaluators evaluators;
    samples::Sampler sampler{evaluators};
};

class Daemon {
  public:
    Daemon(std::string file, std::string worker, LoadedConfig& loaded)
        : file_(std::move(file)),
          worker_(std::move(worker)),
          names_(loaded.config.names),
          outputs_(loaded.config.outputs),
          polling_(loop_, poolSettings(loaded, worker_)),
          reloads_(
              loop_, polling_.clocks, loaded,
              [this](const LoadedConfig& next) { return http_.mayUse(next.config.http, next.web); },
              [this](LoadedConfig next, auto taken) { return take(std::move(next), std::move(taken)); }) {
        polling_.poller.delivery().observe(outputs_observer_);
    }

    int run(LoadedConfig loaded);

  private:
    Result<void> open(LoadedConfig& loaded);
    Result<void> openControl(const config::Control& control);
    void caught(int signal);
    Result<void> take(LoadedConfig loaded, std::function<void()> taken);
    Result<void> reloadOutputs(const std::vector<config::Output>& outputs);
    void chooseSampler();
    void stop();
    bool isIdle() const;
    void leaveWhenWritten();
    void answer(const report::ControlRequest& request, const report::ControlServer::Reply& reply);
    void answerReload(bool forced, const report::ControlServer::Reply& reply);
    void answerPoll(const std::string& host, const report::ControlServer::Reply& reply);

    const std::string file_;
    const std::string worker_;
    const MonoTime started_ = monoNow();
    const std::shared_ptr<names::NameCatalog> names_;  // of the config in use; outputs that stay open see it change
    const format::FormatContext format_{.names = *names_, .run = supervisor::makeRunId(wallNow())};
    std::vector<config::Output> outputs_;
    loop::Loop loop_;
    sink::Fanout sinks_;
    supervisor::FanoutObserver outputs_observer_{sinks_};
    Sampling sampling_;
    Polling polling_;
    supervisor::StateKeeper state_{loop_, polling_.clocks, polling_.timing, polling_.service};
    HttpFront http_{loop_, polling_.clocks, polling_.poller, polling_.service, sinks_, sampling_.evaluators};
    Reloads reloads_;
    std::unique_ptr<report::ControlServer> control_;
    MonoTime leave_at_ = MonoTime::max();
    bool stopping_ = false;
    loop::Timer heartbeat_{loop_, [] { notifyWatchdog(); }};
    loop::Timer leave_timer_{loop_, [this] { leaveWhenWritten(); }};
    loop::Signals signals_{loop_, {SIGTERM, SIGINT, SIGHUP, SIGUSR1}, [this](int signal) { caught(signal); }};
};

int Daemon::run(LoadedConfig loaded) {
    loop_.startThreads();
    if (auto opened = open(loaded); !opened) return failure(opened.error());
    const size_t hosts = loaded.hosts;
    polling_.service.reload(std::move(loaded.targets));
    polling_.workers.start();
    state_.restore();
    loaded = {};  // what is in use has its place, and what a reload removes must be nowhere
    if (const Duration period = watchdogPeriod(); period > Duration::zero()) heartbeat_.startEvery(period);
    log::info("started", {{"version", SNMPOLLD_VERSION}, {"run", format_.run}, {"config", file_}, {"hosts", hosts}});
    notifyReady(std::to_string(hosts) + " hosts");
    loop_.run();
    log::info("stopped", {{"polls", polling_.poller.ledger().due()}});
    const MissingRecords missing(sinks_);
    const bool said = log::drain(kLogGrace);
    if (said) missing.print();
    if (!isIdle() || !said) {
        polling_.workers.kill();
        http_.kill();
        control_.reset();
        sinks_ = sink::Fanout();  // takes half-written records back out of files
        if (said) std::fflush(nullptr);
        std::_Exit(missing.exitCode());  // a thread may hang in write(): nothing waits for it
    }
    return missing.exitCode();
}

// A second start with the same control socket learns from it that there is a first one.
Result<void> Daemon::open(LoadedConfig& loaded) {
    if (auto opened = openControl(loaded.config.control); !opened) return opened;
    auto sinks = prepareOutputs(loop_, polling_.clocks, outputs_, format_, sinks_);
    if (!sinks) return tl::unexpected(sinks.error());
    auto http = http_.listen(loaded.config.http);
    if (!http) return tl::unexpected(http.error());
    sinks_.replace(std::move(*sinks));
    http_.showConfig(reloads_.report());
    http_.setReload([this](auto answer) { reloads_.request(false, std::move(answer)); });
    polling_.service.setBreaker(breakerSettings(loaded.config.breaker));
    polling_.poller.setBudgets(loaded.config.budgets);
    state_.use(stateSettings(loaded.config.state));
    http_.use({.config = loaded.config, .http = loaded.config.http}, std::move(loaded.web), std::move(*http));
    chooseSampler();
    return {};
}

// A socket that was asked for must work; the default one may belong to another service on this machine.
Result<void> Daemon::openControl(const config::Control& control) {
    const bool asked = !control.socket.empty();
    const std::filesystem::path path = asked ? control.socket : defaultControlPath();
    const auto listen = [&] {
        return report::ControlServer::listen(loop_, path,
                                             [this](const auto& request, auto reply) { answer(request, reply); });
    };
    auto server = (asked ? Result<void>() : makeControlFolder(path)).and_then(listen);
    if (!server && asked) return tl::unexpected(server.error());
    if (!server) log::warning("no_control_socket", {{"error", server.error().message}});
    if (!server) return {};
    control_ = std::move(*server);
    if (control.group.empty()) return {};
    const ::group* group = getgrnam(control.group.c_str());
    if (group == nullptr) return usageError("control.group " + control.group + ": there is no such group");
    if (chown(path.c_str(), static_cast<uid_t>(-1), group->gr_gid) != 0)
        return systemError("chown " + path.string(), errno);
    return {};
}

void Daemon::caught(int signal) {
    switch (signal) {
        case SIGHUP:
            reloads_.request(false, [](const Result<void>&) {});
            break;
        case SIGUSR1:
            sinks_.reopen();
            break;
        default:
            stop();
    }
}

// Hosts get their new targets in slices; all else changes at once. `loaded` has no targets left when this returns.
Result<void> Daemon::take(LoadedConfig loaded, std::function<void()> taken) {
    auto http = http_.listen(loaded.config.http);
    if (!http) return tl::unexpected(http.error());
    if (auto done = reloadOutputs(loaded.config.outputs); !done) return done;
    log::configure(loaded.config.log_level, journalListens() ? log::Format::systemd : log::Format::terminal);
    names_->swap(*std::exchange(loaded.config.names, names_));
    state_.use(stateSettings(loaded.config.state));
    http_.use({.config = loaded.config, .http = loaded.config.http}, std::move(loaded.web), std::move(*http));
    chooseSampler();
    polling_.service.setBreaker(breakerSettings(loaded.config.breaker));
    std::vector<supervisor::Guests::Credentials> auths;
    for (const auto& [name, credentials] : loaded.config.auths)
        auths.push_back(credentials);
    polling_.service.useAuths(auths);
    const pool::PoolSettings workers = poolSettings(loaded, worker_);
    polling_.service.reloadInSlices(
        std::move(loaded.targets),
        [this, workers, budgets = std::move(loaded.config.budgets), taken = std::move(taken)] {
            polling_.workers.reconfigure(workers);
            polling_.poller.setBudgets(budgets);
            state_.save();
            http_.settle(taken);
        });
    return {};
}

Result<void> Daemon::reloadOutputs(const std::vector<config::Output>& outputs) {
    if (outputs == outputs_) return {};
    auto sinks = prepareOutputs(loop_, polling_.clocks, outputs, format_, sinks_);
    if (!sinks) return tl::unexpected(sinks.error());
    sinks_.replace(std::move(*sinks));
    outputs_ = outputs;
    return {};
}

void Daemon::chooseSampler() {
    const bool wanted = wantsMetrics(outputs_) || http_.serves();
    if (!wanted) sampling_.sampler.forget();
    polling_.poller.delivery().setSampler(wanted ? &sampling_.sampler : nullptr);
}

void Daemon::stop() {
    if (std::exchange(stopping_, true)) return polling_.service.stopNow();
    http_.stopping();
    reloads_.stop();
    log::info("stopping", {{"in_flight", polling_.poller.ledger().inFlight()}});
    notifyStopping();
    polling_.service.stop([this] {
        polling_.workers.stop();
        http_.finish();
        state_.finish();
        sinks_.finish();
        const bool any_writer = !std::ranges::all_of(outputs_, &config::Output::isFile);
        leave_at_ = monoNow() + (any_writer ? kWriterGrace : kOutputGrace);
        leave_timer_.startEvery(10ms);
    });
}

bool Daemon::isIdle() const {
    return sinks_.idle() && state_.idle() && polling_.workers.stopped() && http_.stopped() && !reloads_.busy() &&
           !http_.busy();
}

void Daemon::leaveWhenWritten() {
    if (isIdle() || monoNow() >= leave_at_) loop_.stop();
}

std::vector<size_t> getSplit(const model::Target& target, const model::Learned& learned) {
    return snmp::planGets(*target.credentials, *target.module_set, learned);
}

void Daemon::answer(const report::ControlRequest& request, const report::ControlServer::Reply& reply) {
    if (request.command == "status")
        return reply(
            report::statusJson(format_.run, monoNow() - started_, polling_.service, sinks_, http_.configReport()),
            false);
    if (request.command == "reload") return answerReload(request.forced, reply);
    if (request.command == "poll") return answerPoll(request.host, reply);
    if (request.command == "explain")
        return reply(report::explainJson(polling_.service, request.host, getSplit, *names_, {monoNow(), wallNow()}),
                     false);
    reply(report::controlError("unknown command " + request.command + "; known are status, reload, poll, explain"),
          false);
}

void Daemon::answerReload(bool forced, const report::ControlServer::Reply& reply) {
    reloads_.request(forced, [reply](const Result<void>& done) {
        reply(done ? "{\"reloaded\":true}" : report::controlError(done.error().message), false);
    });
}

void Daemon::answerPoll(const std::string& host, const report::ControlServer::Reply& reply) {
    const bool known = polling_.service.pollNow(host, [this, reply](const model::HostRecord& record, bool more) {
        std::string json;
        format::formatRecord(format::Format::jsonl, format_, record, json);
        json.pop_back();  // its line end
        if (more) json.replace(json.size() - 1, 1, kMoreFollows);
        reply(std::move(json), more);
    });
    if (!known) reply(report::controlError("no host " + host + " is configured"), false);
}

// A service that was started with a closed standard stream must not get a socket there.
void openStandardStreams() {
    for (int fd = 0; fd <= 2; ++fd)
        if (fcntl(fd, F_GETFD) < 0 && ::open("/dev/null", O_RDWR) < 0) std::abort();
}

int run(const std::string& file) {
    openStandardStreams();
    const log::Format format = journalListens() ? log::Format::systemd : log::Format::terminal;
    auto loaded = loadConfig(file);
    if (!loaded) return failure(loaded.error());
    log::configure(loaded->config.log_level, format);
    for (const std::string& warning : loaded->warnings)
        log::warning("config", {{"warning", warning}});
    const auto worker = workerPath();
    if (!worker) return failure(worker.error());
    const auto room = loop::checkLimits(kOtherThreads, loaded->config.outputs.size());
    if (!room) return failure(room.error());
    if (const auto started = log::writeInBackground(); !started) return failure(started.error());
    Daemon daemon(file, *worker, *loaded);
    return daemon.run(std::move(*loaded));
}

}  // namespace

void addRun(Command& program) {
    Command& command = program.add("run", "poll the targets of a config file on schedule, in the foreground");
    auto& file = command.values<std::string>();
    command.option({.names = "-f,--config", .value = &file, .help = "config file", .type = "FILE", .required = true});
    command.footer(
        "Signals: SIGTERM and SIGINT stop the service; every due poll gets its record, which takes at most 5 s. A "
        "second\n"
        "one stops it at once. SIGHUP reloads the config. SIGUSR1 reopens the output files.\n"
        "Example:\n  snmpolld run -f /etc/snmpolld/snmpolld.yaml\n"
        "Exit codes: 0 stopped, 2 usage or config error, 3 internal error, 4 stopped, and an output has not written "
        "all "
        "records.");
    command.action([&file] { return run(file); });
}

}  // namespace snmpolld::daemon
