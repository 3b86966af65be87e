#include "snmp/walk_plan.hpp"

#include <algorithm>

#include "snmp/error_text.hpp"
#include "snmp/net_snmp.hpp"

namespace snmpolld::snmp {

namespace {

using model::Status;

// Rows whose names cannot be read, one behind the other, that a walk gets past, and one more.
constexpr uint32_t kPassed = 5;

// How often in a row noSuchName must be said of a walk that had rows, or that has rows behind, before it is its end.
constexpr int kFalseEnds = 4;

// An OID of one sub-identifier cannot be sent; nothing stands between 1 and 1.0.
model::Oid startOf(const model::Oid& root) {
    model::Oid at = root;
    if (at.size() == 1) at.push_back(0);
    return at;
}

// Behind all OIDs of a subtree.
model::Oid endOf(const model::Oid& root) {
    model::Oid end = root;
    if (end.size() < model::Oid::kMaxSize) end.push_back(0xffffffffU);
    return end;
}

bool isInside(const std::vector<Walk>& walks, const model::Oid& oid) {
    return std::ranges::any_of(walks, [&](const Walk& walk) { return oid.startsWith(*walk.root); });
}

// Of the walks with these numbers.
std::vector<model::Oid> positionsOf(const std::vector<Walk>& walks, std::span<const uint32_t> numbers) {
    std::vector<model::Oid> out;
    for (const uint32_t number : numbers)
        out.push_back(walks[number].at);
    return out;
}

// Where a walk has passed, nothing is silent any more.
void forgetSilence(SilentOids& silent, const model::Oid& before, const Walk& walk) {
    silent.removeBetween(before, walk.open || walk.stopped ? walk.at : endOf(*walk.root));
}

// A walk for a filter only says nothing.
void tellMissing(WalkTroubles& troubles, const Walk& walk, Status status, const std::string& why) {
    if (!walk.aside) troubles.addMissing(*walk.root, status, why, walk.at);
}

void endPass(Walk& walk) {
    walk.passes = false;
    if (!walk.open || walk.came) return;
    walk.open = false;
    walk.stopped = true;
}

}  // namespace

WalkPlan::WalkPlan(const model::ModuleSet& asked, bool is_v1, const model::Learned& learned, SilentOids& silent,
                   WalkTroubles& troubles)
    : size_(asked.requests.max_repetitions, is_v1, learned),
      silent_(silent),
      clock_(asked.requests.rates ? 1 : 0),
      narrowing_(learned.max_walk_columns),
      troubles_(troubles),
      reader_(asked, walks_, troubles) {
    walks_.reserve(asked.walk.size());
    for (const model::Oid& root : asked.walk)
        walks_.push_back({.root = &root, .at = startOf(root)});
    for (const model::RowFilter& filter : asked.filters)
        if (!isInside(walks_, filter.column))
            walks_.push_back({.root = &filter.column, .at = startOf(filter.column), .aside = true});
}

bool WalkPlan::add(const model::Oid& root) {
    const auto has = [&](const Walk& walk) { return !walk.aside && root.startsWith(*walk.root); };
    if (std::ranges::any_of(walks_, has)) return false;
    walks_.push_back({.root = &root, .at = startOf(root)});
    return true;
}

void WalkPlan::leaveOut(std::span<const model::Oid> subtrees) {
    std::erase_if(walks_, [&](const Walk& walk) {
        return std::ranges::any_of(subtrees, [&](const model::Oid& left) { return walk.root->startsWith(left); });
    });
}

bool WalkPlan::begin() {
    oids_.clear();
    if (!silent_.empty()) avoidSilence();
    while (first_open_ < walks_.size() && !walks_[first_open_].open)
        ++first_open_;
    if (first_open_ == walks_.size()) return false;
    const bool careful = choose();
    for (const uint32_t number : asking_)
        oids_.push_back(&walks_[number].at);
    size_.begin(asking_.size(), careful);
    if (walks_[asking_.front()].passes) size_.repeatAtMost(kPassed);
    return true;
}

// A walk that has come to where the host did not answer the last time pauses there, or must not silence its neighbours.
void WalkPlan::avoidSilence() {
    for (uint32_t number = 0; number < walks_.size(); ++number) {
        const Walk& walk = walks_[number];
        if (!walk.open || !silent_.isKnown(walk.at)) continue;
        if (silent_.pauses(walk.at))
            giveUp(number, Status::timeout, silent_.reason(walk.at));
        else
            narrowing_.askAlone(number, true);
    }
}

// Fills asking_. Returns whether the request should be of the smallest kind.
bool WalkPlan::choose() {
    const bool narrows = narrowing_.isActive();
    const size_t most = narrows ? walks_.size() : size_.maxWidth();
    asking_.clear();
    for (size_t i = first_open_; i < walks_.size() && asking_.size() < most; ++i)
        if (walks_[i].open) asking_.push_back(static_cast<uint32_t>(i));
    detour_ = false;
    if (!narrows) return false;
    size_t chosen = narrowing_.choose(asking_, size_.maxWidth());
    detour_ = narrowing_.isDetour();
    if (!detour_ && chosen > 1 && narrowing_.limit() != 0 && chosen >= narrowing_.limit()) chosen -= clock_;
    asking_.resize(chosen);
    return detour_ || (narrowing_.isAlone(asking_.front()) && !walks_[asking_.front()].passes);
}

void WalkPlan::describe(Request& out) const {
    out.oids = oids();
    out.ask = size_.isBulk() ? Ask::get_bulk : Ask::get_next;
    if (size_.isBulk()) out.max_repetitions = size_.repetitions();
}

Verdict WalkPlan::take(AnswerVarbinds answer, model::VarbindColumns& values, bool clock_repeats) {
    if (answer.atEnd()) return empty();
    const std::vector<model::Oid> before = silent_.empty() ? std::vector<model::Oid>() : positionsOf(walks_, asking_);
    const auto read = reader_.read(answer, asking_,
                                   {.is_bulk = size_.isBulk(),
                                    .varbinds = size_.varbinds(),
                                    .is_smallest = size_.isSmallest(),
                                    .clock_repeats = clock_repeats},
                                   values);
    for (size_t i = 0; i < before.size(); ++i)
        forgetSilence(silent_, before[i], walks_[asking_[i]]);
    narrowing_.answered(asking_);
    for (const uint32_t number : asking_)
        walks_[number].refused = 0;
    if (const uint32_t first = asking_.front(); walks_[first].passes) {
        endPass(walks_[first]);
        narrowing_.explained(first);
    }
    forgetDoubt();
    if (!read.damage.empty())
        settle(read.sound, read.damage);
    else
        size_.learn(read.varbinds, std::ranges::none_of(asking_, [&](uint32_t number) { return walks_[number].open; }));
    return {Verdict::Step::next};
}

// A value that was damaged in a large answer is sound in a small one: the size of answers is to blame, for all of them.
void WalkPlan::forgetDoubt() {
    Walk& walk = walks_[asking_.front()];
    if (walk.doubted.empty() || walk.held) return;
    const bool sound = walk.open && walk.doubted != walk.at && size_.isSmallest() && !walk.suspects;
    walk.doubted.clear();
    if (!sound) return;
    size_.lowerTo(small_enough_);
    for (uint32_t number = 0; number < walks_.size(); ++number) {
        if (walks_[number].doubted.empty()) continue;
        walks_[number].doubted.clear();
        narrowing_.explained(number);
    }
}

// The answer had so many varbinds before the first that was not credible.
void WalkPlan::settle(size_t sound, const std::string& damage) {
    for (const uint32_t number : std::vector(asking_)) {
        Walk& walk = walks_[number];
        if (!walk.held) continue;
        if (reader_.isConfirmed(walk, size_.isSmallest())) {
            if (walk.unnamed && size_.hasBulk())
                passOver(number, damage);
            else
                giveUp(number, Status::bad_response, damage);
            continue;
        }
        walk.doubted = walk.at;
        narrowing_.askAlone(number, false);
        small_enough_ = static_cast<uint32_t>(std::max<size_t>(1, sound));
    }
}

// Nobody can ask for what follows a row whose name cannot be read; but with the rows in front of it, those behind it
// come as well.
void WalkPlan::passOver(uint32_t number, const std::string& damage) {
    Walk& walk = walks_[number];
    tellMissing(troubles_, walk, Status::bad_response, damage);
    walk.passes = true;
    narrowing_.explained(number);
    narrowing_.askAlone(number, false);
}

// An agent that answers with no varbinds at all answers smaller requests, or its walk is over.
Verdict WalkPlan::empty() {
    if (size_.shrink(false)) return {Verdict::Step::next};
    if (asking_.size() > 1)
        narrowing_.failed(asking_);
    else if (Walk& walk = walks_[asking_.front()]; ++walk.refused < 2)
        narrowing_.askAlone(asking_.front(), false);
    else
        giveUp(asking_.front(), Status::bad_response, "answered without any varbind");
    return {Verdict::Step::next};
}

void WalkPlan::giveUp(uint32_t number, Status status, const std::string& why) {
    Walk& walk = walks_[number];
    walk.open = false;
    walk.stopped = true;
    narrowing_.explained(number);
    tellMissing(troubles_, walk, status, why);
}

// What is remembered is the OID that was asked with: the root, or the last row, behind which an agent may be silent
// because the next column is.
void WalkPlan::unanswered(const InVain& what, bool may_narrow) {
    if (may_narrow && asking_.size() > 1) return narrowing_.failed(asking_);
    for (const uint32_t number : std::vector(asking_)) {
        if (what.status == Status::timeout) silent_.add(walks_[number].at);
        giveUp(number, what.status, what.why);
    }
}

void WalkPlan::refused(long error_status, long index) {
    if (size_.shrink(error_status == SNMP_ERR_TOOBIG)) return;
    const bool points = index > 0 && index <= static_cast<long>(asking_.size());
    if (asking_.size() > 1) {
        const std::span all(asking_);
        return narrowing_.failed(points ? all.subspan(static_cast<size_t>(index - 1), 1) : all, !points);
    }
    Walk& walk = walks_[asking_.front()];
    const bool is_end = error_status == SNMP_ERR_NOSUCHNAME;
    const int needed = !is_end ? 2 : walk.rows > 0 || reader_.isDisproved(walk) ? kFalseEnds : 1;
    if (++walk.refused < needed) return narrowing_.askAlone(asking_.front(), false);
    if (!is_end) return giveUp(asking_.front(), Status::agent_error, errorStatusName(error_status));
    walk.open = false;
    narrowing_.explained(asking_.front());
}

void WalkPlan::abandon(Status status, const std::string& why) {
    for (uint32_t number = 0; number < walks_.size(); ++number)
        if (walks_[number].open) giveUp(number, status, why);
}

std::string WalkPlan::standing() const {
    if (reader_.rows() == 0 || asking_.empty()) return "";
    return "; the walk had come to " + walks_[asking_.front()].at.toString();
}

void WalkPlan::saveTo(model::Learned& learned) const {
    if (walks_.empty()) return;
    size_.saveTo(learned);
    learned.max_walk_columns = narrowing_.learnedLimit();
}

}  // namespace snmpolld::snmp
