#include "supervisor/clock_watch.hpp"

#include <cstdio>
#include <string>

#include "base/log.hpp"

namespace snmpolld::supervisor {

namespace {

// "+3600.0s", "-0.5s"
std::string signedSeconds(Duration duration) {
    char text[48];
    std::snprintf(text, sizeof text, "%+.1fs", toSeconds(duration));
    return text;
}

}  // namespace

ClockWatch::ClockWatch(const Clocks& clocks, loop::Timing& timing)
    : clocks_(clocks), offset_(read()), alarm_(timing.alarm([this] { look(); })) {
    alarm_->startEvery(kEvery);
}

// nullopt: the process stood still between the two clocks, so that they cannot be compared.
std::optional<Duration> ClockWatch::read() const {
    const MonoTime before = clocks_.mono();
    const WallTime wall = clocks_.wall();
    if (clocks_.mono() - before > kLeastStep / 4) return std::nullopt;
    return std::chrono::duration_cast<Duration>(wall.time_since_epoch()) - before.time_since_epoch();
}

std::optional<Duration> ClockWatch::look() {
    const std::optional<Duration> now = read();
    if (!now) return std::nullopt;
    const Duration step = offset_ ? *now - *offset_ : Duration::zero();
    offset_ = now;
    if (step < kLeastStep && step > -kLeastStep) return std::nullopt;
    log::warning("clock_stepped", {{"by", signedSeconds(step)}});
    return step;
}

}  // namespace snmpolld::supervisor
