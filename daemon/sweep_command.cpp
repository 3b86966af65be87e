// `snmpolld sweep`: one round over many hosts, from the command line.
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>

#include "base/duration.hpp"
#include "base/log.hpp"
#include "child_path.hpp"
#include "commands.hpp"
#include "config/expand.hpp"
#include "config/load.hpp"
#include "exit_codes.hpp"
#include "failure.hpp"
#include "key_maker.hpp"
#include "loop/loop_timing.hpp"
#include "loop/process_limits.hpp"
#include "loop/resolver.hpp"
#include "names/name_file.hpp"
#include "outputs.hpp"
#include "pool/worker_pool.hpp"
#include "progress.hpp"
#include "sink/fanout.hpp"
#include "sink/file_sink.hpp"
#include "sink/only_sink.hpp"
#include "snmp/keys.hpp"
#include "supervisor/fanout_observer.hpp"
#include "supervisor/run_id.hpp"
#include "supervisor/sweep.hpp"
#include "sweep_credentials.hpp"
#include "sweep_options.hpp"
#include "sweep_question.hpp"
#include "sweep_targets.hpp"

namespace snmpolld::daemon {

namespace {

using namespace std::chrono_literals;

constexpr Duration kStopGrace = 4s;  // after SIGTERM, for what is in flight and for what is queued for the output

Result<Duration> timeOption(const char* option, const std::string& text, Duration otherwise) {
    if (text.empty()) return otherwise;
    const bool bare = text.find_first_not_of("0123456789.") == std::string::npos;  // as Net-SNMP: seconds
    auto time = parseDuration(bare ? text + "s" : text);
    if (!time) return withContext(option, time.error());
    if (*time < 1ms || *time > 1h) return usageError(std::string(option) + " " + text + ": expected 1ms to 1h");
    return time;
}

format::Format formatNamed(const std::string& name) {
    using enum format::Format;
    for (const format::Format format : {jsonl, csv, prometheus, influx})
        if (name == format::formatName(format)) return format;
    return text;
}

bool showsSamples(const SweepOptions& options) {
    const format::Format format = formatNamed(options.format);
    return format == format::Format::prometheus || format == format::Format::influx;
}

// What a format that shows only metrics would print nothing of.
tl::unexpected<Error> noMetrics(const SweepOptions& options) {
    const std::string shows = "--format " + options.format + " shows the metrics of modules";
    if (options.modules.empty()) return usageError(shows + "; name one with -m");
    std::string names;
    for (const std::string& module : options.modules)
        names += (names.empty() ? "" : ", ") + module;
    return usageError(shows + ", and " + names + (options.modules.size() == 1 ? " has" : " have") +
                      " none; name a module with metrics, or use --format text, jsonl or csv");
}

bool hasMetrics(const model::Target& target) {
    return !target.module_set->metrics.empty();
}

// The settings that all hosts of the sweep share.
Result<model::Target> pattern(const SweepOptions& options, const config::Config& config) {
    model::Target target;
    auto credentials = sweepCredentials(options.credentials, config);
    if (!credentials) return tl::unexpected(credentials.error());
    auto asked = sweepQuestion(options, config);
    if (!asked) return tl::unexpected(asked.error());
    const auto timing = config::moduleSettings(config, options.modules);
    if (!timing) return withContext("-m", timing.error());
    const auto timeout = timeOption("-t", options.timeout, timing->timeout.value_or(config.defaults.timeout));
    if (!timeout) return tl::unexpected(timeout.error());
    const auto deadline = timeOption("--deadline", options.deadline, Duration::zero());
    if (!deadline) return tl::unexpected(deadline.error());
    target.credentials = *credentials;
    if (showsSamples(options) && (*asked)->metrics.empty()) return noMetrics(options);
    target.module_set = *asked;
    target.timeout = *timeout;
    target.timeout_min = std::min(timing->timeout_min.value_or(config.defaults.timeout_min), *timeout);
    target.deadline = *deadline;
    target.retries = options.retries >= 0 ? options.retries : timing->retries.value_or(config.defaults.retries);
    return target;
}

Result<SweepTargets> targetsOf(const SweepOptions& options, const config::Config& config) {
    if (options.targets.empty()) {
        if (options.config.empty()) return usageError("sweep: name at least one TARGET, or a config file with -f");
        if (const std::string_view option = firstQuestion(options); !option.empty())
            return usageError(
                "sweep: " + std::string(option) +
                " applies to a TARGET on the command line; targets of the config file define themselves what to ask");
        for (const auto& [name, credentials] : config.auths)
            if (auto derived = snmp::deriveKeys(*credentials); !derived)
                return withContext("auth " + name, derived.error());
        auto targets = config::expandTargets(config, config::Questions::one);
        if (!targets) return tl::unexpected(targets.error());
        if (showsSamples(options) && std::ranges::none_of(*targets, hasMetrics))
            return usageError("--format " + options.format +
                              " shows the metrics of modules, and no target's modules have any; use --format text, "
                              "jsonl or csv");
        return SweepTargets::of(std::move(*targets));
    }
    auto common = pattern(options, config);
    if (!common) return tl::unexpected(common.error());
    auto targets = SweepTargets::read(options.targets, std::move(*common));
    if (targets && targets->count() == 0) return usageError("sweep: the arguments contain no target");
    return targets;
}

int terminalWidth() {
    winsize size{};
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

// `names` and `table`, when there is one, must outlive the sinks.
Result<sink::Fanout> openSinks(loop::Loop& loop, const SweepOptions& options, size_t widest,
                               const names::NameCatalog& names, const std::optional<names::Table>& table) {
    const bool terminal = options.output == "-" && isatty(STDOUT_FILENO) == 1;
    format::FormatContext context{.names = names};
    context.run = supervisor::makeRunId(wallNow());
    context.color = options.color == "always" || (options.color == "auto" && terminal);
    context.terminal = terminal;
    context.host_width = static_cast<int>(std::min<size_t>(widest, 45));
    context.width = terminal ? terminalWidth() : 0;
    if (table) context.tables = {&*table};
    auto sink = sink::openFileSink(loop, {formatNamed(options.format), options.output}, context);
    if (!sink) return tl::unexpected(sink.error());
    using enum sink::Only;
    const sink::Only only = options.only == "ok" ? ok : options.only == "failed" ? failed : all;
    sink::Fanout fanout;
    fanout.add(sink::filtered(std::move(*sink), only));
    return fanout;
}

pool::PoolSettings poolSettings(const SweepOptions& options, const std::string& worker, uint64_t targets) {
    const int automatic = pool::automaticWorkers(options.sessions, targets);
    return {worker, options.workers > 0 ? options.workers : automatic, options.sessions, 0};
}

// The config's budgets, in which a rate from the command line replaces the config's own.
config::Budgets budgetsOf(const SweepOptions& options, const config::Config& config) {
    constexpr double kUsualRate = 5000;
    config::Budgets budgets = config.budgets;
    if (options.rate)
        budgets.starts_per_second = *options.rate;
    else if (budgets.starts_per_second == 0)
        budgets.starts_per_second = kUsualRate;
    return budgets;
}

// Runs the loop until all records are written, or until a second Ctrl-C.
int runLoop(loop::Loop& loop, const SweepOptions& options, const config::Budgets& budgets, SweepTargets targets,
            sink::Fanout& sinks, const std::string& worker) {
    Progress progress(targets.count(), !options.no_progress && isatty(STDERR_FILENO) == 1, monoNow());
    bool over = false;
    MonoTime last_wait = MonoTime::max();
    MonoTime leave_at = MonoTime::max();
    loop::Timer written(loop, [&] {
        const MonoTime now = monoNow();
        if (sinks.idle() || now >= leave_at || (sinks.failing() && now >= last_wait)) loop.stop();
    });
    samples::Evaluators evaluators;
    samples::Sampler sampler(evaluators);
    const SystemClocks clocks;
    loop::LoopTiming timing(loop);
    pool::WorkerPool workers(loop, poolSettings(options, worker, targets.count()), clocks);
    loop::Resolver resolver(loop);
    KeyMaker keys(loop, timing);
    const supervisor::Outside outside{
        .clocks = clocks, .timing = timing, .resolver = resolver, .workers = workers, .keys = keys};
    supervisor::Poller poller(outside);
    poller.setBudgets(budgets);
    supervisor::FanoutObserver outputs(sinks);
    poller.delivery().observe(outputs);
    if (showsSamples(options)) poller.delivery().setSampler(&sampler);
    const auto stopped = [&] {
        over = true;
        last_wait = clocks.mono() + supervisor::Sweep::kOutputPatience;
        sinks.finish();
        written.startEvery(2ms);
    };
    supervisor::Sweep sweep(
        outside, poller, [&] { return targets.next(); }, sinks, [&] { poller.stopWorkers(stopped); });
    loop::Timer drawn(loop, [&] { progress.draw(poller.ledger(), monoNow()); });
    drawn.startEvery(200ms);
    loop::Signals signals(loop, {SIGINT, SIGTERM}, [&](int signal) {
        if (over) loop.stop();
        if (signal == SIGTERM) leave_at = std::min(leave_at, clocks.mono() + kStopGrace);
        sweep.interrupt();
    });
    workers.start();
    sweep.start();
    loop.run();
    progress.summary(poller.ledger(), monoNow(), sweep.result().interrupted);
    const supervisor::SweepResult& result = sweep.result();
    if (!result.failure.empty()) return failure({ErrorKind::system, "the workers do not start: " + result.failure});
    return result.ok == targets.count() ? kOk : kSomeFailed;
}

int run(const SweepOptions& options) {
    log::configure(log::Level::warning, log::Format::terminal);
    auto config = options.config.empty()
                      ? Result<config::Config>(config::builtIn(names::withImportedNames()))
                      : config::load(options.config, config::processEnvironment(), names::withImportedNames());
    if (!config) return failure(config.error());
    const auto table = sweepTable(options, *config->names);
    if (!table) return failure(table.error());
    auto targets = targetsOf(options, *config);
    if (!targets) return failure(targets.error());
    const auto worker = workerPath();
    if (!worker) return failure(worker.error());
    if (const auto room = loop::checkLimits(0, 0); !room) return failure(room.error());
    loop::Loop loop;
    auto sinks = openSinks(loop, options, targets->widestHost(), *config->names, *table);
    if (!sinks) return failure(sinks.error());
    const int code = runLoop(loop, options, budgetsOf(options, *config), std::move(*targets), *sinks, *worker);
    const bool idle = sinks->idle();
    const MissingRecords missing(*sinks);
    missing.print();
    const int whole = missing.exitCode() == kOk || code == kInternal ? code : missing.exitCode();
    if (idle) return whole;
    *sinks = sink::Fanout();  // removes a half-written record from a file
    std::fflush(nullptr);
    std::_Exit(whole);  // a thread may hang in write(), so nothing waits for it
}

}  // namespace

void addSweep(Command& program, std::span<char*> arguments) {
    Command& command = program.add("sweep", "poll many hosts once");
    auto& options = command.values<SweepOptions>();
    declareSweepOptions(command, options);
    command.action([&options, arguments] {
        wipeArguments(arguments, options);
        return run(options);
    });
}

}  // namespace snmpolld::daemon
