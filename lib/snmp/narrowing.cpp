#include "snmp/narrowing.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

namespace snmpolld::snmp {

namespace {

bool contains(std::span<const uint32_t> items, uint32_t item) {
    return std::ranges::find(items, item) != items.end();
}

// Moves the wanted ones to the front, in their order. Returns how many there are.
template <typename Wanted>
size_t bringForward(std::span<uint32_t> open, const Wanted& wanted) {
    return static_cast<size_t>(std::stable_partition(open.begin(), open.end(), wanted) - open.begin());
}

}  // namespace

// Between what has worked and what has not, the middle is tried.
size_t Narrowing::mostTogether() const {
    const size_t known = limit_ == 0 ? kNone : limit_;
    if (suspect_ != kNone) return std::min(known, std::max<size_t>(1, proven_));
    return doubt_ == kNone ? known : std::min(known, std::max(proven_, (proven_ + doubt_) / 2));
}

Narrowing::Trouble& Narrowing::trouble() {
    if (!trouble_) trouble_ = std::make_unique<Trouble>();
    return *trouble_;
}

size_t Narrowing::choose(std::span<uint32_t> open, size_t most) {
    const Trouble& known = trouble();
    most = std::max<size_t>(1, std::min(most, mostTogether()));
    const auto sizes = [](const Failure& f) { return std::tuple(f.pending.size(), f.items.size(), f.is_explained); };
    const auto smallest = std::ranges::min_element(known.failures, {}, sizes);
    detour_ = true;
    if (smallest != known.failures.end())
        if (const size_t chosen = chooseFrom(*smallest, open)) return std::min(chosen, most);
    const size_t together = bringForward(open, [&](uint32_t item) { return !contains(known.alone, item); });
    if (together == 0) {
        detour_ = contains(known.doubtful, open.front());
        return 1;
    }
    const size_t chosen = std::min(together, most);
    detour_ = doubt_ != kNone && chosen > proven_;
    return chosen;
}

// Half of what has failed; once half of it has worked, the other half. What an error named comes last.
size_t Narrowing::chooseFrom(const Failure& failure, std::span<uint32_t> open) const {
    const auto is_pending = [&](uint32_t item) { return contains(failure.pending, item); };
    const auto is_named = [&](uint32_t item) {
        return contains(trouble_->alone, item) && !contains(trouble_->doubtful, item);
    };
    const size_t pending = bringForward(open, [&](uint32_t item) { return is_pending(item) && !is_named(item); });
    if (pending == 0) return std::min<size_t>(1, bringForward(open, is_pending));
    if (failure.is_explained) return pending;
    const bool half_worked = 2 * pending <= failure.items.size() + 1 && pending < failure.items.size();
    return half_worked ? pending : std::max<size_t>(1, pending / 2);
}

void Narrowing::failed(std::span<const uint32_t> items, bool doubtful) {
    if (items.size() == 1) return askAlone(items.front(), doubtful);
    const std::vector<uint32_t> all(items.begin(), items.end());
    trouble().failures.push_back({.items = all, .pending = all});
}

void Narrowing::answered(std::span<const uint32_t> items) {
    proven_ = std::max(proven_, items.size());
    if (limit_ != 0 && limit_ < proven_) limit_ = 0;
    if (trouble_) {
        std::erase_if(trouble_->alone, [&](uint32_t item) { return contains(items, item); });
        for (Failure& failure : trouble_->failures) {
            std::erase_if(failure.pending, [&](uint32_t item) { return contains(items, item); });
            if (failure.pending.empty() && !failure.is_explained) tooMany(failure.items.size());
        }
        std::erase_if(trouble_->failures, [](const Failure& failure) { return failure.pending.empty(); });
    }
    if (doubt_ <= proven_) doubt_ = kNone;
    if (suspect_ <= proven_) suspect_ = kNone;
}

void Narrowing::tooMany(size_t count) {
    if (doubt_ != kNone || !confirms_) {
        doubt_ = std::min(doubt_, count);
        return;
    }
    in_vain_ = suspect_ == kNone ? 1 : in_vain_ + 1;
    suspect_ = std::min(suspect_, count);
    if (in_vain_ == kInVain) doubt_ = std::exchange(suspect_, kNone);
}

void Narrowing::askAlone(uint32_t item, bool doubtful) {
    Trouble& known = trouble();
    if (!contains(known.alone, item)) known.alone.push_back(item);
    if (doubtful && !contains(known.doubtful, item)) known.doubtful.push_back(item);
}

bool Narrowing::isAlone(uint32_t item) const {
    return trouble_ && contains(trouble_->alone, item);
}

void Narrowing::explained(uint32_t item) {
    if (!trouble_) return;
    std::erase(trouble_->alone, item);
    for (Failure& failure : trouble_->failures) {
        if (!contains(failure.items, item)) continue;
        if (!failure.is_explained) unproven_ = std::max(unproven_, failure.items.size() - 1);
        failure.is_explained = true;
        std::erase(failure.pending, item);
        failure.items = failure.pending;
    }
    std::erase_if(trouble_->failures, [](const Failure& failure) { return failure.pending.empty(); });
}

size_t Narrowing::untried(size_t most) const {
    const size_t known = doubt_ == kNone ? unproven_ : (proven_ + doubt_) / 2;
    const size_t count = std::min(most, suspect_ == kNone ? known : suspect_);
    return count > proven_ ? count : 0;
}

uint32_t Narrowing::learnedLimit() const {
    return suspect_ == kNone ? limit() : static_cast<uint32_t>(std::max<size_t>(1, proven_));
}

uint32_t Narrowing::limit() const {
    return doubt_ == kNone ? limit_ : static_cast<uint32_t>(std::max<size_t>(1, proven_));
}

}  // namespace snmpolld::snmp
