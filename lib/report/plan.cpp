#include "report/plan.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "base/duration.hpp"
#include "pool/worker_pool.hpp"
#include "report/plan_costs.hpp"

namespace snmpolld::report {

namespace {

constexpr double kSilence = 0.02;  // seconds of silence after which a host takes no session (docs/adr/0009)
constexpr size_t kBudgetsNamed = 5;

// What some hosts need, at a time or per second. The loads of several hosts add up.
struct Load {
    double due = 0;       // polls, whether they are made or not
    double starts = 0;    // of these, those that are made
    double requests = 0;  // datagrams, all tries included
    double in_flight = 0;
    double places = 0;      // sessions
    double worker = 0;      // cores
    double supervisor = 0;  // cores
    double varbinds = 0;    // of polls in flight

    Load& add(const Load& other, double times) {
        due += times * other.due;
        starts += times * other.starts;
        requests += times * other.requests;
        in_flight += times * other.in_flight;
        places += times * other.places;
        worker += times * other.worker;
        supervisor += times * other.supervisor;
        varbinds += times * other.varbinds;
        return *this;
    }
};

// The same hosts alive, dead, and dead for so long that they are only probed.
struct Loads {
    Load live, dead, probed;

    void add(const Loads& other, double hosts) {
        live.add(other.live, hosts);
        dead.add(other.dead, hosts);
        probed.add(other.probed, hosts);
    }
    template <typename Part>
    ByShare byShare(Part part, bool suspect = false) const {
        ByShare out{};
        for (size_t i = 0; i < out.size(); ++i) {
            const double gone = kDeadShares[i] / 100.0;
            out[i] = (1 - gone) * (live.*part) + gone * ((suspect ? probed : dead).*part);
        }
        return out;
    }
};

// The time from one poll to the next. If a poll takes longer than its interval, those that become due meanwhile are
// overruns.
double cycleOf(double interval, double takes) {
    return interval * std::max(1.0, std::ceil(takes / interval));
}

Load loadOf(double interval, double cycle, double takes, double requests) {
    Load load;
    load.due = 1 / interval;
    load.starts = 1 / cycle;
    load.requests = requests / cycle;
    load.in_flight = takes / cycle;
    const double skipped = load.due - load.starts;
    load.worker = (costs::kWorkerPoll + requests * costs::kWorkerRequest) * load.starts / 1e6;
    load.supervisor = (costs::kSupervisorPoll * load.starts + costs::kSupervisorSkip * skipped) / 1e6;
    return load;
}

// A host that is silent for long before its first answer takes no session meanwhile, unless workers have only one
// (`blocking`).
Load liveLoad(const PlannedPolls& polls, bool blocking) {
    const double interval = toSeconds(polls.interval), rtt = toSeconds(polls.rtt), takes = rtt * polls.requests;
    const double cycle = cycleOf(interval, takes);
    Load load = loadOf(interval, cycle, takes, polls.requests);
    load.places = (blocking ? takes : takes - std::max(0.0, rtt - kSilence)) / cycle;
    load.worker += (polls.varbinds * costs::kWorkerVarbind + (polls.v3 ? polls.requests * costs::kWorkerV3 : 0)) *
                   load.starts / 1e6;
    load.supervisor += polls.varbinds * costs::kSupervisorVarbind * load.starts / 1e6;
    load.varbinds = std::min<double>(polls.varbinds, costs::kMostVarbindsHeld) * load.in_flight;
    return load;
}

Load silentLoad(double interval, double cycle, double takes, double tries, bool blocking) {
    Load load = loadOf(interval, cycle, takes, tries);
    load.places = blocking ? load.in_flight : std::min(takes, kSilence) / cycle;
    return load;
}

double silenceOf(const PlannedPolls& polls) {
    return toSeconds(polls.timeout) * (polls.retries + 1);
}

Load deadLoad(const PlannedPolls& polls, bool blocking) {
    const double interval = toSeconds(polls.interval), takes = silenceOf(polls);
    return silentLoad(interval, cycleOf(interval, takes), takes, polls.retries + 1, blocking);
}

Load probedLoad(const PlannedPolls& polls, const PlanSettings& settings) {
    const bool blocking = settings.sessions == 1;
    if (settings.breaker.after == 0) return deadLoad(polls, blocking);
    const double interval = toSeconds(polls.interval), takes = toSeconds(polls.timeout);
    const double cycle = cycleOf(interval, std::max(takes, toSeconds(settings.breaker.probe_every)));
    return silentLoad(interval, cycle, takes, 1, blocking);
}

class Planner {
  public:
    Planner(const std::vector<PlannedPolls>& polls, const PlanSettings& settings)
        : polls_(polls), settings_(settings) {}

