#include "config/expand.hpp"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/text.hpp"
#include "config/poll_options.hpp"

namespace snmpolld::config {

namespace {

using model::Address;
using model::Credentials;
using model::ModuleSet;
using model::Target;

std::string lowerCase(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return text;
}

// The hosts and ports that are taken, with the entries that have them. Addresses and names are compared separately,
// although a name may well resolve to one of the addresses.
class Taken {
  public:
    // Returns the entry that had this host and port before, or nullptr.
    const TargetEntry* put(const Target& target, const TargetEntry& entry) {
        if (const auto address = Address::parse(target.node, target.port)) {
            const auto [place, fresh] = addresses_.try_emplace(*address, &entry);
            return fresh ? nullptr : place->second;
        }
        const auto [place, fresh] =
            names_.try_emplace(lowerCase(target.node) + ":" + std::to_string(target.port), &entry);
        return fresh ? nullptr : place->second;
    }

  private:
    std::unordered_map<Address, const TargetEntry*, model::AddressHash> addresses_;
    std::unordered_map<std::string, const TargetEntry*> names_;
};

struct Question {
    Duration interval;
    std::vector<std::string> modules;
};

std::vector<Question> questionsOf(const TargetEntry& entry) {
    std::vector<Question> questions;
    for (const std::string& name : entry.modules) {
        const auto own = entry.intervals.find(name);
        const Duration interval = own == entry.intervals.end() ? entry.interval : own->second;
        const auto same = std::ranges::find(questions, interval, &Question::interval);
        if (same == questions.end())
            questions.push_back({interval, {name}});
        else
            same->modules.push_back(name);
    }
    return questions;
}

class Expansion {
  public:
    Expansion(const Config& config, Questions questions) : config_(config), questions_(questions) {}

    Result<std::vector<Target>> run() {
        for (const TargetEntry& entry : config_.targets)
            if (const auto done = add(entry); !done) return tl::unexpected(done.error());
        if (targets_.empty() && !config_.http.listen)
            return usageError(config_.file.string() + ": there is no target to poll");
        return std::move(targets_);
    }

  private:
    Result<void> add(const TargetEntry& entry);
    Result<std::shared_ptr<const ModuleSet>> moduleSetOf(const TargetEntry& entry,
                                                         const std::vector<std::string>& modules);
    Result<std::vector<Target>> patterns(const TargetEntry& entry);
    Result<std::shared_ptr<const Credentials>> credentials(const TargetEntry& entry);

    const Config& config_;
    const Questions questions_;
    Taken taken_;
    std::map<std::pair<std::vector<std::string>, model::GivenSettings>, std::shared_ptr<const ModuleSet>> module_sets_;
    std::map<std::string, std::shared_ptr<const Credentials>, std::less<>> communities_;
    std::vector<Target> targets_;
};

// A target with a community of its own is polled with version 1 if the default auth has that version, else with 2c.
Result<std::shared_ptr<const Credentials>> Expansion::credentials(const TargetEntry& entry) {
    if (entry.spec.community) {
        const auto known = communities_.find(entry.spec.community->reveal());
        if (known != communities_.end()) return known->second;
        auto own = std::make_shared<Credentials>();
        const auto usual = config_.auths.find(config_.defaults.auth);
        if (usual != config_.auths.end() && usual->second->version == model::Version::v1)
            own->version = model::Version::v1;
        own->community = *entry.spec.community;
        return communities_.emplace(entry.spec.community->reveal(), std::move(own)).first->second;
    }
    const auto named = config_.auths.find(entry.auth);
    if (named == config_.auths.end()) return usageError(entry.where + ": no auth \"" + printable(entry.auth) + "\"");
    return named->second;
}

Result<std::shared_ptr<const ModuleSet>> Expansion::moduleSetOf(const TargetEntry& entry,
                                                                const std::vector<std::string>& modules) {
    auto& set = module_sets_[{modules, requestSettingsOf(entry.given)}];
    if (set != nullptr) return set;
    auto made = moduleSet(config_, modules, entry.given);
    if (!made) return usageError(entry.where + ": " + made.error().message);
    set = *made;
    return made;
}

// The targets of each of the entry's hosts, with everything but the host.
Result<std::vector<Target>> Expansion::patterns(const TargetEntry& entry) {
    const auto login = credentials(entry);
    if (!login) return tl::unexpected(login.error());
    std::vector<Target> patterns;
    const auto questions =
        questions_ == Questions::one ? std::vector{Question{entry.interval, entry.modules}} : questionsOf(entry);
    for (const Question& question : questions) {
        const auto set = moduleSetOf(entry, question.modules);
        if (!set) return tl::unexpected(set.error());
        Target& target = patterns.emplace_back();
        target.auth = entry.auth;
        target.credentials = *login;
        target.module_set = *set;
        static_cast<model::HostSettings&>(target) = entry;
        target.interval = question.interval;
        target.labels = entry.labels;
    }
    return patterns;
}

Result<void> Expansion::add(const TargetEntry& entry) {
    auto asked = patterns(entry);
    if (!asked) return tl::unexpected(asked.error());
    for (uint64_t i = 0; i < entry.spec.count; ++i) {
        for (Target& target : *asked)
            hostAt(entry.spec, i, target);
        if (const TargetEntry* first = taken_.put(asked->front(), entry))
            return usageError(entry.where + ": " + asked->front().host + " is given twice, first at " + first->where);
        targets_.insert(targets_.end(), asked->begin(), asked->end());
    }
    return {};
}

}  // namespace

Result<std::vector<Target>> expandTargets(const Config& config, Questions questions) {
    return Expansion(config, questions).run();
}

size_t countHosts(const std::vector<Target>& targets) {
    size_t count = 0;
    for (size_t i = 0; i < targets.size(); ++i)
        if (i == 0 || targets[i].host != targets[i - 1].host) ++count;
    return count;
}

}  // namespace snmpolld::config
