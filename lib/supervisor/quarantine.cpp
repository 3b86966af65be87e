#include "supervisor/quarantine.hpp"

#include <algorithm>

#include "base/log.hpp"

namespace snmpolld::supervisor {

namespace {

constexpr int kSuspicious = 2;  // deaths

}  // namespace

bool isQuarantined(const Host& host, MonoTime now) {
    return now < host.quarantined_until;
}

bool mustBeAlone(const Host& host, bool every_poll_is_alone) {
    return host.deaths >= (every_poll_is_alone ? 1 : kSuspicious);
}

// While the host rests, deaths are due to polls that were already under way and say nothing new.
void blame(Host& host, bool alone, MonoTime now) {
    if (isQuarantined(host, now) || ++host.deaths < kSuspicious || !alone) return;
    host.quarantine = std::clamp(host.quarantine * 2, kFirstQuarantine, kLastQuarantine);
    host.quarantined_until = now + host.quarantine;
    log::error("host_quarantined", {{"host", host.target.host}, {"deaths", host.deaths}, {"for", host.quarantine}});
}

void absolve(Host& host) {
    host.deaths = 0;
    host.quarantine = Duration::zero();
}

}  // namespace snmpolld::supervisor
