// `snmpolld plan`: works out whether the polls of a config fit, before it is started. The arithmetic is in
// report/plan.hpp; this file turns a config into its numbers.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <map>
#include <set>
#include <thread>
#include <tuple>
#include <unordered_map>

#include "base/duration.hpp"
#include "commands.hpp"
#include "config/expand.hpp"
#include "config/load.hpp"
#include "config/network.hpp"
#include "exit_codes.hpp"
#include "failure.hpp"
#include "names/name_file.hpp"
#include "plan_text.hpp"
#include "pool/machine.hpp"
#include "pool/worker_pool.hpp"
#include "report/plan_costs.hpp"
#include "report/walk_estimate.hpp"
#include "snmp/request_plan.hpp"
#include "state_path.hpp"
#include "supervisor/state_file.hpp"

namespace snmpolld::daemon {

namespace {

using report::PlannedPolls;
namespace costs = report::costs;

struct PlanOptions {
    std::string file;
    std::string rtt = "5ms";
    report::WalkAssumptions walks;
    uint32_t cores = 0;
    bool as_json = false;
};

bool walks(const model::ModuleSet& asked) {
    return !asked.walk.empty() || !asked.filtered.empty();
}

// Requests of the walks of one poll. The last one finds the end.
double walkRequests(const model::Target& target, const model::Learned& known, const report::WalkEstimate& walks) {
    const auto subtrees = static_cast<double>(walks.subtrees);
    const bool bulk = target.credentials->version != model::Version::v1 && !known.no_bulk;
    const double most = known.max_answer_varbinds > 0 ? known.max_answer_varbinds : costs::kAnswerVarbinds;
    const double answer = std::min(most, subtrees * (bulk ? target.module_set->requests.max_repetitions : 1));
    return std::max(std::ceil(walks.varbinds / answer) + 1, std::ceil(subtrees / costs::kSubtreesAtOnce));
}

PlannedPolls plannedPolls(const model::Target& target, const model::Learned& known, Duration rtt,
                          const report::WalkEstimate* walks) {
    PlannedPolls polls;
    polls.interval = target.interval;
    polls.timeout = target.timeout;
    polls.retries = target.retries;
    polls.rtt = known.round_trip.known() ? known.round_trip.smoothed : rtt;
    polls.v3 = target.credentials->version == model::Version::v3;
    polls.requests = static_cast<double>(snmp::planGets(*target.credentials, *target.module_set, known).size());
    polls.varbinds = static_cast<double>(target.module_set->get.size());
    if (walks == nullptr) return polls;
    polls.requests += walkRequests(target, known, *walks);
    polls.varbinds += walks->varbinds;
    return polls;
}

class Reader {
  public:
    Reader(const config::Config& config, const PlanOptions& options, Duration rtt)
        : config_(config), options_(options), rtt_(rtt) {}

    // What an earlier service has learned of the hosts; a file that cannot be read is of no use.
    void recall();
    void add(const model::Target& target);
    report::Plan plan() const { return report::makePlan(polls_, settings()); }
    PlanBasis basis() const {
        return {.file = options_.file,
                .settings = settings(),
                .rtt = rtt_,
                .assumed = options_.walks,
                .walks = walks_,
                .measured = measured_,
                .state_file = state_file_.string()};
    }
    std::vector<std::string> notes() const;

  private:
    using Key = std::tuple<std::string, std::string, const void*, const void*, Duration, Duration, int>;

    const model::Learned& knownOf(const model::Target& target) const;
    const report::WalkEstimate* walksOf(const model::Target& target);
    std::string siteOf(const model::Target& target) const;
    std::string subnetOf(const model::Target& target) const;
    report::PlanSettings settings() const;

