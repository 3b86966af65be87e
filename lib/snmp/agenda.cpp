#include "snmp/agenda.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <utility>

#include "model/sys_up_time.hpp"
#include "snmp/answer_check.hpp"
#include "snmp/net_snmp.hpp"

namespace snmpolld::snmp {

namespace {

using model::Status;

// That an object is no instance, or that a row has no such column, is no news.
void dropExceptions(std::vector<model::Varbind>& values, std::vector<model::ClockMark>& clocks) {
    size_t kept = 0;
    auto mark = clocks.begin();
    for (size_t i = 0; i < values.size(); ++i) {
        for (; mark != clocks.end() && mark->first <= i; ++mark)
            mark->first = static_cast<uint32_t>(kept);
        if (model::isException(values[i].type)) continue;
        if (kept != i) values[kept] = std::move(values[i]);
        ++kept;
    }
    values.resize(kept);
}

RequestRoom roomOf(const model::PollTask& task, bool with_clock) {
    return requestRoom(*task.credentials, task.module_set->requests, with_clock);
}

bool hasWalks(const model::ModuleSet& asked) {
    return !asked.walk.empty() || !asked.filters.empty();
}

// An OID that every agent has. One that may be silent, or for which the request asks already, would tell nothing.
const model::Oid& signOfLife(const Request& request, const SilentOids& silent) {
    static const std::array<model::Oid, 4> all_have{model::kSysUpTimeInstance,
                                                    model::Oid{1, 3, 6, 1, 2, 1, 1, 2, 0},    // sysObjectID
                                                    model::Oid{1, 3, 6, 1, 2, 1, 1, 1, 0},    // sysDescr
                                                    model::Oid{1, 3, 6, 1, 2, 1, 11, 1, 0}};  // snmpInPkts
    const auto is_other = [&](const model::Oid& oid) {
        return !silent.isKnown(oid) &&
               std::ranges::none_of(request.oids, [&](const model::Oid* asked) { return oid.startsWith(*asked); });
    };
    const auto found = std::ranges::find_if(all_have, is_other);
    return found != all_have.end() ? *found : all_have.front();
}

}  // namespace

Agenda::Agenda(const model::PollTask& task, FilterRegexes& regexes, MonoTime now)
    : task_(task),
      regexes_(regexes),
      silent_(task.learned, now),
      lookups_(task, now),
      gets_(lookups_.gets(), roomOf(task, task.module_set->requests.rates), task.learned, silent_,
            {.hidden = lookups_.hidden()}),
      companion_(task.module_set->requests.rates, task.learned, silent_) {}

bool Agenda::begin(MonoTime now, bool may_narrow) {
    may_narrow_ = may_narrow;
    repeat_ = Repeat::no;
    companion_.begin();
    if (companion_.isChecking()) return true;
    if (phase_ == Phase::gets) {
        if (gets_.begin(may_narrow)) return true;
        beginWalks(now);
    }
    if (phase_ == Phase::walks) {
        if (walking_->plan.begin()) return true;
        if (walking_->selection.walkUnfiltered(walking_->plan)) return walking_->plan.begin();
        beginLate();
    }
    return late_ && late_->begin(may_narrow);
}

Agenda::Walking::Walking(const model::PollTask& task, FilterRegexes& regexes, SilentOids& silent)
    : plan(*task.module_set, task.credentials->version == model::Version::v1, task.learned, silent, troubles),
      selection(*task.module_set, regexes) {}

Verdict Agenda::Walking::take(AnswerVarbinds answer, WalkedRows& rows, const model::ClockMark* clock, bool travels) {
    model::VarbindColumns& values = rows.values();
    const model::VarbindColumns::Extent before = values.extent();
    Verdict verdict = plan.take(answer, values, travels);
    rows.added(before.count, clock);
    if (!selection.isWaiting()) return verdict;
    selection.see(plan.aside().from({}));
    selection.see(values.from(before));
    return verdict;
}

void Agenda::beginWalks(MonoTime now) {
    const model::ModuleSet& asked = *task_.module_set;
    const bool without_lookups = lookups_.stillHold(gets_.results(), clock_, now);
    phase_ = Phase::late;
    if (!hasWalks(asked)) return;
    phase_ = Phase::walks;
    walking_ = std::make_unique<Walking>(task_, regexes_, silent_);
    if (without_lookups) walking_->plan.leaveOut(asked.lookups);
}

// A walk of an instance has no row; a GET has its value. Whatever is said of such a root but a value is no news.
void Agenda::beginLate() {
    phase_ = Phase::late;
    late_oids_ = emptyRoots(walking_->plan.walks());
    const size_t roots = late_oids_.size();
    std::ranges::move(walking_->selection.instances(), std::back_inserter(late_oids_));
    model::Learned learned = task_.learned;
    gets_.saveTo(learned);
    if (!late_oids_.empty())
        late_ = std::make_unique<Gets>(late_oids_, roomOf(task_, companion_.isWanted()), learned, silent_,
                                       Gets::Parts{.quiet = roots});
}

Request Agenda::request(int32_t request_id) {
    Request out{.request_id = request_id};
    describe(out);
    is_several_ = out.oids.size() > 1;
    if (tries_ <= life_from_) return out;
    life_ = &signOfLife(out, silent_);
    const Ask ask = phase_ == Phase::walks ? Ask::get_next : Ask::get;  // as the agent is asked otherwise
    return {.ask = ask, .request_id = request_id, .oids = std::span(&life_, 1)};
}

void Agenda::describe(Request& out) {
    const bool walking = phase_ == Phase::walks;
    if (companion_.isChecking())
        out.ask = walking ? Ask::get_next : Ask::get;
    else if (walking)
        walking_->plan.describe(out);
    else
        gets().describe(out);
    if (!companion_.travels() && !companion_.isChecking()) return;
    if (companion_.travels()) companion_.setCompany(out.oids.size());
    if (out.ask == Ask::get_bulk) out.non_repeaters = 1;
    oids_.assign(1, walking ? &model::kSysUpTime : &model::kSysUpTimeInstance);
    oids_.insert(oids_.end(), out.oids.begin(), out.oids.end());
    out.oids = oids_;
}

bool Agenda::isDetour() const {
    if (companion_.isTesting() || companion_.isChecking() || repeat_ != Repeat::no) return true;
    return phase_ == Phase::walks ? walking_->plan.isDetour() : (late_ ? *late_ : gets_).isDetour();
}

void Agenda::firstTry() {
    const bool walking = phase_ == Phase::walks;
    const bool alone = (repeat_ == Repeat::no && isDetour()) || narrowing().limit() == 1;
    if (repeat_ == Repeat::wanted) repeat_ = Repeat::sent;
    tries_ = 1;
    life_from_ = std::numeric_limits<size_t>::max();
    companion_.firstTry(alone, walking);
    if (companion_.isChecking()) return;
    if (phase_ == Phase::walks) walking_->plan.size().firstTry();
}

void Agenda::retry(bool last, bool only_life) {
    if (only_life && is_several_) life_from_ = std::min(life_from_, tries_);
    ++tries_;
    if (phase_ == Phase::walks && !companion_.isChecking()) walking_->plan.size().retry(last);
}

bool Agenda::answersTry(size_t number) {
    if (number >= life_from_) {
        repeat_ = Repeat::wanted;
        return false;
    }
    if (companion_.isChecking() || phase_ != Phase::walks) return true;
    AnswerSize& size = walking_->plan.size();
    size.answersTry(number);
    return size.isAsFirst(number);
}

Verdict Agenda::refused(long error_status, long error_index) {
    if (repeat_ == Repeat::wanted) return {Verdict::Step::again};
    if (companion_.isChecking()) {
        companion_.checked(false, phase_ == Phase::walks);
        return {Verdict::Step::next};
    }
    companion_.settle(false);
    const bool points_elsewhere = error_index > 1 && error_index <= static_cast<long>(oids_.size());
    const bool may_mean_clock = companion_.travels() && !points_elsewhere && error_status != SNMP_ERR_TOOBIG;
    if (may_mean_clock && companion_.test()) return {Verdict::Step::next};
    const bool is_only_other = phase_ != Phase::walks && oids_.size() == 2;
    const bool is_too_many = companion_.travels() && error_status == SNMP_ERR_TOOBIG && oids_.size() == 2 &&
                             (phase_ != Phase::walks || walking_->plan.size().isSmallest());
    if (is_too_many || (may_mean_clock && (error_index == 1 || is_only_other))) {
        companion_.leaveOut(error_index == 1);
        return {Verdict::Step::next};
    }
    if (companion_.travels() && error_index > 0) --error_index;
    if (phase_ != Phase::walks) return gets().refused(error_status, error_index, task_.credentials->version);
    walking_->plan.refused(error_status, error_index);
    return {Verdict::Step::next};
}

Verdict Agenda::take(AnswerVarbinds answer, WalkedRows& rows) {
    if (repeat_ == Repeat::wanted) return {Verdict::Step::again};
    if (companion_.isChecking()) return takeCheck(answer);
    if (companion_.travels())
        if (const char* fault = takeClock(answer)) return noted(fault);
    const bool travels = companion_.travels();
    if (phase_ == Phase::walks && travels && answer.atEnd() && walking_->plan.size().isSmallest()) {
        companion_.leaveOut(false);  // there was no room for more
        return {Verdict::Step::next};
    }
    if (!travels) clock_ = {};
    const bool has_clock = travels || (phase_ == Phase::walks && task_.module_set->requests.rates);
    const model::ClockMark* const clock = has_clock ? &clock_ : nullptr;
    Verdict verdict =
        phase_ == Phase::walks ? walking_->take(answer, rows, clock, travels) : gets().take(answer, clock, may_narrow_);
    if (verdict.step == Verdict::Step::next) companion_.settle(true);
    return verdict;
}

// A request failed with sysUpTime and worked without it. If that is answered alone, there was one OID too many.
Verdict Agenda::takeCheck(AnswerVarbinds answer) {
    const bool answered = !answer.atEnd() && clockIn(*answer).has_value();
    companion_.checked(answered, phase_ == Phase::walks);
    if (answered) narrowing().tooMany(companion_.tooMany());
    return {Verdict::Step::next};
}

// The varbind in front, when sysUpTime travels along. A walk of an agent without it brings another object there, or its
// first row.
const char* Agenda::takeClock(AnswerVarbinds& answer) {
    clock_ = {};
    if (answer.atEnd()) return phase_ == Phase::walks ? nullptr : "answered without any varbind";
    const auto clock = answer.damage() == nullptr ? clockIn(*answer) : model::ClockMark{};
    if (!clock && phase_ != Phase::walks) return "another OID is in the place of sysUpTime.0";
    clock_ = clock.value_or(model::ClockMark{});
    if (clock || !walking_->plan.beginsWithRow(answer)) answer.next();
    return nullptr;
}

void Agenda::unanswered(const InVain& what, bool may_narrow) {
    if (companion_.isChecking()) return companion_.checked(false, phase_ == Phase::walks);
    if (may_narrow && companion_.travels() && companion_.test()) return;
    companion_.settle(false);
    if (phase_ == Phase::walks)
        walking_->plan.unanswered(what, may_narrow);
    else
        gets().unanswered(what, may_narrow);
}

void Agenda::abandon(const std::string& why, bool gone) {
    if (gone) silent_.restore(task_.learned);
    if (phase_ == Phase::gets) gets_.abandon(why);
    if (phase_ == Phase::gets && hasWalks(*task_.module_set))
        walking_ = std::make_unique<Walking>(task_, regexes_, silent_);
    if (walking_) walking_->plan.abandon(Status::timeout, why);
}

bool Agenda::knownGood(Request& out) {
    const model::Oid* const get = gets_.anyAnswered();
    known_good_ = get != nullptr ? get : walking_ ? snmp::anyAnswered(walking_->plan.walks()) : nullptr;
    out.ask = get != nullptr ? Ask::get : Ask::get_next;
    out.oids = std::span(&known_good_, 1);
    return known_good_ != nullptr;
}

Verdict Agenda::ending() const {
    if (walking_ && walking_->troubles.status() != Status::ok)
        return ended(walking_->troubles.status(), walking_->troubles.error());
    if (!errorsOfGets().empty()) {
        const Status first = gets_.results().status();
        return ended(first != Status::ok || !late_ ? first : late_->results().status(), "");
    }
    if (walking_ && walking_->selection.isCut())
        return ended(Status::partial, "the filters select more rows than one poll may ask for");
    return ended(Status::ok, "");
}

std::string Agenda::errorsOfGets() const {
    std::string out = gets_.results().errorText();
    if (late_ && late_->results().anyError()) out += (out.empty() ? "" : ", ") + late_->results().errorText();
    return out;
}

std::string Agenda::withDetails(std::string error) const {
    if (phase_ == Phase::walks) error += walking_->plan.standing();
    if (const std::string errors = errorsOfGets(); !errors.empty()) error += (error.empty() ? "" : "; ") + errors;
    return error;
}

void Agenda::takeGets(model::HostRecord& record) {
    gets_.results().take(record.varbinds, record.clocks);
}

void Agenda::takeRest(model::HostRecord& record) {
    record.lookup_marks = lookups_.marks();
    record.lookups_left_out = lookups_.areLeftOut();
    if (walking_) std::ranges::move(walking_->troubles.takeMissing(), std::back_inserter(record.varbinds));
    if (!late_) return;
    std::vector<model::Varbind> values;
    std::vector<model::ClockMark> clocks;
    late_->results().take(values, clocks);
    dropExceptions(values, clocks);
    appendTo(record, values, clocks);
    while (!record.clocks.empty() && record.clocks.back().first >= record.varbinds.size() + record.walked.size())
        record.clocks.pop_back();  // of exceptions
}

void Agenda::saveTo(model::Learned& learned) const {
    (late_ ? *late_ : gets_).saveTo(learned);
    if (walking_) walking_->plan.saveTo(learned);
    silent_.saveTo(learned);
}

}  // namespace snmpolld::snmp
