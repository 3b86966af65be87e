#include "snmp/agenda.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>
#undef non_repeaters
#undef max_repetitions

#include "snmp/answer_check.hpp"

namespace snmpolld::snmp {

namespace {

using model::Status;

const model::Oid& sysUpTime(bool instance) {
    static const model::Oid object{1, 3, 6, 1, 2, 1, 1, 3};
    static const model::Oid its_instance{1, 3, 6, 1, 2, 1, 1, 3, 0};
    return instance ? its_instance : object;
}

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

}  // namespace

Agenda::Agenda(const model::PollTask& task, FilterRegexes& regexes, MonoTime now)
    : task_(task),
      lookups_(task, now),
      gets_(lookups_.gets(), roomOf(task, task.module_set->requests.rates), task.learned.max_request_bytes,
            {.hidden = lookups_.hidden()}),
      walks_(*task.module_set, task.credentials->version == model::Version::v1, task.learned),
      selection_(*task.module_set, regexes),
      with_clock_(task.module_set->requests.rates) {}

bool Agenda::begin(MonoTime now) {
    if (phase_ == Phase::gets) {
        if (gets_.begin()) return true;
        phase_ = Phase::walks;
        if (lookups_.stillHold(gets_.results(), clock_, now)) walks_.leaveOut(task_.module_set->lookups);
    }
    if (phase_ == Phase::walks && walks_.begin()) return true;
    if (phase_ == Phase::walks && selection_.walkUnfiltered(walks_)) return walks_.begin();
    if (phase_ == Phase::walks) beginLate();
    return late_ && late_->begin();
}

// A walk of an instance has no row; a GET has its value. Whatever is said of such a root but a value is no news.
void Agenda::beginLate() {
    phase_ = Phase::late;
    late_oids_ = walks_.emptyRoots();
    const size_t roots = late_oids_.size();
    std::ranges::move(selection_.instances(), std::back_inserter(late_oids_));
    if (!late_oids_.empty())
        late_.emplace(late_oids_, roomOf(task_, with_clock_), gets_.maxBytes(), Gets::Parts{.quiet = roots});
}

Request Agenda::request(int32_t request_id) {
    const bool walking = phase_ == Phase::walks;
    Request out{.request_id = request_id};
    if (walking)
        walks_.describe(out);
    else
        out.oids = gets().oids();
    if (!with_clock_) return out;
    if (out.ask == Ask::get_bulk) out.non_repeaters = 1;
    oids_.assign(1, &sysUpTime(!walking));
    oids_.insert(oids_.end(), out.oids.begin(), out.oids.end());
    out.oids = oids_;
    return out;
}

void Agenda::firstTry() {
    if (phase_ == Phase::walks) walks_.size().firstTry();
}

void Agenda::retry(bool last) {
    if (phase_ == Phase::walks) walks_.size().retry(last);
}

void Agenda::answersTry(size_t number) {
    if (phase_ == Phase::walks) walks_.size().answersTry(number);
}

// An agent without sysUpTime is asked without it from then on.
Verdict Agenda::refused(long error_status, long error_index) {
    if (with_clock_ && error_index == 1) {
        with_clock_ = false;
        clock_ = {};
        return {Verdict::Step::next};
    }
    if (with_clock_ && error_index > 0) --error_index;
    if (phase_ != Phase::walks) return gets().refused(error_status, error_index, task_.credentials->version);
    walks_.refused(error_status, error_index);
    return {Verdict::Step::next};
}

Verdict Agenda::take(const netsnmp_variable_list* first, WalkedRows& rows) {
    const netsnmp_variable_list* v = first;
    if (const char* fault = takeClock(v)) return snmp::refused(fault);
    return phase_ == Phase::walks ? takeWalk(v, rows) : gets().take(v, clockForRates());
}

// The varbind in front, when sysUpTime travels along. A walk of an agent without it brings another object there.
const char* Agenda::takeClock(const netsnmp_variable_list*& v) {
    if (!with_clock_) return nullptr;
    if (v == nullptr) return "it has fewer varbinds than were asked for";
    const auto clock = clockIn(*v);
    if (!clock && phase_ != Phase::walks) return "another OID is in the place of sysUpTime.0";
    clock_ = clock.value_or(model::ClockMark{});
    v = v->next_variable;
    return nullptr;
}

Verdict Agenda::takeWalk(const netsnmp_variable_list* v, WalkedRows& rows) {
    std::vector<model::Varbind>& values = rows.values();
    const size_t before = values.size();
    if (const char* fault = walks_.take(v, values)) {
        rows.drop(before);
        return snmp::refused(fault);
    }
    rows.added(before, clockForRates());
    selection_.see(walks_.aside());
    selection_.see(std::span(values).subspan(before));
    return {Verdict::Step::next};
}

Verdict Agenda::ending() const {
    if (walks_.status() != Status::ok) return ended(walks_.status(), walks_.error());
    if (!errorsOfGets().empty()) return ended(Status::agent_error, "");
    if (selection_.isCut()) return ended(Status::partial, "the filters select more rows than one poll may ask for");
    return ended(Status::ok, "");
}

std::string Agenda::errorsOfGets() const {
    std::string out = gets_.results().errorText();
    if (late_ && late_->results().anyError()) out += (out.empty() ? "" : ", ") + late_->results().errorText();
    return out;
}

std::string Agenda::withDetails(std::string error) const {
    if (phase_ == Phase::walks) error += walks_.standing();
    if (const std::string errors = errorsOfGets(); !errors.empty()) error += (error.empty() ? "" : "; ") + errors;
    return error;
}

void Agenda::takeGets(model::HostRecord& record) {
    gets_.takeValues(record.varbinds, record.clocks);
}

void Agenda::takeRest(model::HostRecord& record) {
    record.lookup_marks = lookups_.marks();
    record.lookups_left_out = lookups_.areLeftOut();
    if (!late_) return;
    std::vector<model::Varbind> values;
    std::vector<model::ClockMark> clocks;
    late_->takeValues(values, clocks);
    dropExceptions(values, clocks);
    appendTo(record, values, clocks);
    while (!record.clocks.empty() && record.clocks.back().first >= record.varbinds.size())
        record.clocks.pop_back();  // of exceptions
}

void Agenda::saveTo(model::Learned& learned) const {
    (late_ ? *late_ : gets_).saveTo(learned);
    walks_.saveTo(learned);
}

}  // namespace snmpolld::snmp
