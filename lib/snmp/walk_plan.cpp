#include "snmp/walk_plan.hpp"

#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>
#undef non_repeaters
#undef max_repetitions

#include <algorithm>

#include "snmp/error_text.hpp"
#include "snmp/values.hpp"

namespace snmpolld::snmp {

namespace {

using model::Status;

constexpr size_t kErrorsShown = 3;

std::span<const oid> nameOf(const variable_list& v) {
    return {v.name, v.name_length};
}

bool isUnder(const variable_list& v, const model::Oid& root) {
    const auto ids = root.ids();
    return v.name_length >= ids.size() && std::equal(ids.begin(), ids.end(), v.name);
}

bool follows(const variable_list& v, const model::Oid& at) {
    const auto ids = at.ids();
    return std::lexicographical_compare(ids.begin(), ids.end(), v.name, v.name + v.name_length);
}

std::string textOf(const variable_list& v) {
    model::Oid out;
    for (const oid id : nameOf(v))
        out.push_back(static_cast<uint32_t>(id));
    return out.toString();
}

// FNV-1a.
uint64_t hashOf(const variable_list& v) {
    uint64_t h = 0xcbf29ce484222325ULL;
    for (const oid id : nameOf(v))
        h = (h ^ id) * 0x100000001b3ULL;
    return h;
}

// An OID of one sub-identifier cannot be sent; nothing stands between 1 and 1.0.
model::Oid startOf(const model::Oid& root) {
    model::Oid at = root;
    if (at.size() == 1) at.push_back(0);
    return at;
}

}  // namespace

WalkPlan::WalkPlan(const model::ModuleSet& asked, bool is_v1, const model::Learned& learned)
    : asked_(asked),
      is_v1_(is_v1),
      no_bulk_(learned.no_bulk),
      limit_(learned.max_answer_varbinds),
      most_(std::max(asked.requests.max_repetitions, kAnswerVarbinds)),
      full_answers_(learned.full_answers) {
    if (limit_ == 0 || limit_ > most_) limit_ = most_;
    walks_.reserve(asked.walk.size());
    for (const model::Oid& root : asked.walk)
        walks_.push_back({.root = &root, .at = startOf(root)});
    for (const model::RowFilter& filter : asked.filters)
        if (!isWalked(filter.column))
            walks_.push_back({.root = &filter.column, .at = startOf(filter.column), .aside = true});
}

bool WalkPlan::isWalked(const model::Oid& oid) const {
    return std::ranges::any_of(walks_, [&](const Walk& walk) { return oid.startsWith(*walk.root); });
}

bool WalkPlan::isStopped(const model::Oid& column) const {
    return std::ranges::any_of(walks_, [&](const Walk& walk) { return walk.stopped && column.startsWith(*walk.root); });
}

bool WalkPlan::add(const model::Oid& root) {
    const auto has = [&](const Walk& walk) { return !walk.aside && root.startsWith(*walk.root); };
    if (std::ranges::any_of(walks_, has)) return false;
    asking_.clear();  // what it points at may move
    walks_.push_back({.root = &root, .at = startOf(root)});
    return true;
}

void WalkPlan::leaveOut(std::span<const model::Oid> subtrees) {
    std::erase_if(walks_, [&](const Walk& walk) {
        return std::ranges::any_of(subtrees, [&](const model::Oid& left) { return walk.root->startsWith(left); });
    });
}

bool WalkPlan::begin() {
    asking_.clear();
    oids_.clear();
    while (first_open_ < walks_.size() && !walks_[first_open_].open)
        ++first_open_;
    for (size_t i = first_open_; i < walks_.size() && asking_.size() < width_; ++i)
        if (walks_[i].open) asking_.push_back(&walks_[i]);
    for (const Walk* walk : asking_)
        oids_.push_back(&walk->at);
    if (asking_.empty()) return false;
    wants_bulk_ = bulk_ = !is_v1_ && !no_bulk_ && !next_without_bulk_;
    next_without_bulk_ = false;
    const auto fitting = limit_ / static_cast<uint32_t>(asking_.size());
    repetitions_ = bulk_ ? std::clamp(fitting, 1U, asked_.requests.max_repetitions) : 1;
    firstTry();
    return true;
}

void WalkPlan::firstTry() {
    tries_.clear();
    sendAsItIs();
}

void WalkPlan::retry(bool last_try) {
    if (bulk_) askForLess(last_try);
    sendAsItIs();
}

void WalkPlan::askForLess(bool last_try) {
    const auto asked = repetitions_ * static_cast<uint32_t>(asking_.size());
    if (asked > kLargeAnswer) lowerTo(asked / 2);
    repetitions_ = std::max(1U, repetitions_ / 2);
    if (last_try) bulk_ = false;
}

void WalkPlan::answersTry(size_t number) {
    const Size& size = tries_.at(number);
    bulk_ = size.bulk;
    repetitions_ = size.repetitions;
    limit_ = size.limit;
    full_answers_ = size.full_answers;
}

void WalkPlan::lowerTo(uint32_t varbinds) {
    limit_ = std::max(1U, varbinds);
    full_answers_ = 0;
}

const char* WalkPlan::take(const variable_list* first, std::vector<model::Varbind>& values) {
    size_t varbinds = 0;
    for (const variable_list* v = first; v != nullptr; v = v->next_variable)
        ++varbinds;
    if (varbinds == 0) return "it has no varbinds";
    if (varbinds > asking_.size() * repetitions_) return "it has more varbinds than were asked for";
    malformed_ = false;
    aside_.clear();
    size_t position = 0;
    for (const variable_list* v = first; v != nullptr; v = v->next_variable) {
        Walk& walk = *asking_[position++ % asking_.size()];
        step(walk, *v, walk.aside ? aside_ : values);
    }
    adapt(varbinds);
    return malformed_ ? "a value is of an unknown type" : nullptr;
}

// One varbind of a walk's column. Behind its end an agent goes on with what is next in its MIB: of no interest.
void WalkPlan::step(Walk& walk, const variable_list& v, std::vector<model::Varbind>& values) {
    if (!walk.open) return;
    if (v.type == SNMP_ENDOFMIBVIEW) {
        walk.open = false;
        return;
    }
    const bool inside = isUnder(v, *walk.root);
    if (!(inside ? advances(walk, v) : asked_.requests.allow_nonincreasing_oids || follows(v, walk.at))) {
        const char* const what =
            walk.seen.size() >= kMaxSeen ? " is one of too many without order" : " does not follow ";
        return stop(walk, Status::bad_response,
                    "OID " + textOf(v) + what + (walk.seen.size() >= kMaxSeen ? "" : walk.at.toString()));
    }
    walk.open = inside;
    if (!inside) return;
    if (walk.rows == asked_.requests.max_rows)
        return stop(walk, Status::partial,
                    "more than " + std::to_string(asked_.requests.max_rows) + " rows (max_rows) under " +
                        walk.root->toString() + ", stopped after " + walk.at.toString());
    model::Varbind& value = values.emplace_back();
    malformed_ |= !readValue(v, value);
    readOid(v, walk.at);
    value.oid = walk.at;
    ++walk.rows;
    rows_ += walk.aside ? 0 : 1;
}

bool WalkPlan::advances(Walk& walk, const variable_list& v) {
    if (!asked_.requests.allow_nonincreasing_oids) return follows(v, walk.at);
    return walk.seen.size() < kMaxSeen && walk.seen.insert(hashOf(v)).second;
}

// The first trouble gives the status.
void WalkPlan::stop(Walk& walk, Status status, const std::string& why) {
    walk.open = false;
    walk.stopped = true;
    if (walk.aside) return;
    if (errors_++ == 0) status_ = status;
    if (errors_ <= kErrorsShown) error_ += (error_.empty() ? "" : "; ") + why;
}

// What an answer of so many varbinds teaches.
void WalkPlan::adapt(size_t varbinds) {
    const size_t width = asking_.size();
    const bool all_ended = std::ranges::none_of(asking_, [](const Walk* walk) { return walk->open; });
    if (wants_bulk_) countBulk(varbinds);
    if (no_bulk_) return tryBulkAgain();
    if (!bulk_) return;
    if (varbinds < width * repetitions_) {
        if (all_ended) return;
        lowerTo(static_cast<uint32_t>(varbinds));
        width_ = std::min(width, varbinds);
    } else if (++full_answers_ >= kFullAnswers) {
        limit_ = std::min(most_, limit_ + std::max(1U, limit_ / 4));
        full_answers_ = 0;
    }
}

// A GETBULK whose last try was a GETNEXT, and only that was answered.
void WalkPlan::countBulk(size_t varbinds) {
    const bool failed = !bulk_ && varbinds <= asking_.size();
    bulk_failures_ = failed ? bulk_failures_ + 1 : 0;
    no_bulk_ = bulk_failures_ >= kBulkFailures;
    if (no_bulk_) limit_ = most_;
}

// What was learned in a bad hour is not for ever; one more failure will do then.
void WalkPlan::tryBulkAgain() {
    if (++full_answers_ < kBulkAgain) return;
    full_answers_ = 0;
    no_bulk_ = false;
    bulk_failures_ = kBulkFailures - 1;
}

void WalkPlan::refused(long error_status, long index) {
    const size_t width = asking_.size();
    if (index > 0 && static_cast<size_t>(index) > width) index = 0;
    if (index == 0 && width == 1) index = 1;
    const bool too_big = error_status == SNMP_ERR_TOOBIG;
    if (too_big && bulk_ && repetitions_ > 1) return lowerTo(repetitions_ * static_cast<uint32_t>(width) / 2);
    if (width > 1 && (too_big || (!bulk_ && index == 0))) {
        width_ = width / 2;
        return;
    }
    if (bulk_) {
        next_without_bulk_ = true;
        if (!too_big && ++bulk_failures_ >= kBulkFailures) no_bulk_ = true;
        return;
    }
    Walk& walk = *asking_[static_cast<size_t>(std::max(index, 1L)) - 1];
    if (error_status == SNMP_ERR_NOSUCHNAME)
        walk.open = false;
    else
        stop(walk, Status::agent_error, errorFor(error_status, walk.at));
}

std::string WalkPlan::standing() const {
    if (!anyRows() || asking_.empty()) return "";
    return "; the walk stands at " + asking_.front()->at.toString();
}

std::vector<model::Oid> WalkPlan::emptyRoots() const {
    std::vector<model::Oid> out;
    for (const Walk& walk : walks_)
        if (walk.rows == 0 && !walk.stopped && !walk.aside && walk.root->size() > 2) out.push_back(*walk.root);
    return out;
}

void WalkPlan::saveTo(model::Learned& learned) const {
    if (walks_.empty()) return;
    learned.no_bulk = no_bulk_;
    learned.max_answer_varbinds = limit_ == most_ ? 0 : limit_;
    learned.full_answers = limit_ == most_ && !no_bulk_ ? 0 : full_answers_;
}

}  // namespace snmpolld::snmp
