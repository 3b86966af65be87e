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
    : asked_(asked), size_(asked.requests.max_repetitions, is_v1, learned) {
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
    for (size_t i = first_open_; i < walks_.size() && asking_.size() < size_.maxWidth(); ++i)
        if (walks_[i].open) asking_.push_back(&walks_[i]);
    for (const Walk* walk : asking_)
        oids_.push_back(&walk->at);
    if (asking_.empty()) return false;
    size_.begin(asking_.size());
    return true;
}

void WalkPlan::describe(Request& out) const {
    out.oids = oids_;
    out.ask = size_.isBulk() ? Ask::get_bulk : Ask::get_next;
    if (size_.isBulk()) out.max_repetitions = size_.repetitions();
}

const char* WalkPlan::take(const variable_list* first, std::vector<model::Varbind>& values) {
    size_t varbinds = 0;
    for (const variable_list* v = first; v != nullptr; v = v->next_variable)
        ++varbinds;
    if (varbinds == 0) return "it has no varbinds";
    if (varbinds > size_.varbinds()) return "it has more varbinds than were asked for";
    bool well_formed = true;
    aside_.clear();
    size_t position = 0;
    for (const variable_list* v = first; v != nullptr; v = v->next_variable) {
        Walk& walk = *asking_[position++ % asking_.size()];
        well_formed &= step(walk, *v, walk.aside ? aside_ : values);
    }
    size_.learn(varbinds, std::ranges::none_of(asking_, [](const Walk* walk) { return walk->open; }));
    return well_formed ? nullptr : "a value is of an unknown type";
}

// One varbind of a walk's column. Behind the column's end an agent goes on with what is next in its MIB, which is of no
// interest.
bool WalkPlan::step(Walk& walk, const variable_list& v, std::vector<model::Varbind>& values) {
    if (!walk.open) return true;
    if (v.type == SNMP_ENDOFMIBVIEW) {
        walk.open = false;
        return true;
    }
    const bool inside = isUnder(v, *walk.root);
    if (!(inside ? advances(walk, v) : asked_.requests.allow_nonincreasing_oids || follows(v, walk.at))) {
        stopDisordered(walk, v);
        return true;
    }
    walk.open = inside;
    if (!inside) return true;
    if (walk.rows == asked_.requests.max_rows) {
        stop(walk, Status::partial,
             "more than " + std::to_string(asked_.requests.max_rows) + " rows (max_rows) under " + walk.root->toString() +
                 ", stopped after " + walk.at.toString());
        return true;
    }
    model::Varbind& value = values.emplace_back();
    const bool well_formed = readValue(v, value);
    readOid(v, walk.at);
    value.oid = walk.at;
    ++walk.rows;
    rows_ += walk.aside ? 0 : 1;
    return well_formed;
}

void WalkPlan::stopDisordered(Walk& walk, const variable_list& v) {
    const bool too_many = walk.seen.size() >= kMaxSeen;
    stop(walk, Status::bad_response,
         "OID " + textOf(v) +
             (too_many ? " is one of too many that are in no order" : " does not follow " + walk.at.toString()));
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

void WalkPlan::refused(long error_status, long index) {
    const size_t width = asking_.size();
    if (index > 0 && static_cast<size_t>(index) > width) index = 0;
    if (index == 0 && width == 1) index = 1;
    if (size_.shrink(error_status == SNMP_ERR_TOOBIG, index != 0)) return;
    Walk& walk = *asking_[static_cast<size_t>(std::max(index, 1L)) - 1];
    if (error_status == SNMP_ERR_NOSUCHNAME)
        walk.open = false;
    else
        stop(walk, Status::agent_error, errorFor(error_status, walk.at));
}

std::string WalkPlan::standing() const {
    if (!anyRows() || asking_.empty()) return "";
    return "; the walk had come to " + asking_.front()->at.toString();
}

std::vector<model::Oid> WalkPlan::emptyRoots() const {
    std::vector<model::Oid> out;
    for (const Walk& walk : walks_)
        if (walk.rows == 0 && !walk.stopped && !walk.aside && walk.root->size() > 2) out.push_back(*walk.root);
    return out;
}

void WalkPlan::saveTo(model::Learned& learned) const {
    if (!walks_.empty()) size_.saveTo(learned);
}

}  // namespace snmpolld::snmp