    const config::Config& config_;
    const PlanOptions& options_;
    const Duration rtt_;
    std::vector<PlannedPolls> polls_;
    std::map<Key, size_t> kinds_;
    std::set<std::string> hosts_;
    std::filesystem::path state_file_;
    std::unordered_map<std::string, supervisor::KeptHost> kept_;
    std::vector<std::string> notes_;
    size_t measured_ = 0;  // hosts whose round trip is known
    size_t named_ = 0;     // hosts whose subnet is not known, as they are given by name
    std::vector<PlannedWalks> walks_;
    std::map<const model::ModuleSet*, report::WalkEstimate> estimates_;
};

void Reader::recall() {
    state_file_ = stateSettings(config_.state).file;
    if (state_file_.empty()) return;
    auto kept = supervisor::readState(state_file_, Now::read());
    if (!kept) return notes_.push_back("nothing of what was learned is used: " + kept.error().message);
    for (supervisor::KeptHost& host : *kept)
        kept_.emplace(host.host, std::move(host));
}

// What was learned of the target's agent; nothing if the name stood for another agent then.
const model::Learned& Reader::knownOf(const model::Target& target) const {
    static const model::Learned kNothing;
    const auto it = kept_.find(target.host);
    const bool same =
        it != kept_.end() && it->second.agent == supervisor::agentText(target) && it->second.auth == target.auth;
    return same ? it->second.learned : kNothing;
}

// Targets that are alike and of which nothing is known are planned together.
void Reader::add(const model::Target& target) {
    const model::Learned& known = knownOf(target);
    const bool another = hosts_.insert(target.host).second;
    if (another && known.round_trip.known()) ++measured_;
    if (another && !model::Address::parse(target.node, target.port)) ++named_;
    const std::string site = siteOf(target), subnet = subnetOf(target);
    const Key key{site,           subnet,        target.module_set.get(), target.credentials.get(), target.interval,
                  target.timeout, target.retries};
    if (known == model::Learned{}) {
        const auto [place, fresh] = kinds_.try_emplace(key, polls_.size());
        if (!fresh) return void(++polls_[place->second].hosts);
    }
    polls_.push_back(plannedPolls(target, known, rtt_, walksOf(target)));
    polls_.back().site = site;
    polls_.back().subnet = subnet;
}

// Null if it walks nothing.
const report::WalkEstimate* Reader::walksOf(const model::Target& target) {
    const model::ModuleSet& asked = *target.module_set;
    if (!walks(asked)) return nullptr;
    const auto [place, fresh] = estimates_.try_emplace(&asked);
    if (fresh) {
        place->second = report::estimateWalks(asked, *config_.names, options_.walks);
        walks_.push_back({asked.modules, place->second, walkRequests(target, model::Learned{}, place->second)});
    }
    return &place->second;
}

std::string Reader::siteOf(const model::Target& target) const {
    if (!config_.budgets.hasSites()) return "";
    const auto label = target.labels.find(config_.budgets.label);
    return label == target.labels.end() ? "" : label->second;
}

std::string Reader::subnetOf(const model::Target& target) const {
    const config::Budgets& budgets = config_.budgets;
    if (budgets.subnet.none()) return "";
    const auto address = model::Address::parse(target.node, target.port);
    if (!address) return "";
    const bool ipv4 = address->family == model::Family::ipv4;
    return config::networkOf(*address, ipv4 ? budgets.prefix : budgets.prefix6).toString();
}

report::PlanSettings Reader::settings() const {
    const uint32_t cores = options_.cores > 0 ? options_.cores : std::max(1U, std::thread::hardware_concurrency());
    const pool::Machine machine = pool::Machine::here();
    report::PlanSettings settings{
        .hosts = static_cast<double>(hosts_.size()),
        .workers = config_.workers.count,
        .sessions = config_.workers.sessions,
        .cores = static_cast<int>(cores),
        .memory = static_cast<double>(machine.memory),
        .breaker = {static_cast<uint32_t>(config_.breaker.after), config_.breaker.probe_every},
        .budgets = config_.budgets};
    if (settings.workers == 0) settings.workers = pool::automaticWorkers(settings.sessions, hosts_.size(), cores);
    pool::fit(settings.workers, settings.sessions, machine);
    return settings;
}

// How the plan departs from the config and the state file.
std::vector<std::string> Reader::notes() const {
    std::vector<std::string> notes = notes_;
    if (named_ > 0 && !config_.budgets.subnet.none())
        notes.push_back(std::to_string(named_) + (named_ == 1 ? " host is" : " hosts are") +
                        " given by name: no subnet's budget counts them here");
    const report::PlanSettings fitted = settings();
    const config::Workers& asked = config_.workers;
    if (fitted.sessions < asked.sessions || fitted.workers < asked.count)
        notes.push_back("this machine bears " + std::to_string(fitted.workers) + " workers of " +
                        std::to_string(fitted.sessions) + " sessions, fewer than are configured");
    return notes;
}

int plan(const PlanOptions& options) {
    const auto rtt = parseDuration(options.rtt);
    if (!rtt || *rtt <= Duration::zero())
        return failure({ErrorKind::usage, "--rtt " + options.rtt + ": a time such as 5ms is expected"});
    const auto config = config::load(options.file, config::processEnvironment(), names::withImportedNames());
    if (!config) return failure(config.error());
    const auto targets = config::expandTargets(*config);
    if (!targets) return failure(targets.error());
    Reader reader(*config, options, *rtt);
    reader.recall();
    for (const model::Target& target : *targets)
        reader.add(target);
    report::Plan plan = reader.plan();
    std::ranges::move(reader.notes(), std::back_inserter(plan.notes));
    const std::string shown = options.as_json ? planJson(plan, reader.basis()) : planText(plan, reader.basis());
    std::fputs(shown.c_str(), stdout);
    return plan.fits() ? kOk : kDoesNotFit;
}

}  // namespace

void addPlan(Command& program) {
    Command& command =
        program.add("plan",
                    "work out whether a config fits this machine, with 0, 3, 10 and 30 % of the hosts dead; "
                    "nothing is polled");
    auto& options = command.values<PlanOptions>();
    command.option(
        {.names = "-f,--config", .value = &options.file, .help = "config file", .type = "FILE", .required = true});
    command.option({.names = "--rtt",
                    .value = &options.rtt,
                    .help = "round trip time of hosts for which the state file has none (default: 5ms)",
                    .type = "TIME"});
    command.option({.names = "--interfaces",
                    .value = &options.walks.interfaces,
                    .help = "interfaces of each host, from which the rows of walked tables are estimated (default: 15)",
                    .type = "N",
                    .range = {{1, 1e6}}});
    command.option({.names = "--walk-varbinds",
                    .value = &options.walks.unknown_varbinds,
                    .help = "varbinds of a walked subtree whose columns are not known (default: 500)",
                    .type = "N",
                    .range = {{1, 1e9}}});
    command.option({.names = "--cores",
                    .value = &options.cores,
                    .help = "cores of the machine planned for (default: this one's)",
                    .type = "N",
                    .range = {{1, 4096}}});
    command.option({.names = "--json", .value = &options.as_json, .help = "print one JSON object"});
    command.footer(
        "Loads are averages over time. Limits show the usable share: 80 % of cores, sessions and memory.\n"
        "`once suspect` is the number of polls in flight with 30 % of the hosts dead, once the breaker has found "
        "them.\n"
        "Examples:\n"
        "  snmpolld plan -f /etc/snmpolld/snmpolld.yaml\n"
        "  snmpolld plan -f new.yaml --rtt 40ms --cores 8 --json\n"
        "Exit codes: 0 fits with up to 30 % dead, 1 does not fit, 2 usage or config error.");
    command.action([&options] { return plan(options); });
}

}  // namespace snmpolld::daemon
