#include "snmp/walk_reader.hpp"

#include <algorithm>

#include "snmp/net_snmp.hpp"
#include "snmp/values.hpp"

namespace snmpolld::snmp {

namespace {

using model::Status;

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

bool isException(const variable_list& v) {
    return v.type == SNMP_NOSUCHOBJECT || v.type == SNMP_NOSUCHINSTANCE || v.type == SNMP_ENDOFMIBVIEW;
}

// FNV-1a.
uint64_t hashOf(const variable_list& v) {
    uint64_t h = 0xcbf29ce484222325ULL;
    for (const oid id : nameOf(v))
        h = (h ^ id) * 0x100000001b3ULL;
    return h;
}

}  // namespace

WalkReader::Read WalkReader::read(AnswerVarbinds answer, std::span<const uint32_t> asking, bool smallest,
                                  bool clock_repeats, std::vector<model::Varbind>& values) {
    aside_.clear();
    for (const uint32_t number : asking)
        walks_[number].held = false;
    const size_t stride = clock_repeats ? strideOf(answer, asking) : asking.size();
    Read out;
    for (size_t column = 0; !answer.atEnd();
         answer.next(), ++out.varbinds, column = column + 1 == stride ? 0 : column + 1) {
        if (column == asking.size()) continue;
        Walk& walk = walks_[asking[column]];
        const bool is_sound = step(walk, answer, smallest, walk.aside ? aside_ : values);
        if (!is_sound && out.damage.empty()) out.damage = answer.damage()->why;
        if (out.damage.empty()) ++out.sound;
    }
    return out;
}

// The answer to a request in which sysUpTime travels along once, from an agent that repeats it in each row, has more
// varbinds in a row than there are subtrees. From the second row on they are objects of the group `system`.
size_t WalkReader::strideOf(AnswerVarbinds answer, std::span<const uint32_t> asking) const {
    static const model::Oid system{1, 3, 6, 1, 2, 1, 1};
    const size_t width = asking.size();
    const auto inside = [&](const AnswerVarbinds& at, size_t column) {
        return !at.atEnd() && isUnder(*at, *walks_[asking[column]].root);
    };
    for (size_t i = 0; i < width && !answer.atEnd(); ++i)
        answer.next();
    if (answer.atEnd() || !isUnder(*answer, system)) return width;
    size_t as_asked = 0;
    size_t repeated = 0;
    for (size_t column = 0; column < width && !answer.atEnd(); ++column) {
        as_asked += inside(answer, column) ? 1 : 0;
        answer.next();
        repeated += inside(answer, column) ? 1 : 0;
    }
    return repeated >= as_asked ? width + 1 : width;
}

bool WalkReader::beginsWithRow(AnswerVarbinds answer, std::span<const uint32_t> asking) const {
    const Walk& walk = walks_[asking.front()];
    if (!isUnder(*answer, *walk.root) || !follows(*answer, walk.at)) return false;
    if (answer.count() % asking.size() != 0) return false;
    model::Oid first;
    readOid(*answer, first);
    for (size_t i = 0; i < asking.size(); ++i)
        answer.next();
    return answer.atEnd() || follows(*answer, first);
}

// One varbind of a walk's column. Behind the column's end an agent goes on with what is next in its MIB, which is of no
// interest. False: it is damaged, and not yet credible: a value may be damaged because it is, or because the answer is
// larger than the agent can make, so it is asked for again alone until it is clear which of the two this agent does.
bool WalkReader::step(Walk& walk, const AnswerVarbinds& answer, bool smallest, std::vector<model::Varbind>& values) {
    if (!walk.open || walk.held) return true;
    const variable_list& v = *answer;
    const Damage* const damage = answer.damage();
    if (damage == nullptr && isException(v)) {
        walk.open = false;
        return true;
    }
    const bool named = damage == nullptr || damage->named;
    const bool inside = named && isUnder(v, *walk.root);
    if (!named || (inside && damage != nullptr && damages_ < kDamagesChecked && !isConfirmed(walk, smallest))) {
        walk.held = true;
        return false;
    }
    if (!(inside ? advances(walk, v) : asked_.requests.allow_nonincreasing_oids || follows(v, walk.at))) {
        stopDisordered(walk, v);
        return true;
    }
    walk.open = inside;
    if (inside) takeRow(walk, answer, values);
    return true;
}

void WalkReader::takeRow(Walk& walk, const AnswerVarbinds& answer, std::vector<model::Varbind>& values) {
    if (walk.rows == asked_.requests.max_rows)
        return stop(walk, Status::partial,
                    "more than " + std::to_string(asked_.requests.max_rows) + " rows (max_rows) under " +
                        walk.root->toString() + ", stopped after " + walk.at.toString());
    model::Varbind& value = values.emplace_back();
    readOid(*answer, walk.at);
    value.oid = walk.at;
    ++walk.rows;
    rows_ += walk.aside ? 0 : 1;
    const Damage* const damage = answer.damage();
    if (damage == nullptr) {
        readValue(*answer, value);
        return;
    }
    value.type = model::Type::Malformed;
    value.value = model::Failure{.why = damage->why, .octets = damage->octets};
    ++damages_;
    walk.doubted.clear();
    if (walk.aside) return;
    troubles_.add(Status::bad_response, damage->why + " for " + walk.at.toString());
}

void WalkReader::stopDisordered(Walk& walk, const variable_list& v) {
    const bool too_many = walk.seen.size() >= kMaxSeen;
    stop(walk, Status::bad_response,
         "OID " + textOf(v) +
             (too_many ? " is one of too many that are in no order" : " does not follow " + walk.at.toString()));
}

bool WalkReader::advances(Walk& walk, const variable_list& v) const {
    if (!asked_.requests.allow_nonincreasing_oids) return follows(v, walk.at);
    return walk.seen.size() < kMaxSeen && walk.seen.insert(hashOf(v)).second;
}

void WalkReader::stop(Walk& walk, Status status, const std::string& why) {
    walk.open = false;
    walk.stopped = true;
    if (!walk.aside) troubles_.add(status, why);
}

}  // namespace snmpolld::snmp
