#include "supervisor/budgets.hpp"

#include <algorithm>
#include <utility>

#include "config/network.hpp"

namespace snmpolld::supervisor {

namespace {

constexpr size_t kKept = 1024;  // with fewer subnets than this, idle ones are not forgotten

}  // namespace

std::string_view budgetKindName(BudgetKind kind) {
    return kind == BudgetKind::site ? "site" : "subnet";
}

size_t Budgets::Lanes::polls() const {
    size_t sum = 0;
    for (const Lane* lane = first_; lane != nullptr; lane = lane->after)
        sum += lane->polls.size();
    return sum;
}

void Budgets::Lanes::push(Lane& lane) {
    lane.after = nullptr;
    (first_ == nullptr ? first_ : last_->after) = &lane;
    last_ = &lane;
}

Budgets::Lane& Budgets::Lanes::pop() {
    Lane& lane = *first_;
    first_ = std::exchange(lane.after, nullptr);
    return lane;
}

Budgets::Budgets(config::Budgets settings) : settings_(std::move(settings)), forget_at_(kKept) {}

Budgets::Claim Budgets::claim(const std::map<std::string, std::string>& labels, const model::Address& address,
                              MonoTime now) {
    Claim claim;
    if (settings_.hasSites()) claim.site = siteOf(labels);
    if (!settings_.subnet.none()) claim.subnet = subnetOf(address, now);
    return claim;
}

Budgets::Budget* Budgets::siteOf(const std::map<std::string, std::string>& labels) {
    const auto label = labels.find(settings_.label);
    if (label == labels.end()) return nullptr;
    const config::Limits& limits = settings_.ofSite(label->second);
    if (limits.none()) return nullptr;
    return &sites_.try_emplace(label->second, BudgetKind::site, limits).first->second;
}

Budgets::Budget* Budgets::subnetOf(const model::Address& address, MonoTime now) {
    if (subnets_.size() >= forget_at_) forgetIdle(now);
    const bool ipv4 = address.family == model::Family::ipv4;
    const auto network = config::networkOf(address, ipv4 ? settings_.prefix : settings_.prefix6);
    return &subnets_.try_emplace(network.base, BudgetKind::subnet, settings_.subnet).first->second;
}

// A sweep of a large network touches many subnets.
void Budgets::forgetIdle(MonoTime now) {
    for (auto it = subnets_.begin(); it != subnets_.end();)
        it = it->second.isIdle(now) ? subnets_.erase(it) : std::next(it);
    forget_at_ = std::max(kKept, 2 * subnets_.size());
}

void Budgets::wait(const Claim& claim, QueuedTask poll) {
    const auto [place, fresh] = lanes_.try_emplace(claim, Lane{claim});
    Lane& lane = place->second;
    lane.polls.push_back(std::move(poll));
    ++waiting_;
    if (lane.parked_at != nullptr) ++heldBy(*lane.parked_at);
    if (!fresh) return;
    ready_.push(lane);
    forEach(claim, [](Budget& budget) { ++budget.lanes; });
}

const QueuedTask* Budgets::next(MonoTime now) {
    wakeDue(now);
    while (!ready_.empty()) {
        Lane& lane = ready_.front();
        Budget* used_up = nullptr;
        forEach(lane.claim, [&](Budget& budget) {
            if (!budget.hasRoom(now)) used_up = &budget;
        });
        if (used_up == nullptr) return &lane.polls.front();
        park(ready_.pop(), *used_up, now);
        forEach(lane.claim, [&](Budget& budget) { settle(budget, now); });
    }
    return nullptr;
}

QueuedTask Budgets::take(MonoTime now) {
    Lane& lane = ready_.pop();
    const Claim claim = lane.claim;
    QueuedTask poll = std::move(lane.polls.front());
    lane.polls.pop_front();
    --waiting_;
    if (lane.polls.empty()) {
        forEach(claim, [](Budget& budget) { --budget.lanes; });
        lanes_.erase(claim);
    } else {
        ready_.push(lane);
    }
    hold(poll.task.id, claim);
    forEach(claim, [&](Budget& budget) {
        budget.tokens.spend(1, now);
        settle(budget, now);
    });
    return poll;
}

void Budgets::hold(uint64_t task_id, const Claim& claim) {
    claims_.emplace(task_id, claim);
    forEach(claim, [](Budget& budget) { ++budget.in_flight; });
}

void Budgets::ended(uint64_t task_id, uint64_t requests, MonoTime now) {
    const auto node = claims_.extract(task_id);
    if (!node) return;
    forEach(node.mapped(), [&](Budget& budget) {
        --budget.in_flight;
        if (requests > 1) budget.tokens.spend(static_cast<double>(requests - 1), now);
        settle(budget, now);
    });
}

void Budgets::park(Lane& lane, Budget& budget, MonoTime now) {
    lane.parked_at = &budget;
    budget.parked.push(lane);
    heldBy(budget) += lane.polls.size();
    if (budget.hasSlot()) wakeLater(budget, now);
}

// If the budget has room, the next lane that is parked at it becomes ready.
void Budgets::settle(Budget& budget, MonoTime now) {
    if (budget.parked.empty()) return;
    if (!budget.hasRoom(now)) {
        if (budget.hasSlot()) wakeLater(budget, now);
        return;
    }
    Lane& lane = budget.parked.pop();
    lane.parked_at = nullptr;
    heldBy(budget) -= lane.polls.size();
    ready_.push(lane);
}

// More tokens may be spent before that time comes; then settle() sets a later one.
void Budgets::wakeLater(Budget& budget, MonoTime now) {
    if (std::exchange(budget.wakes, true)) return;
    wakes_.push({budget.tokens.nextAt(now), &budget});
}

void Budgets::wakeDue(MonoTime now) {
    while (!wakes_.empty() && wakes_.top().at <= now) {
        Budget& budget = *wakes_.top().budget;
        wakes_.pop();
        budget.wakes = false;
        settle(budget, now);
    }
}

std::vector<QueuedTask> Budgets::clear() {
    std::vector<QueuedTask> polls;
    for (auto& [claim, lane] : lanes_) {
        std::ranges::move(lane.polls, std::back_inserter(polls));
        forEach(claim, [](Budget& budget) {
            budget.lanes = 0;
            budget.parked = {};
        });
    }
    lanes_.clear();
    ready_ = {};
    waiting_ = held_[0] = held_[1] = 0;
    return polls;
}

std::vector<BudgetReport> Budgets::report() const {
    std::vector<BudgetReport> reports;
    const auto add = [&](const Budget& budget, const auto& name) {
        if (budget.parked.empty()) return;
        reports.push_back({budget.kind, name(), budget.limits, budget.in_flight, budget.parked.polls()});
    };
    for (const auto& [name, budget] : sites_)
        add(budget, [&name = name] { return name; });
    for (const auto& [base, budget] : subnets_)
        add(budget, [&, &base = base] {
            const uint32_t length = base.family == model::Family::ipv4 ? settings_.prefix : settings_.prefix6;
            return config::Network{base, length}.toString();
        });
    std::ranges::sort(reports, [](const auto& a, const auto& b) {
        return a.waiting != b.waiting ? a.waiting > b.waiting : a.name < b.name;
    });
    return reports;
}

}  // namespace snmpolld::supervisor
