// Turns: what waits until a host has room for one more poll, and until the end of its gap: polls of its questions that
// have become due, and inquiries that somebody else has asked. A question that is under way does not wait, which its
// caller sees to.
#pragma once

#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "base/clock.hpp"
#include "model/host_record.hpp"
#include "model/target.hpp"
#include "supervisor/host.hpp"

namespace snmpolld::supervisor {

// A poll that is not on the schedule, of what `target` asks.
struct Inquiry {
    model::Target target;
    std::function<void(const model::HostRecord&)> answered;  // its record, part by part
};

// A poll of a host's question that is due.
struct DuePoll {
    Question* question;
    WallTime scheduled;
    MonoTime due;  // the same
};

class Turns {
  public:
    static constexpr size_t kMaxWaiting = 16;  // inquiries to one host
    using Turn = std::variant<DuePoll, Inquiry>;

    // An inquiry is under way: the record of what is `asked` for it, which lives as long, is taken by it.
    void begin(const model::Target& asked, Inquiry inquiry) { under_way_.insert_or_assign(&asked, std::move(inquiry)); }
    // Gives the record to its inquiry, which ends with the last part.
    void answer(const model::HostRecord& record);

    // false: too many wait.
    bool wait(Host& host, Inquiry inquiry);
    // false: its question waits already.
    bool wait(Host& host, DuePoll poll);
    bool isWaiting(const Host& host) const { return !waiting_.empty() && waiting_.contains(&host); }
    bool isWaiting(const Host& host, const Question& question) const;

    // Of those that wait, the next one: a due poll after an inquiry, and the other way round.
    std::optional<Turn> take(const Host& host);
    // The due poll of the question, when it waits.
    std::optional<DuePoll> take(const Host& host, const Question& question);
    // Of all hosts.
    std::vector<std::pair<Host*, DuePoll>> takeAllDue();
    std::vector<Inquiry> takeAllInquiries();

    // A host whose next turn comes at host.rests_until.
    void rest(Host& host) { resting_.emplace(host.rests_until, &host); }
    // The host is about to go.
    void forget(Host& host) { resting_.erase({host.rests_until, &host}); }
    std::vector<Host*> takeRested(MonoTime now);
    MonoTime nextRested() const { return resting_.empty() ? MonoTime::max() : resting_.begin()->first; }

  private:
    struct Queue {
        Host* host;
        std::deque<DuePoll> due{};
        std::deque<Inquiry> inquiries{};
        bool inquiry_next = false;

        bool empty() const { return due.empty() && inquiries.empty(); }
    };

    Queue& queueOf(Host& host) { return waiting_.try_emplace(&host, Queue{&host}).first->second; }

    std::unordered_map<const model::Target*, Inquiry> under_way_;
    std::unordered_map<const Host*, Queue> waiting_;
    std::set<std::pair<MonoTime, Host*>> resting_;
};

}  // namespace snmpolld::supervisor
