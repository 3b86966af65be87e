#include "supervisor/waiters.hpp"

#include <algorithm>

namespace snmpolld::supervisor {

void Waiters::add(const Host& host, const std::vector<Question*>& questions, Answered answered) {
    waiters_.emplace(&host, Waiter{std::move(answered), {questions.begin(), questions.end()}});
}

bool Waiters::want(const Host& host, const Question& question) const {
    const auto [first, end] = waiters_.equal_range(&host);
    return std::any_of(first, end, [&](const auto& entry) {
        return std::ranges::find(entry.second.open, &question) != entry.second.open.end();
    });
}

void Waiters::answer(const Host& host, const Question& question, const model::HostRecord& record) {
    const auto [first, end] = waiters_.equal_range(&host);
    for (auto it = first; it != end;) {
        Waiter& waiter = it->second;
        const auto open = std::ranges::find(waiter.open, &question);
        const auto at = it++;
        if (open == waiter.open.end()) continue;
        if (record.last) waiter.open.erase(open);
        waiter.answered(record, !waiter.open.empty());
        if (waiter.open.empty()) waiters_.erase(at);
    }
}

}  // namespace snmpolld::supervisor
