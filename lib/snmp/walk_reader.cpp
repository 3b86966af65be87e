#include "snmp/walk_reader.hpp"

#include <algorithm>
#include <array>

#include "snmp/net_snmp.hpp"
#include "snmp/values.hpp"

namespace snmpolld::snmp {

namespace {

using model::Status;

const std::string kTooFew = "an answer with too few varbinds";
const std::string kNotTheEnd = "an end where there are rows behind";

// The name of a varbind, decoded.
class Name {
  public:
    explicit Name(const RawVarbind& varbind) : count_(subIds(varbind.name, ids_)) {}
    operator RowName() const { return {ids_.data(), count_}; }

  private:
    std::array<uint32_t, kMaxSubIds> ids_;
    size_t count_;
};

bool isUnder(RowName name, const model::Oid& root) {
    const auto ids = root.ids();
    return name.size() >= ids.size() && std::ranges::equal(ids, name.first(ids.size()));
}

bool follows(RowName name, const model::Oid& at) {
    return std::ranges::lexicographical_compare(at.ids(), name);
}

bool isException(const RawVarbind& v) {
    return v.tag == SNMP_NOSUCHOBJECT || v.tag == SNMP_NOSUCHINSTANCE || v.tag == SNMP_ENDOFMIBVIEW;
}

// The rest of its rows in the answer in hand is of no use.
void hold(Walk& walk, bool suspects = false) {
    walk.held = true;
    walk.suspects = suspects;
}

// FNV-1a.
uint64_t hashOf(RowName name) {
    uint64_t h = 0xcbf29ce484222325ULL;
    for (const uint64_t id : name)
        h = (h ^ id) * 0x100000001b3ULL;
    return h;
}

}  // namespace

WalkReader::Read WalkReader::read(AnswerVarbinds answer, std::span<const uint32_t> asking, Asked request,
                                  model::VarbindColumns& values) {
    aside_.clear();
    for (const uint32_t number : asking)
        walks_[number].held = walks_[number].came = walks_[number].unnamed = false;
    const size_t stride = request.clock_repeats ? strideOf(answer, asking) : asking.size();
    values.reserveMore(request.varbinds);
    too_few_ = answer.count() < asking.size();
    Read out;
    for (size_t column = 0; !answer.atEnd();
         answer.next(), ++out.varbinds, column = column + 1 == stride ? 0 : column + 1) {
        if (!request.is_bulk && out.varbinds >= asking.size()) break;
        if (column == asking.size()) continue;
        Walk& walk = walks_[asking[column]];
        if (out.varbinds >= request.varbinds && isEndOf(walk, answer)) break;  // more than was asked for
        const std::string* const damage = step(walk, answer, asking, request.is_smallest, walk.aside ? aside_ : values);
        if (damage != nullptr && out.damage.empty()) out.damage = *damage;
        if (out.damage.empty()) ++out.sound;
    }
    return out;
}

// Whether the varbind would end the walk.
bool WalkReader::isEndOf(const Walk& walk, const AnswerVarbinds& answer) const {
    if (answer.damage() != nullptr) return false;
    return isException(*answer) || !isUnder(Name(*answer), *walk.root);
}

bool WalkReader::isDisproved(const Walk& walk) const {
    return !asked_.requests.allow_nonincreasing_oids && std::ranges::any_of(walks_, [&](const Walk& other) {
        return other.rows > 0 && follows(other.at.ids(), walk.at);
    });
}

void WalkReader::holdAll(std::span<const uint32_t> asking) {
    for (const uint32_t number : asking)
        if (walks_[number].open) hold(walks_[number]);
}

// Behind the end that the answer in hand has brought comes what is next in the MIB: no row of another column that is
// walked, which would stand here for want of a varbind, and no further row of this one.
const std::string* WalkReader::stepBehindEnd(Walk& walk, const AnswerVarbinds& answer,
                                             std::span<const uint32_t> asking) {
    if (walk.stopped || answer.damage() != nullptr || isException(*answer)) return nullptr;
    const Name name(*answer);
    if (isOfOther(walk, answer, asking)) {
        holdAll(asking);
        return &kTooFew;
    }
    if (!isUnder(name, *walk.root) || !follows(name, walk.at)) return nullptr;
    walk.open = true;
    hold(walk);
    return &kNotTheEnd;
}

// Whether it is the next row of another column that is walked, so that the answer lacks a varbind. At the end of a
// column, the first row of another one may follow, which then stands in its own place as well.
bool WalkReader::isOfOther(const Walk& walk, const AnswerVarbinds& answer, std::span<const uint32_t> asking) const {
    const Name name(*answer);
    const auto own = std::ranges::find_if(asking, [&](uint32_t number) { return &walks_[number] == &walk; });
    const auto other = std::ranges::find_if(asking, [&](uint32_t number) {
        const Walk& at = walks_[number];
        return at.open && !walk.root->startsWith(*at.root) && isUnder(name, *at.root) && follows(name, at.at);
    });
    if (other == asking.end()) return false;
    if (walks_[*other].rows > 0) return true;
    if (other < own) return false;
    AnswerVarbinds place = answer;
    for (auto column = own; column != other && !place.atEnd(); ++column)
        place.next();
    return place.atEnd() || !std::ranges::equal(RowName(Name(*place)), RowName(name));
}

// The answer to a request in which sysUpTime travels along once, from an agent that repeats it in each row, has more
// varbinds in a row than there are subtrees. From the second row on they are objects of the group `system`.
size_t WalkReader::strideOf(AnswerVarbinds answer, std::span<const uint32_t> asking) const {
    static const model::Oid system{1, 3, 6, 1, 2, 1, 1};
    const size_t width = asking.size();
    const auto inside = [&](const AnswerVarbinds& at, size_t column) {
        return !at.atEnd() && isUnder(Name(*at), *walks_[asking[column]].root);
    };
    for (size_t i = 0; i < width && !answer.atEnd(); ++i)
        answer.next();
    if (answer.atEnd() || !isUnder(Name(*answer), system)) return width;
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
    const Name name(*answer);
    if (!isUnder(name, *walk.root) || !follows(name, walk.at)) return false;
    if (answer.count() % asking.size() != 0) return false;
    const model::Oid first{RowName(name)};
    for (size_t i = 0; i < asking.size(); ++i)
        answer.next();
    return answer.atEnd() || follows(Name(*answer), first);
}

// The agent whose damaged values stay so does not lose any, and what is empty beside them is meant to be.
const Damage* WalkReader::credible(const AnswerVarbinds& answer) const {
    const Damage* const damage = answer.damage();
    const bool is_unfounded = damage != nullptr && damage->suspected && damages_ > 0;
    return is_unfounded ? nullptr : damage;
}

// One varbind of a walk's column. Behind the column's end an agent goes on with what is next in its MIB, which is of no
// interest. Returns what is wrong with it if it is damaged, and not yet credible: a value may be damaged because it is,
// or because the answer is larger than the agent can make, so it is asked for again alone until it is clear which of
// the two this agent does.
const std::string* WalkReader::step(Walk& walk, const AnswerVarbinds& answer, std::span<const uint32_t> asking,
                                    bool smallest, model::VarbindColumns& values) {
    if (walk.held) return nullptr;
    if (!walk.open) return stepBehindEnd(walk, answer, asking);
    const Name name(*answer);
    const bool is_doubtful = !isConfirmed(walk, smallest);
    const Damage* const damage = credible(answer);
    if (damage == nullptr && isException(*answer)) {
        if (is_doubtful && (*answer).tag == SNMP_ENDOFMIBVIEW && isDisproved(walk)) {
            hold(walk);
            return &kNotTheEnd;
        }
        takeException(walk, (*answer).tag, name, values);
        return nullptr;
    }
    const bool named = damage == nullptr || damage->named;
    walk.unnamed |= !named;
    if (!named && walk.passes) return nullptr;
    const bool inside = named && isUnder(name, *walk.root);
    if (!named || (inside && damage != nullptr && damages_ < kDamagesChecked && is_doubtful)) {
        hold(walk, damage->suspected);
        return &damage->why;
    }
    if (!inside && isOfOther(walk, answer, asking)) {
        holdAll(asking);
        return &kTooFew;
    }
    if (!inside && too_few_ && is_doubtful) {
        hold(walk);
        return &kTooFew;
    }
    if (!(inside ? advances(walk, name) : asked_.requests.allow_nonincreasing_oids || follows(name, walk.at))) {
        stopDisordered(walk, name);
        return nullptr;
    }
    walk.open = inside;
    if (inside) takeRow(walk, answer, name, values);
    return nullptr;
}

// An exception ends the walk. Only endOfMibView may (RFC 3416 section 4.2.2), but agents have others there, too, with
// the name that they were asked with. One with the name of a row further on says that this row has no value.
void WalkReader::takeException(Walk& walk, uint8_t tag, RowName name, model::VarbindColumns& values) {
    const bool is_row =
        tag != SNMP_ENDOFMIBVIEW && isUnder(name, *walk.root) && advances(walk, name) && follows(name, walk.at);
    if (!is_row || walk.rows == asked_.requests.max_rows) {
        walk.open = false;
        return;
    }
    walk.at.assign(name);
    walk.came = true;
    ++walk.rows;
    const std::string why = tag == SNMP_NOSUCHOBJECT ? "answered with noSuchObject" : "answered with noSuchInstance";
    values.addName(name);
    values.addFailure(model::Type::Missing, why, {});
    if (!walk.aside) troubles_.add(Status::bad_response, why + " for " + walk.at.toString());
}

void WalkReader::takeRow(Walk& walk, const AnswerVarbinds& answer, RowName name, model::VarbindColumns& values) {
    if (walk.rows == asked_.requests.max_rows)
        return stop(walk, Status::partial,
                    "more than " + std::to_string(asked_.requests.max_rows) + " rows (max_rows) under " +
                        walk.root->toString() + ", stopped after " + walk.at.toString());
    walk.at.assign(name);
    values.addName(name);
    walk.came = true;
    ++walk.rows;
    rows_ += walk.aside ? 0 : 1;
    const Damage* const damage = credible(answer);
    if (damage == nullptr) {
        readValue(*answer, values);
        return;
    }
    values.addFailure(model::Type::Malformed, damage->why, damage->octets);
    ++damages_;
    walk.doubted.clear();
    if (walk.aside) return;
    troubles_.add(Status::bad_response, damage->why + " for " + walk.at.toString());
}

void WalkReader::stopDisordered(Walk& walk, RowName name) {
    const bool too_many = walk.seen.size() >= kMaxSeen;
    stop(walk, Status::bad_response,
         "OID " + model::Oid(name).toString() +
             (too_many ? " is one of too many that are in no order" : " does not follow " + walk.at.toString()));
}

bool WalkReader::advances(Walk& walk, RowName name) const {
    if (!asked_.requests.allow_nonincreasing_oids) return follows(name, walk.at);
    return walk.seen.size() < kMaxSeen && walk.seen.insert(hashOf(name)).second;
}

void WalkReader::stop(Walk& walk, Status status, const std::string& why) {
    walk.open = false;
    walk.stopped = true;
    if (!walk.aside) troubles_.add(status, why);
}

}  // namespace snmpolld::snmp
