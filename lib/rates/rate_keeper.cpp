#include "rates/rate_keeper.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <optional>
#include <utility>

namespace snmpolld::rates {

namespace {

using model::RateState;

constexpr std::array<uint32_t, 9> kIfEntry{1, 3, 6, 1, 2, 1, 2, 2, 1};
constexpr std::array<uint32_t, 10> kIfXEntry{1, 3, 6, 1, 2, 1, 31, 1, 1, 1};
constexpr uint32_t kDiscontinuityColumn = 19;
constexpr uint64_t kDiscontinuityPrefix = hashStep(hashStart(kIfXEntry), kDiscontinuityColumn);

// A Counter64 that has fallen is taken to have wrapped only if the wrap amounts to at most this much a second. Counted
// in octets this is 70 Tbit/s, faster than anything that a device counts. A limit of half the range would take a
// cleared counter for a rate of 10^17 a second.
constexpr double kFastestWrap = 0x1p43;

bool startsWith(std::span<const uint32_t> ids, std::span<const uint32_t> prefix) {
    return ids.size() > prefix.size() && std::equal(prefix.begin(), prefix.end(), ids.begin());
}

// The ifIndex of an instance of ifTable or ifXTable: prefix, column, index.
std::optional<uint32_t> interfaceOf(std::span<const uint32_t> ids) {
    const bool of_table = ids.size() == kIfEntry.size() + 2 && startsWith(ids, kIfEntry);
    const bool of_x_table = ids.size() == kIfXEntry.size() + 2 && startsWith(ids, kIfXEntry);
    if (!of_table && !of_x_table) return std::nullopt;
    return ids.back();
}

bool isDiscontinuityTime(const model::Varbind& varbind) {
    const auto ids = varbind.oid.ids();
    return varbind.type == model::Type::TimeTicks && ids.size() == kIfXEntry.size() + 2 && startsWith(ids, kIfXEntry) &&
           ids[kIfXEntry.size()] == kDiscontinuityColumn;
}

ReadingKind kindOf(model::Type type) {
    if (type == model::Type::Counter32) return ReadingKind::counter32;
    return type == model::Type::Counter64 ? ReadingKind::counter64 : ReadingKind::none;
}

// What was counted between the two readings, over at most one wrap; nullopt if no single wrap explains the fall.
std::optional<uint64_t> counted(uint64_t before, uint64_t after, ReadingKind kind, double seconds) {
    const bool fell = after < before;
    if (kind == ReadingKind::counter32) {
        const uint64_t difference = (after - before) & 0xffffffffU;
        if (fell && difference > 0x80000000U) return std::nullopt;
        return difference;
    }
    const uint64_t difference = after - before;
    if (fell && static_cast<double>(difference) > kFastestWrap * seconds) return std::nullopt;
    return difference;
}

bool isCounter(const model::Varbind& varbind) {
    return kindOf(varbind.type) != ReadingKind::none;
}

model::Rate rateBetween(const Reading& before, const Reading& now) {
    if (before.outdated) return {RateState::reset};
    const uint32_t advance = now.ticks - before.ticks;
    if (advance == 0 || advance >= -DeviceClock::kDisorder) return {RateState::no_clock};
    const double seconds = advance / 100.0;
    if (before.kind != now.kind || before.discontinuities != now.discontinuities) return {RateState::discontinuity};
    const auto difference = counted(before.value, now.value, now.kind, seconds);
    if (!difference) return {RateState::discontinuity};
    return {RateState::rated, static_cast<double>(*difference) / seconds};
}

uint64_t hashOf(std::string_view engine_id) {
    return engine_id.empty() ? 0 : std::hash<std::string_view>{}(engine_id) | 1;
}

}  // namespace

void RateKeeper::apply(model::HostRecord& record, MonoTime now) {
    if (record.task_id <= ignored_task_) return;
    if (record.task_id != task_) beginPoll(record.task_id);
    if (!record.varbinds.empty()) takeValues(record, {record.begun, now});
    if (record.last && answered_) endPoll(record.status == model::Status::ok);
}

void RateKeeper::beginPoll(uint64_t task_id) {
    task_ = task_id;
    answered_ = false;
    restart_seen_ = false;
    readings_.forEach([](Reading& reading) { reading.seen = false; });
}

// An interface's ifCounterDiscontinuityTime applies to its counters wherever it stands in the record, so it is looked
// for first.
void RateKeeper::takeValues(model::HostRecord& record, DeviceClock::Window when) {
    answered_ = true;
    const bool same_boot = record.last && sameBoot(record.learned) && record.part == 1;
    for (const model::Varbind& varbind : record.varbinds)
        if (isDiscontinuityTime(varbind)) noteDiscontinuity(varbind);
    if (std::ranges::any_of(record.varbinds, isCounter)) record.rates.assign(record.varbinds.size(), {});
    size_t at = 0;
    model::ClockMark clock;  // of the varbinds before the first mark: not known
    const auto rateUntil = [&](size_t end) {
        for (; at < end && at < record.rates.size(); ++at)
            record.rates[at] = rate(record.varbinds[at], clock);
    };
    for (const model::ClockMark& mark : record.clocks) {
        rateUntil(mark.first);
        clock = mark;
        if (clock.known && clock_.restarted(clock.sys_up_time, when, same_boot)) deviceRestarted();
    }
    rateUntil(record.varbinds.size());
}

// Whether SNMPv3 shows that the device has not restarted: engine ID and engine boots are known and unchanged. If they
// have changed, the device has restarted, whatever its clock says. Of a record in parts only the last part knows.
bool RateKeeper::sameBoot(const model::Learned& learned) {
    if (learned.engine_id.empty()) return false;
    const Engine before = std::exchange(engine_, {hashOf(learned.engine_id), learned.engine_boots});
    if (before.id_hash == 0) return false;
    const bool boots_known = before.boots != 0 && engine_.boots != 0;
    const bool same = before.id_hash == engine_.id_hash && (!boots_known || before.boots == engine_.boots);
    if (!same && !restart_seen_) deviceRestarted();
    return same && boots_known;
}

void RateKeeper::deviceRestarted() {
    restart_seen_ = true;
    readings_.forEach([](Reading& reading) { reading.outdated = true; });
}

// After a restart the discontinuity time differs anyway, which says no more than the restart itself.
void RateKeeper::noteDiscontinuity(const model::Varbind& varbind) {
    const uint64_t key = hashFinish(hashStart(varbind.oid.ids()));
    const uint64_t value = std::get<uint64_t>(varbind.value);
    interfaces_known_ = true;
    Reading* known = readings_.find(key);
    if (known == nullptr)
        return readings_.insert({.key = key, .value = value, .kind = ReadingKind::discontinuity_time, .seen = true});
    if (known->value != value && !restart_seen_) ++known->discontinuities;
    known->kind = ReadingKind::discontinuity_time;
    known->value = value;
    known->seen = true;
}

uint16_t RateKeeper::discontinuitiesOf(const model::Oid& oid) {
    if (!interfaces_known_) return 0;
    const auto interface = interfaceOf(oid.ids());
    if (!interface) return 0;
    const Reading* time = readings_.find(hashFinish(hashStep(kDiscontinuityPrefix, *interface)));
    return time == nullptr ? 0 : time->discontinuities;
}

// If the device's clock is not known, the earlier reading is kept, so the next rate spans both polls.
model::Rate RateKeeper::rate(const model::Varbind& varbind, const model::ClockMark& clock) {
    if (!isCounter(varbind)) return {};
    const uint64_t key = hashFinish(hashStart(varbind.oid.ids()));
    Reading* reading = readings_.find(key);
    if (reading != nullptr && reading->seen) return {};
    if (reading != nullptr) reading->seen = true;
    if (!clock.known) return {RateState::no_clock};
    const Reading now{.key = key,
                      .value = std::get<uint64_t>(varbind.value),
                      .ticks = clock.sys_up_time,
                      .discontinuities = discontinuitiesOf(varbind.oid),
                      .kind = kindOf(varbind.type),
                      .seen = true};
    if (reading == nullptr) {
        readings_.insert(now);
        return {RateState::first};
    }
    const model::Rate result = rateBetween(*reading, now);
    if (result.state != RateState::no_clock) *reading = now;
    return result;
}

// Readings survive polls that failed. They are limited all the same: an agent whose polls are always cut short, and
// which returns different OIDs each time, must not fill the memory.
void RateKeeper::endPoll(bool complete) {
    readings_.forEach([](Reading& reading) { reading.misses = reading.seen ? 0 : reading.misses + 1; });
    readings_.dropMissed(complete ? 1 : kMostMisses);
}

}  // namespace snmpolld::rates
