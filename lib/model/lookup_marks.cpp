#include "model/lookup_marks.hpp"

#include <chrono>

namespace snmpolld::model {

namespace {

using namespace std::chrono_literals;
using Hundredths = std::chrono::duration<int64_t, std::centi>;

constexpr Duration kSlack = 5s;     // for the time that answers are under way
constexpr int64_t kDriftPart = 50;  // a clock may drift by 1/50 of the time that has passed

}  // namespace

// After a restart, sysUpTime is at most the time that has passed since `kept`, so it falls short of the expected value
// by at least the sysUpTime of `kept`. This shows only if that was larger than the allowed deviation.
bool stillHold(const LookupMarks& kept, const LookupMarks& seen, MonoTime now) {
    if (kept.if_table_last_change != seen.if_table_last_change) return false;
    const Duration passed = now - kept.taken;
    if (passed < Duration::zero()) return false;
    const Duration allowed = kSlack + passed / kDriftPart;
    const Duration before = Hundredths(kept.sys_up_time);
    const Duration ahead = Duration(Hundredths(seen.sys_up_time)) - before - passed;
    return before > allowed && ahead >= -allowed && ahead <= allowed;
}

}  // namespace snmpolld::model
