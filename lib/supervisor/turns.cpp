#include "supervisor/turns.hpp"

#include <algorithm>

namespace snmpolld::supervisor {

namespace {

template <typename T>
T takeFirst(std::deque<T>& queue) {
    T first = std::move(queue.front());
    queue.pop_front();
    return first;
}

}  // namespace

// The callback may ask again.
void Turns::answer(const model::HostRecord& record) {
    const auto it = under_way_.find(record.target);
    if (it == under_way_.end()) return;
    if (!record.last) return it->second.answered(record);
    const Inquiry inquiry = std::move(it->second);
    under_way_.erase(it);
    inquiry.answered(record);
}

bool Turns::wait(Host& host, Inquiry inquiry) {
    std::deque<Inquiry>& inquiries = queueOf(host).inquiries;
    if (inquiries.size() >= kMaxWaiting) return false;
    inquiries.push_back(std::move(inquiry));
    return true;
}

bool Turns::wait(Host& host, DuePoll poll) {
    if (isWaiting(host, *poll.question)) return false;
    queueOf(host).due.push_back(poll);
    return true;
}

bool Turns::isWaiting(const Host& host, const Question& question) const {
    if (waiting_.empty()) return false;
    const auto it = waiting_.find(&host);
    return it != waiting_.end() &&
           std::ranges::find(it->second.due, &question, &DuePoll::question) != it->second.due.end();
}

std::optional<Turns::Turn> Turns::take(const Host& host) {
    const auto it = waiting_.find(&host);
    if (it == waiting_.end()) return std::nullopt;
    Queue& queue = it->second;
    queue.inquiry_next = !queue.inquiries.empty() && (queue.inquiry_next || queue.due.empty());
    Turn turn = queue.inquiry_next ? Turn(takeFirst(queue.inquiries)) : Turn(takeFirst(queue.due));
    queue.inquiry_next = !queue.inquiry_next;
    if (queue.empty()) waiting_.erase(it);
    return turn;
}

std::optional<DuePoll> Turns::take(const Host& host, const Question& question) {
    const auto queue = waiting_.find(&host);
    if (queue == waiting_.end()) return std::nullopt;
    std::deque<DuePoll>& due = queue->second.due;
    const auto it = std::ranges::find(due, &question, &DuePoll::question);
    if (it == due.end()) return std::nullopt;
    const DuePoll poll = *it;
    due.erase(it);
    if (queue->second.empty()) waiting_.erase(queue);
    return poll;
}

std::vector<std::pair<Host*, DuePoll>> Turns::takeAllDue() {
    std::vector<std::pair<Host*, DuePoll>> out;
    for (auto& [host, queue] : waiting_)
        for (const DuePoll& poll : std::exchange(queue.due, {}))
            out.emplace_back(queue.host, poll);
    std::erase_if(waiting_, [](const auto& entry) { return entry.second.empty(); });
    return out;
}

std::vector<Inquiry> Turns::takeAllInquiries() {
    std::vector<Inquiry> out;
    for (auto& [host, queue] : waiting_)
        std::ranges::move(std::exchange(queue.inquiries, {}), std::back_inserter(out));
    std::erase_if(waiting_, [](const auto& entry) { return entry.second.empty(); });
    return out;
}

std::vector<Host*> Turns::takeRested(MonoTime now) {
    std::vector<Host*> out;
    while (nextRested() <= now) {
        out.push_back(resting_.begin()->second);
        resting_.erase(resting_.begin());
    }
    return out;
}

}  // namespace snmpolld::supervisor
