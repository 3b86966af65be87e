#include "sweep_targets.hpp"

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iostream>

namespace snmpolld::daemon {

namespace {

std::string trimmed(const std::string& line) {
    const std::string text = line.substr(0, line.find('#'));
    const size_t first = text.find_first_not_of(" \t\r");
    if (first == std::string::npos) return "";
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

// The same protocol with another community. A host with a community is never polled with version 3.
std::shared_ptr<const model::Credentials> withCommunity(const model::Credentials& pattern, const Secret& community) {
    auto own = std::make_shared<model::Credentials>();
    own->version = pattern.version == model::Version::v3 ? model::Version::v2c : pattern.version;
    own->community = community;
    own->quirks = pattern.quirks;
    return own;
}

}  // namespace

Result<SweepTargets> SweepTargets::read(const std::vector<std::string>& arguments, model::Target pattern) {
    SweepTargets targets;
    targets.pattern_ = std::move(pattern);
    for (const std::string& argument : arguments)
        if (auto added = targets.addArgument(argument); !added) return tl::unexpected(added.error());
    return targets;
}

SweepTargets SweepTargets::of(std::vector<model::Target> complete) {
    SweepTargets targets;
    targets.count_ = complete.size();
    for (const model::Target& target : complete)
        targets.widest_ = std::max(targets.widest_, target.host.size());
    targets.complete_ = std::move(complete);
    return targets;
}

Result<void> SweepTargets::addArgument(const std::string& argument) {
    if (argument == "-") return addLines(std::cin, "stdin");
    if (!argument.starts_with('@')) return addTarget(argument);
    const std::string name = argument.substr(1);
    std::ifstream file(name);
    if (!file) return usageError(argument + ": open " + name + ": " + std::generic_category().message(errno));
    return addLines(file, name);
}

Result<void> SweepTargets::addLines(std::istream& in, const std::string& name) {
    std::string line;
    for (int number = 1; std::getline(in, line); ++number) {
        const std::string text = trimmed(line);
        if (text.empty()) continue;
        if (auto added = addTarget(text); !added)
            return withContext(name + ":" + std::to_string(number), added.error());
    }
    if (in.bad()) return usageError(name + ": read error");
    return {};
}

Result<void> SweepTargets::addTarget(const std::string& text) {
    auto spec = config::parseTarget(text);
    if (!spec) return tl::unexpected(spec.error());
    model::Target sample;
    for (const uint64_t index : {uint64_t{0}, spec->count - 1}) {
        config::hostAt(*spec, index, sample);
        widest_ = std::max(widest_, sample.host.size());
    }
    count_ += spec->count;
    auto credentials = spec->community ? withCommunity(*pattern_.credentials, *spec->community) : pattern_.credentials;
    entries_.push_back({std::move(*spec), std::move(credentials)});
    return {};
}

std::optional<model::Target> SweepTargets::next() {
    if (index_ < complete_.size()) return std::move(complete_[index_++]);
    if (entry_ == entries_.size()) return std::nullopt;
    const Entry& entry = entries_[entry_];
    model::Target target = pattern_;
    target.credentials = entry.credentials;
    config::hostAt(entry.spec, index_, target);
    if (++index_ == entry.spec.count) {
        ++entry_;
        index_ = 0;
    }
    return target;
}

}  // namespace snmpolld::daemon
