#include "snmp/gets.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "snmp/answer_check.hpp"
#include "snmp/error_text.hpp"
#include "snmp/net_snmp.hpp"
#include "snmp/values.hpp"

namespace snmpolld::snmp {

namespace {

using model::Status;
using model::Type;

// An OID behind which the wanted one comes next, unless there is something between them.
model::Oid oidBefore(const model::Oid& wanted) {
    const auto ids = wanted.ids();
    model::Oid out(ids.first(ids.size() - 1));
    if (ids.back() > 0) out.push_back(ids.back() - 1);
    return out;
}

// The varbind of this OID: in its place, or else wherever it is.
std::optional<AnswerVarbinds> findVarbind(AnswerVarbinds answer, size_t place, const model::Oid& wanted) {
    std::optional<AnswerVarbinds> found;
    for (size_t i = 0; !answer.atEnd(); answer.next(), ++i) {
        const bool named = answer.damage() == nullptr || answer.damage()->named;
        if (!named || !sameOid(*answer, wanted)) continue;
        if (i == place) return answer;
        if (!found) found = answer;
    }
    return found;
}

// Few are asked for one by one. Many may be wrong because they were too many.
void narrowRest(Narrowing& narrowing, const std::vector<uint32_t>& whole, const std::vector<uint32_t>& rest) {
    constexpr size_t kFew = 3;
    if (rest.size() > kFew) return narrowing.failed(whole);
    for (const uint32_t position : rest)
        narrowing.askAlone(position, true);
}

}  // namespace

// What the host did not answer the last time is left out, or must not silence its neighbours again.
Gets::Gets(const std::vector<model::Oid>& asked, const RequestRoom& room, const model::Learned& learned,
           SilentOids& silent, Parts parts)
    : asked_(asked), silent_(silent), plan_(asked, room, learned), results_(asked, parts.hidden), quiet_(parts.quiet) {
    if (silent_.empty()) return;
    for (uint32_t position = 0; position < asked_.size(); ++position) {
        const model::Oid& oid = asked_[position];
        if (silent_.pauses(oid))
            giveUp(position, Type::Missing, {.why = silent_.reason(oid)}, Status::timeout);
        else if (silent_.isKnown(oid))
            plan_.narrowing().askAlone(position, true);
        if (silent_.answersNext(oid)) by_next_.emplace_back(position, InVain{});
    }
}

bool Gets::begin(bool may_narrow) {
    before_.reset();
    measuring_ = 0;
    if (!plan_.begin()) return may_narrow && measure();
    if (plan_.oids().size() == 1 &&
        std::ranges::count(by_next_, plan_.positions().front(), &std::pair<uint32_t, InVain>::first) > 0) {
        before_ = std::make_unique<const model::Oid>(oidBefore(*plan_.oids().front()));
        before_at_ = before_.get();
    }
    return true;
}

// How many OIDs the agent answers at a time is found out with those that it has answered, so that the next poll knows.
bool Gets::measure() {
    if (!was_silent_ && plan_.narrowing().limit() == 0) return false;
    measuring_ = plan_.narrowing().untried(std::min(RequestPlan::kMaxVarbinds, plan_.answeredCount()));
    if (measuring_ == 0) return false;
    plan_.beginAgain(measuring_);
    return true;
}

void Gets::describe(Request& out) const {
    out.ask = before_ ? Ask::get_next : Ask::get;
    out.oids = before_ ? std::span(&before_at_, 1) : plan_.oids();
}

Verdict Gets::take(AnswerVarbinds answer, const model::ClockMark* clock, bool may_narrow) {
    if (measuring_ > 0) return measured(!answer.anyDamage() && !mismatch(answer, plan_.oids()));
    if (before_) return takeNext(answer);
    const auto other = mismatch(answer, plan_.oids());
    if (other || answer.anyDamage())
        return takeSome(answer, other.value_or("its values are damaged"), clock, may_narrow);
    results_.mark(plan_.positions(), clock);
    for (const uint32_t position : plan_.positions()) {
        set(position, *answer);
        answer.next();
    }
    plan_.answered();
    return {Verdict::Step::next};
}

void Gets::set(uint32_t position, const RawVarbind& value) {
    readValue(value, results_.slot(position));
    results_.confirm(position);
    any_answered_ = &asked_[position];
    silent_.remove(asked_[position]);
}

// What an answer says of the OIDs that were asked for, by their positions.
struct Gets::Sorted {
    std::vector<uint32_t> sound{};
    std::vector<std::pair<uint32_t, const Damage*>> damaged{};
    std::vector<uint32_t> absent{};
};

Gets::Sorted Gets::sort(AnswerVarbinds answer, bool final) {
    Sorted out;
    for (size_t i = 0; i < plan_.positions().size(); ++i) {
        const uint32_t position = plan_.positions()[i];
        const auto found = findVarbind(answer, i, asked_[position]);
        if (!found) {
            out.absent.push_back(position);
        } else if (const Damage* const damage = found->damage(); damage != nullptr && !(final && damage->suspected)) {
            out.damaged.emplace_back(position, damage);
        } else {
            set(position, **found);
            out.sound.push_back(position);
        }
    }
    return out;
}

// What matches is kept; the rest is asked for again, in smaller requests. What is wrong although it was asked for alone
// has its reason.
Verdict Gets::takeSome(AnswerVarbinds answer, const std::string& why, const model::ClockMark* clock, bool may_narrow) {
    const std::vector<uint32_t> positions(plan_.positions().begin(), plan_.positions().end());
    const bool final = !may_narrow || (positions.size() == 1 && plan_.isDetour());
    Sorted sorted = sort(answer, final);
    if (sorted.sound.empty() && sorted.damaged.empty() && !final) return noted(why);
    results_.mark(sorted.sound, clock);
    for (const uint32_t position : sorted.sound)
        plan_.leaveOut(position);
    if (!final) {
        for (const auto& [position, damage] : sorted.damaged)
            sorted.absent.push_back(position);
        narrowRest(plan_.narrowing(), positions, sorted.absent);
        plan_.narrowing().answered(sorted.sound);
        return {Verdict::Step::next};
    }
    plan_.narrowing().answered(sorted.sound);
    for (const auto& [position, damage] : sorted.damaged)
        giveUp(position, Type::Malformed, {.why = damage->why, .octets = damage->octets}, Status::bad_response);
    for (const uint32_t position : sorted.absent)
        giveUp(position, Type::Missing, {.why = why}, Status::bad_response);
    return {Verdict::Step::next};
}

Verdict Gets::takeNext(AnswerVarbinds answer) {
    const uint32_t position = plan_.positions().front();
    if (!answer.atEnd() && answer.damage() == nullptr && sameOid(*answer, asked_[position])) {
        set(position, *answer);
        silent_.addNext(asked_[position]);
        plan_.answered();
    } else {
        const InVain& what = std::ranges::find(by_next_, position, &std::pair<uint32_t, InVain>::first)->second;
        giveUpInVain(position, what);
    }
    return {Verdict::Step::next};
}

void Gets::giveUp(uint32_t position, Type type, model::Failure failure, Status status) {
    if (position >= quiet_) results_.fail(position, type, std::move(failure), status);
    plan_.narrowing().explained(position);
    plan_.leaveOut(position);
}

void Gets::giveUpInVain(uint32_t position, const InVain& what) {
    if (what.status == Status::timeout) silent_.add(asked_[position]);
    giveUp(position, Type::Missing, {.why = what.why}, what.status);
}

Verdict Gets::measured(bool worked) {
    if (worked)
        plan_.narrowing().answered(plan_.positions());
    else
        plan_.narrowing().tooMany(measuring_);
    plan_.passOver();
    return {Verdict::Step::next};
}

void Gets::unanswered(const InVain& what, bool may_narrow) {
    if (measuring_ > 0) {
        measured(false);
        return;
    }
    was_silent_ = true;
    const std::vector<uint32_t> positions(plan_.positions().begin(), plan_.positions().end());
    if (may_narrow && positions.size() > 1) return plan_.narrowing().failed(positions);
    if (may_narrow && !before_) {
        by_next_.emplace_back(positions.front(), what);
        return plan_.narrowing().failed(positions);
    }
    for (const uint32_t position : positions)
        giveUpInVain(position, what);
}

void Gets::abandon(const std::string& why) {
    for (uint32_t position = 0; position < results_.shown(); ++position)
        if (results_.answer(position) == nullptr) results_.fail(position, Type::Missing, {.why = why}, Status::timeout);
}

Verdict Gets::refused(long error_status, long index, model::Version version) {
    if (measuring_ > 0) return measured(false);
    const std::vector<uint32_t> positions(plan_.positions().begin(), plan_.positions().end());
    if (error_status == SNMP_ERR_TOOBIG && plan_.halve()) return {Verdict::Step::next};
    if (plan_.oids().size() == 1) return refusedAlone(positions.front(), error_status, version);
    const bool points = index > 0 && index <= static_cast<long>(positions.size());
    const uint32_t meant = points ? positions[static_cast<size_t>(index - 1)] : 0;
    if (points && meant >= results_.shown())
        giveUp(meant, Type::Missing, {}, Status::agent_error);
    else if (points)
        plan_.narrowing().askAlone(meant, false);
    else if (index != 0 || !plan_.leaveOutFrom(results_.shown()))
        plan_.narrowing().failed(positions);
    return {Verdict::Step::next};
}

// noSuchName is SNMPv1's way to say what noSuchInstance says (RFC 3584 section 4.2.2.1).
Verdict Gets::refusedAlone(uint32_t position, long error_status, model::Version version) {
    const bool absent = error_status == SNMP_ERR_NOSUCHNAME && version == model::Version::v1;
    if (absent && !before_) {
        results_.slot(position).type = Type::noSuchInstance;
        results_.confirm(position);
        plan_.answered();
        return {Verdict::Step::next};
    }
    giveUp(position, Type::Missing, {.why = before_ ? "no answer" : errorStatusName(error_status)},
           before_ ? Status::timeout : Status::agent_error);
    return {Verdict::Step::next};
}

void Gets::saveTo(model::Learned& learned) const {
    if (plan_.maxBytes() != RequestPlan::kFirstMaxBytes) learned.max_request_bytes = plan_.maxBytes();
    learned.max_get_oids = plan_.narrowing().learnedLimit();
}

}  // namespace snmpolld::snmp
