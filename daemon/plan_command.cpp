// `snmpolld plan`: whether what a config asks for fits, before it is started. The arithmetic is report/plan.hpp;
// here a config becomes its numbers.
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
#include "plan_text.hpp"
#include "pool/machine.hpp"
#include "pool/worker_pool.hpp"
#include "report/plan_costs.hpp"
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
    double walk_varbinds = costs::kWalkVarbinds;
    uint32_t cores = 0;
    bool as_json = false;
};

bool walks(const model::ModuleSet& asked) {
    return !asked.walk.empty() || !asked.filtered.empty();
}

// What a walk brings is not known from the config; the rows that filters choose are taken as if they were walked.
void addWalks(const model::Target& target, const model::Learned& known, double walk_varbinds, PlannedPolls& polls) {
    const model::ModuleSet& asked = *target.module_set;
    const auto subtrees = static_cast<double>(asked.walk.size() + asked.filters.size() + asked.filtered.size());
    const bool bulk = target.credentials->version != model::Version::v1 && !known.no_bulk;
    const double most = known.max_answer_varbinds > 0 ? known.max_answer_varbinds : costs::kAnswerVarbinds;
    const double answer = std::min(most, subtrees * (bulk ? asked.requests.max_repetitions : 1));
    polls.varbinds += subtrees * walk_varbinds;
    polls.requests += std::ceil(subtrees * walk_varbinds / answer) + 1;  // the last one finds the end
}

PlannedPolls plannedPolls(const model::Target& target, const model::Learned& known, Duration rtt,
                          double walk_varbinds) {
    PlannedPolls polls;
    polls.interval = target.interval;
    polls.timeout = target.timeout;
    polls.retries = target.retries;
    polls.rtt = known.round_trip.known() ? known.round_trip.smoothed : rtt;
    polls.v3 = target.credentials->version == model::Version::v3;
    polls.requests = static_cast<double>(snmp::planGets(*target.credentials, *target.module_set, known).size());
    polls.varbinds = static_cast<double>(target.module_set->get.size());
    if (walks(*target.module_set)) addWalks(target, known, walk_varbinds, polls);
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
        return {options_.file, settings(), rtt_, options_.walk_varbinds, has_walks_, measured_, state_file_.string()};
    }
    std::vector<std::string> notes() const;

  private:
    using Key = std::tuple<std::string, std::string, const void*, const void*, Duration, Duration, int>;

    const model::Learned& knownOf(const model::Target& target) const;
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
    size_t named_ = 0;     // hosts whose subnet nobody knows yet
    bool has_walks_ = false;
};

void Reader::recall() {
    state_file_ = stateSettings(config_.state).file;
    if (state_file_.empty()) return;
    auto kept = supervisor::readState(state_file_, Now::read());
    if (!kept) return notes_.push_back("nothing of what was learned is used: " + kept.error().message);
    for (supervisor::KeptHost& host : *kept)
        kept_.emplace(host.host, std::move(host));
}

// Of the agent that is polled under this name now.
const model::Learned& Reader::knownOf(const model::Target& target) const {
    static const model::Learned kNothing;
    const auto it = kept_.find(target.host);
    const bool same =
        it != kept_.end() && it->second.agent == supervisor::agentText(target) && it->second.auth == target.auth;
    return same ? it->second.learned : kNothing;
}

// Those that are alike and of which nothing is known become one.
void Reader::add(const model::Target& target) {
    const model::Learned& known = knownOf(target);
    const bool another = hosts_.insert(target.host).second;
    if (another && known.round_trip.known()) ++measured_;
    if (another && !model::Address::parse(target.node, target.port)) ++named_;
    has_walks_ |= walks(*target.module_set);
    const std::string site = siteOf(target), subnet = subnetOf(target);
    const Key key{site,           subnet,        target.module_set.get(), target.credentials.get(), target.interval,
                  target.timeout, target.retries};
    if (known == model::Learned{}) {
        const auto [place, fresh] = kinds_.try_emplace(key, polls_.size());
        if (!fresh) return void(++polls_[place->second].hosts);
    }
    polls_.push_back(plannedPolls(target, known, rtt_, options_.walk_varbinds));
    polls_.back().site = site;
    polls_.back().subnet = subnet;
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

// What becomes of the config here.
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
    const auto config = config::load(options.file, config::processEnvironment());
    if (!config) return failure(config.error());
    const auto targets = config::expandTargets(*config);
    if (!targets) return failure(targets.error());
    Reader reader(*config, options, *rtt);
    reader.recall();
    for (const model::Target& target : *targets)
        reader.add(target);
    report::Plan plan = reader.plan();
    std::ranges::move(reader.notes(), std::back_inserter(plan.notes));
    const std::string shown =
        options.as_json ? planJson(plan, reader.basis()).dump(1) + "\n" : planText(plan, reader.basis());
    std::fputs(shown.c_str(), stdout);
    return plan.fits() ? kOk : kDoesNotFit;
}

}  // namespace

void addPlan(const CommandLine& line) {
    auto options = std::make_shared<PlanOptions>();
    CLI::App* command = line.app.add_subcommand(
        "plan", "does what a config asks for fit, with 0, 3, 10 and 30 % of the hosts dead? Nothing is polled");
    command->add_option("-f,--config", options->file, "config file")->type_name("FILE")->required();
    command->add_option("--rtt", options->rtt, "round trip to hosts of which the state file says none (default: 5ms)")
        ->type_name("TIME");
    command->add_option("--walk-varbinds", options->walk_varbinds, "that a walked subtree brings (default: 500)")
        ->check(CLI::Range(1.0, 1e9).description(""))
        ->type_name("N");
    command->add_option("--cores", options->cores, "of the machine that it is for (default: this one's)")
        ->check(CLI::Range(1U, 4096U).description(""))
        ->type_name("N");
    command->add_flag("--json", options->as_json, "as one JSON object");
    command->footer(
        "Loads are means over time. A limit is said with what of it may be used: of cores, sessions and memory 80 %.\n"
        "`once suspect` is what is in flight with 30 % dead when the breaker knows them.\n"
        "Examples:\n"
        "  snmpolld plan -f /etc/snmpolld/snmpolld.yaml\n"
        "  snmpolld plan -f new.yaml --rtt 40ms --cores 8 --json\n"
        "Exit codes: 0 fits with up to 30 % dead, 1 does not, 2 usage or config error.");
    command->callback([line, options] { line.chosen = [options] { return plan(*options); }; });
}

}  // namespace snmpolld::daemon