    Plan run() {
        for (const PlannedPolls& polls : polls_)
            take(polls);
        for (const auto& [interval, loads] : intervals_)
            fill(plan_.intervals[interval], loads);
        fill(plan_.total, total_);
        plan_.total.hosts = settings_.hosts;
        limitSessions();
        limitCores();
        limitMemory();
        limitSlowest();
        limitBudgets();
        return std::move(plan_);
    }

  private:
    void take(const PlannedPolls& polls);
    static void fill(PlanLine& line, const Loads& loads);
    void noteSilence(const PlannedPolls& polls);
    void limit(std::string name, std::string unit, double limit, const ByShare& used, std::string help) {
        plan_.limits.push_back({std::move(name), std::move(unit), limit, used, std::move(help)});
    }
    void limitSessions();
    void limitCores();
    void limitMemory();
    void limitSlowest();
    void limitBudgets();
    void limitNamed(const std::string& kind, const std::map<std::string, Loads>& all);

    const std::vector<PlannedPolls>& polls_;
    const PlanSettings& settings_;
    Plan plan_;
    Loads total_;
    std::map<Duration, Loads> intervals_;
    std::map<std::string, Loads> sites_;
    std::map<std::string, Loads> subnets_;
    double slowest_ = 0;  // the largest share of its interval that a live poll takes
    std::set<std::string> noted_;
};

void Planner::take(const PlannedPolls& polls) {
    const bool blocking = settings_.sessions == 1;
    const Loads each{liveLoad(polls, blocking), deadLoad(polls, blocking), probedLoad(polls, settings_)};
    total_.add(each, polls.hosts);
    intervals_[polls.interval].add(each, polls.hosts);
    plan_.intervals[polls.interval].hosts += polls.hosts;
    if (!polls.site.empty()) sites_[polls.site].add(each, polls.hosts);
    if (!polls.subnet.empty()) subnets_[polls.subnet].add(each, polls.hosts);
    slowest_ = std::max(slowest_, toSeconds(polls.rtt) * polls.requests / toSeconds(polls.interval));
    noteSilence(polls);
}

void Planner::fill(PlanLine& line, const Loads& loads) {
    line.polls = loads.live.due;
    line.requests = loads.byShare(&Load::requests);
    line.in_flight = loads.byShare(&Load::in_flight);
    line.once_known = loads.byShare(&Load::in_flight, true);
}

void Planner::noteSilence(const PlannedPolls& polls) {
    const Duration silence = polls.timeout * (polls.retries + 1);
    if (silence <= polls.interval) return;
    std::string note = "interval " + formatDuration(polls.interval) + ": a poll that is not answered takes " +
                       formatDuration(silence) + " (timeout " + formatDuration(polls.timeout) + ", " +
                       std::to_string(polls.retries + 1) + (polls.retries == 0 ? " try" : " tries") +
                       "), so that those due meanwhile are skipped: overrun";
    if (noted_.insert(note).second) plan_.notes.push_back(std::move(note));
}

void Planner::limitSessions() {
    const double workers = settings_.workers;
    limit("sessions", "polls", kMayBeUsed * workers * settings_.sessions, total_.byShare(&Load::places),
          settings_.sessions == 1 ? "more workers.sessions or workers.count, a shorter timeout, a longer interval"
                                  : "more workers.sessions or workers.count, a longer interval");
    if (settings_.sessions == 1) return;
    ByShare silent = total_.byShare(&Load::in_flight);
    const ByShare places = total_.byShare(&Load::places);
    for (size_t i = 0; i < silent.size(); ++i)
        silent[i] -= places[i];
    limit("silent hosts", "polls", kMayBeUsed * workers * static_cast<double>(pool::WorkerPool::kMostSilent), silent,
          "more workers.count, a shorter timeout, fewer retries");
}

void Planner::limitCores() {
    const int together = std::min(settings_.workers, settings_.cores);
    const ByShare workers = total_.byShare(&Load::worker), supervisor = total_.byShare(&Load::supervisor);
    ByShare all{};
    for (size_t i = 0; i < all.size(); ++i)
        all[i] = workers[i] + supervisor[i];
    limit("CPU of the workers", "cores", kMayBeUsed * together, workers,
          settings_.workers < settings_.cores ? "more workers.count, a longer interval"
                                              : "a longer interval, more cores, another machine for some of the hosts");
    limit("CPU of the supervisor", "cores", kMayBeUsed, supervisor,
          "a longer interval, another service for some of the hosts");
    limit("CPU in all", "cores", kMayBeUsed * settings_.cores, all,
          "a longer interval, more cores, another machine for some of the hosts");
}

void Planner::limitMemory() {
    ByShare used = total_.byShare(&Load::in_flight);
    const ByShare varbinds = total_.byShare(&Load::varbinds);
    for (size_t i = 0; i < used.size(); ++i)
        used[i] = (costs::kSupervisorBase + settings_.workers * costs::kWorkerBase + settings_.hosts * costs::kHost +
                   used[i] * costs::kInFlight + varbinds[i] * costs::kInFlightVarbind) /
                  1e6;
    limit("memory", "MB", kMayBeUsed * settings_.memory / 1e6, used, "more memory, fewer workers.count");
}

void Planner::limitSlowest() {
    ByShare used{};
    used.fill(slowest_);
    limit("slowest poll", "of its interval", 1, used, "a longer interval, fewer modules");
}

void Planner::limitBudgets() {
    const config::Budgets& budgets = settings_.budgets;
    if (budgets.starts_per_second > 0)
        limit("budgets.starts_per_second", "polls/s", budgets.starts_per_second, total_.byShare(&Load::starts),
              "a higher one, a longer interval");
    limitNamed("site", sites_);
    limitNamed("subnet", subnets_);
}

// Adds the sites or subnets that need the largest shares of their budgets.
void Planner::limitNamed(const std::string& kind, const std::map<std::string, Loads>& all) {
    std::vector<PlanLimit> found;
    for (const auto& [name, loads] : all) {
        const config::Budgets& budgets = settings_.budgets;
        const config::Limits& limits = kind == "site" ? budgets.ofSite(name) : budgets.subnet;
        const std::string help = "a higher budget, a longer interval";
        if (limits.in_flight > 0)
            found.push_back({kind + " " + name + ": in_flight", "polls", static_cast<double>(limits.in_flight),
                             loads.byShare(&Load::in_flight), help});
        if (limits.requests_per_second > 0)
            found.push_back({kind + " " + name + ": requests_per_second", "requests/s",
                             static_cast<double>(limits.requests_per_second), loads.byShare(&Load::requests), help});
    }
    std::ranges::stable_sort(found, std::greater<>(),
                             [](const PlanLimit& limit) { return std::ranges::max(limit.used) / limit.limit; });
    const auto failing = static_cast<size_t>(std::ranges::count_if(found, [](const auto& l) { return !l.fits(); }));
    const size_t shown = std::min(found.size(), std::clamp<size_t>(failing, 1, kBudgetsNamed));
    if (failing > shown)
        plan_.notes.push_back(std::to_string(failing - shown) + " more budgets of a " + kind + " do not suffice");
    std::ranges::move(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(shown),
                      std::back_inserter(plan_.limits));
}

}  // namespace

std::optional<size_t> PlanLimit::failsFrom() const {
    constexpr double kRounding = 1e-9;
    const auto first = std::ranges::find_if(used, [this](double need) { return need > limit * (1 + kRounding); });
    return first == used.end() ? std::nullopt : std::optional(static_cast<size_t>(first - used.begin()));
}

bool Plan::fits() const {
    return std::ranges::all_of(limits, &PlanLimit::fits);
}

Plan makePlan(const std::vector<PlannedPolls>& polls, const PlanSettings& settings) {
    return Planner(polls, settings).run();
}

}  // namespace snmpolld::report
