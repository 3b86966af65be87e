#include "supervisor/hosts.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace snmpolld::supervisor {

Host& Hosts::add(model::Target target) {
    const uint32_t number = takeNumber();
    Host& host = *(slots_[number] = std::make_unique<Host>(std::move(target)));
    host.id = number;
    host.seq = sequences_.take(host.target.host);
    by_name_.emplace(host.target.host, number);
    return host;
}

Question& Hosts::addQuestion(Host& host, model::Target target) {
    Question* last = &host;
    while (last->further)
        last = last->further.get();
    last->further = std::make_unique<Question>(std::move(target));
    Question& question = *last->further;
    question.id = takeNumber();
    further_.emplace(question.id, Place{&host, &question});
    return question;
}

void Hosts::drop(Host& host, bool waits) {
    if (!host.removed && !host.further) return;
    for (std::unique_ptr<Question>* place = &host.further; *place;) {
        if (!(*place)->removed || (*place)->isUnderWay()) {
            place = &(*place)->further;
            continue;
        }
        further_.erase((*place)->id);
        free_.push_back((*place)->id);
        *place = std::move((*place)->further);
    }
    if (!host.removed || host.open_polls != 0 || waits) return;
    sequences_.keep(host.target.host, host.seq);
    by_name_.erase(host.target.host);
    free_.push_back(host.id);
    slots_[host.id].reset();
}

Hosts::Place Hosts::at(uint32_t question) {
    if (Host* host = slots_[question].get()) return {host, host};
    return further_.at(question);
}

void Hosts::prefetch(uint32_t question) const {
    if (question < slots_.size() && slots_[question]) fetch(*slots_[question]);
}

const Host* Hosts::find(const std::string& name) const {
    const auto it = by_name_.find(name);
    return it == by_name_.end() ? nullptr : slot(it->second);
}

Host* Hosts::known(const std::string& name) {
    const auto it = by_name_.find(name);
    return it == by_name_.end() ? nullptr : slots_[it->second].get();
}

// The edit distance is at least the difference of the lengths, so few of 100,000 names need to be compared.
std::string Hosts::nearest(const std::string& word) const {
    std::vector<std::string_view> candidates;
    for (const auto& [name, number] : by_name_)
        if (!slots_[number]->removed &&
            std::max(name.size(), word.size()) <= std::min(name.size(), word.size()) + word.size() / 3)
            candidates.emplace_back(name);
    std::ranges::sort(candidates);
    return nearestWord(word, candidates);
}

const Host* Hosts::slot(size_t number) const {
    const Host* host = slots_[number].get();
    return host != nullptr && !host->removed ? host : nullptr;
}

Host* Hosts::known(size_t number) {
    return slots_[number].get();
}

std::vector<uint64_t> Hosts::lastOutcomes() const {
    std::vector<uint64_t> counts(model::kStatusCount);
    for (const auto& host : slots_)
        if (const auto last = host ? lastOutcome(*host) : std::nullopt) ++counts[static_cast<size_t>(*last)];
    return counts;
}

uint32_t Hosts::takeNumber() {
    if (free_.empty()) {
        free_.push_back(static_cast<uint32_t>(slots_.size()));
        slots_.emplace_back();
    }
    const uint32_t number = free_.back();
    free_.pop_back();
    return number;
}

}  // namespace snmpolld::supervisor
