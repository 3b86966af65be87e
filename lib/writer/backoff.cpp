#include "writer/backoff.hpp"

#include <algorithm>
#include <utility>

namespace snmpolld::writer {

namespace {

constexpr unsigned kMostDoublings = 16;
constexpr Duration kMostAskedFor = std::chrono::hours(1);

}  // namespace

Backoff::Backoff(Duration least, Duration most, std::function<double()> random)
    : least_(least), most_(most), random_(std::move(random)) {}

Duration Backoff::next(std::optional<Duration> asked_for) {
    const Duration whole = std::min(most_, least_ * (1U << std::min(failures_, kMostDoublings)));
    ++failures_;
    const auto half = static_cast<double>((whole / 2).count());
    const Duration pause = std::max(least_, whole / 2 + Duration(static_cast<int64_t>(half * random_())));
    return std::max(pause, std::min(asked_for.value_or(Duration::zero()), kMostAskedFor));
}

}  // namespace snmpolld::writer
