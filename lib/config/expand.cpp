#include "config/expand.hpp"

#include <map>
#include <unordered_map>

#include "base/text.hpp"

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

// Who has which host and port already. Addresses and names apart: a name may well be one of the addresses.
class Taken {
  public:
    // nullptr, or the entry that was first.
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

class Expansion {
  public:
    explicit Expansion(const Config& config) : config_(config) {}

    Result<std::vector<Target>> run() {
        for (const TargetEntry& entry : config_.targets)
            if (const auto done = add(entry); !done) return tl::unexpected(done.error());
        if (targets_.empty() && !config_.http.listen) return usageError(config_.file.string() + ": there is no target to poll");
        return std::move(targets_);
    }

  private:
    Result<void> add(const TargetEntry& entry);
    Result<std::shared_ptr<const ModuleSet>> question(const TargetEntry& entry);
    Result<std::shared_ptr<const Credentials>> credentials(const TargetEntry& entry);

    const Config& config_;
    Taken taken_;
    std::map<std::pair<std::vector<std::string>, Manner>, std::shared_ptr<const ModuleSet>> module_sets_;
    std::map<std::string, std::shared_ptr<const Credentials>, std::less<>> communities_;
    std::vector<Target> targets_;
};

// A community of the target's own goes with version 1 when the default auth does, else with 2c.
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

Result<std::shared_ptr<const ModuleSet>> Expansion::question(const TargetEntry& entry) {
    auto& set = module_sets_[{entry.modules, entry.manner}];
    if (set != nullptr) return set;
    auto made = moduleSet(config_, entry.modules, entry.manner);
    if (made) set = *made;
    return made;
}

Result<void> Expansion::add(const TargetEntry& entry) {
    const auto login = credentials(entry);
    if (!login) return tl::unexpected(login.error());
    const auto set = question(entry);
    if (!set) return usageError(entry.where + ": " + set.error().message);
    Target target;
    target.auth = entry.auth;
    target.credentials = *login;
    target.module_set = *set;
    target.interval = entry.interval;
    target.timeout = entry.timeout;
    target.timeout_min = entry.timeout_min;
    target.retries = entry.retries;
    target.deadline = entry.deadline;
    target.labels = entry.labels;
    for (uint64_t i = 0; i < entry.spec.count; ++i) {
        hostAt(entry.spec, i, target);
        if (const TargetEntry* first = taken_.put(target, entry))
            return usageError(entry.where + ": " + target.host + " is given twice, first at " + first->where);
        targets_.push_back(target);
    }
    return {};
}

}  // namespace

Result<std::vector<Target>> expandTargets(const Config& config) {
    return Expansion(config).run();
}

}  // namespace snmpolld::config
