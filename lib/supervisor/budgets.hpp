// Budgets: holds back polls whose site or subnet has as many polls with workers, or has had as many requests, as its
// limits allow. Called only by the Dispatcher; times are passed in. What a poll costs here depends neither on how many
// polls wait nor on what they wait for.
//
// Polls with the same budgets wait in one lane, in order. A lane is either ready, when its first poll may be able to
// start, or parked at a budget that is used up. A budget that has room again makes one of its parked lanes ready. When
// a poll of that lane has taken the room, or the lane must wait for its other budget instead, the next parked lane
// follows if there is still room.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <queue>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"
#include "config/budget_settings.hpp"
#include "model/address.hpp"
#include "model/poll_task.hpp"
#include "base/token_bucket.hpp"

namespace snmpolld::supervisor {

// A task that no worker has yet.
struct QueuedTask {
    model::PollTask task;
    int twin = -1;       // see pool::Workers::pick
    bool alone = false;  // it needs a worker of its own
};

enum class BudgetKind : uint8_t { site, subnet };
inline constexpr size_t kBudgetKinds = 2;
std::string_view budgetKindName(BudgetKind kind);

// A budget that polls are waiting for.
struct BudgetReport {
    BudgetKind kind;
    std::string name;  // "ams", "192.0.2.0/24"
    config::Limits limits;
    uint32_t in_flight = 0;
    size_t waiting = 0;
};

class Budgets {
    struct Budget;
    struct Lane;

  public:
    // The budgets that a poll needs. If there are none, it may start at any time.
    struct Claim {
        Budget* site = nullptr;
        Budget* subnet = nullptr;

        explicit operator bool() const { return site != nullptr || subnet != nullptr; }
        auto operator<=>(const Claim&) const = default;
    };

    explicit Budgets(config::Budgets settings);
    Budgets(const Budgets&) = delete;

    const config::Budgets& settings() const { return settings_; }
    bool any() const { return settings_.hasSites() || !settings_.subnet.none(); }

    Claim claim(const std::map<std::string, std::string>& labels, const model::Address& address, MonoTime now);
    void wait(const Claim& claim, QueuedTask poll);

    // The poll that is to start next; null: none may start now.
    const QueuedTask* next(MonoTime now);
    // Takes the poll that next() has just returned. It holds its claim until ended() is called.
    QueuedTask take(MonoTime now);
    // Makes a poll hold its claim without waiting: a worker already had it when these budgets were set.
    void hold(uint64_t task_id, const Claim& claim);
    // Releases the claim of a poll, for which `requests` requests were sent. Does nothing if it holds none.
    void ended(uint64_t task_id, uint64_t requests, MonoTime now);

    // When next() may return another poll even if none has ended by then; as of the last call of next().
    MonoTime wakeAt() const { return wakes_.empty() ? MonoTime::max() : wakes_.top().at; }

    size_t waiting() const { return waiting_; }
    size_t held(BudgetKind kind) const { return held_[static_cast<size_t>(kind)]; }  // of these, at such a budget
    size_t ready() const { return waiting_ - held_[0] - held_[1]; }                  // of these, in ready lanes
    size_t subnets() const { return subnets_.size(); }                               // whose budgets are in memory
    std::vector<QueuedTask> clear();                                                 // those that waited, unordered
    // The budgets that polls are waiting for, sorted by how many are waiting, the most first.
    std::vector<BudgetReport> report() const;

  private:
    // A queue of lanes, linked by Lane::after.
    class Lanes {
      public:
        bool empty() const { return first_ == nullptr; }
        size_t polls() const;
        Lane& front() const { return *first_; }
        void push(Lane& lane);
        Lane& pop();

      private:
        Lane* first_ = nullptr;
        Lane* last_ = nullptr;
    };
    struct Budget {
        Budget(BudgetKind of, const config::Limits& limited)
            : kind(of), limits(limited), tokens(limited.requests_per_second) {}

        BudgetKind kind;
        config::Limits limits;
        TokenBucket tokens;
        uint32_t in_flight = 0;
        uint32_t lanes = 0;  // that need this budget
        Lanes parked{};
        bool wakes = false;  // it is in wakes_

        bool hasSlot() const { return limits.in_flight == 0 || in_flight < limits.in_flight; }
        bool hasRoom(MonoTime now) { return hasSlot() && tokens.ready(now); }
        bool isIdle(MonoTime now) { return in_flight == 0 && lanes == 0 && !wakes && tokens.isFull(now); }
    };
    struct Lane {
        Claim claim;
        std::deque<QueuedTask> polls{};
        Budget* parked_at = nullptr;
        Lane* after = nullptr;
    };
    struct Wake {
        MonoTime at;
        Budget* budget;

        bool operator>(const Wake& other) const { return at > other.at; }
    };

    template <typename Use>
    static void forEach(const Claim& claim, Use use) {
        if (claim.site != nullptr) use(*claim.site);
        if (claim.subnet != nullptr) use(*claim.subnet);
    }
    Budget* siteOf(const std::map<std::string, std::string>& labels);
    Budget* subnetOf(const model::Address& address, MonoTime now);
    void forgetIdle(MonoTime now);
    size_t& heldBy(const Budget& budget) { return held_[static_cast<size_t>(budget.kind)]; }
    void park(Lane& lane, Budget& budget, MonoTime now);
    void settle(Budget& budget, MonoTime now);
    void wakeLater(Budget& budget, MonoTime now);
    void wakeDue(MonoTime now);

    config::Budgets settings_;
    std::map<std::string, Budget, std::less<>> sites_;
    std::unordered_map<model::Address, Budget, model::AddressHash> subnets_;  // by the first address of the subnet
    std::map<Claim, Lane> lanes_;
    Lanes ready_;
    std::priority_queue<Wake, std::vector<Wake>, std::greater<>> wakes_;
    std::unordered_map<uint64_t, Claim> claims_;  // of polls that were taken, by task id
    size_t waiting_ = 0;
    size_t held_[kBudgetKinds] = {};
    size_t forget_at_;  // number of subnets at which idle ones are forgotten
};

}  // namespace snmpolld::supervisor
