#include "supervisor/turns.hpp"

#include <utility>

namespace snmpolld::supervisor {

// The callback may ask again.
void Turns::answer(const Host& host, const model::HostRecord& record) {
    const auto it = under_way_.find(&host);
    if (it == under_way_.end()) return;
    if (!record.last) return it->second.answered(record);
    const Inquiry inquiry = std::move(it->second);
    under_way_.erase(it);
    inquiry.answered(record);
}

bool Turns::wait(const Host& host, Inquiry inquiry) {
    std::deque<Inquiry>& queue = waiting_[&host];
    if (queue.size() >= kMaxWaiting) return false;
    queue.push_back(std::move(inquiry));
    return true;
}

bool Turns::waitScheduled(const Host& host, WallTime scheduled) {
    return scheduled_.emplace(&host, scheduled).second;
}

std::optional<WallTime> Turns::takeScheduled(const Host& host) {
    const auto node = scheduled_.extract(&host);
    return node ? std::optional(node.mapped()) : std::nullopt;
}

std::optional<Inquiry> Turns::take(const Host& host) {
    const auto it = waiting_.find(&host);
    if (it == waiting_.end()) return std::nullopt;
    Inquiry inquiry = std::move(it->second.front());
    it->second.pop_front();
    if (it->second.empty()) waiting_.erase(it);
    return inquiry;
}

std::vector<Turns::Scheduled> Turns::takeAllScheduled() {
    std::vector<Scheduled> out;
    for (const auto& [host, at] : std::exchange(scheduled_, {}))
        out.push_back({host, at});
    return out;
}

std::vector<Inquiry> Turns::takeAll() {
    std::vector<Inquiry> out;
    for (auto& [host, queue] : std::exchange(waiting_, {}))
        for (Inquiry& inquiry : queue)
            out.push_back(std::move(inquiry));
    return out;
}

}  // namespace snmpolld::supervisor
