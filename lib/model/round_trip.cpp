#include "model/round_trip.hpp"

#include <algorithm>

namespace snmpolld::model {

// RFC 6298 section 2.2 and 2.3.
void RoundTrip::add(Duration sample) {
    sample = std::max(sample, Duration(1));
    if (!known()) {
        smoothed = sample;
        variation = sample / 2;
        return;
    }
    const Duration off = sample > smoothed ? sample - smoothed : smoothed - sample;
    variation += (off - variation) / 4;
    smoothed = std::max(smoothed + (sample - smoothed) / 8, Duration(1));
}

// RFC 6298 section 2.3 and 5.5. A host that takes the same time for weeks has no variation left: half of what it takes
// stays as a margin.
Duration waitOfTry(const RoundTrip& known, const Tries& tries, int number) {
    if (number >= tries.retries || !known.known()) return tries.timeout;
    const Duration usual = known.smoothed + std::max(4 * known.variation, known.smoothed / 2);
    Duration wait = std::clamp(usual, std::min(tries.timeout_min, tries.timeout), tries.timeout);
    for (; number > 0 && wait < tries.timeout; --number)
        wait = std::min(2 * wait, tries.timeout);
    return wait;
}

}  // namespace snmpolld::model
