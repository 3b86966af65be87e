// RoundTrip: how long a host takes to answer, smoothed as TCP does (RFC 6298), and how long a try of a request waits
// for it. One sample a poll: its slowest answer, since a large one may take much longer than a small one.
#pragma once

#include "base/clock.hpp"

namespace snmpolld::model {

struct RoundTrip {
    Duration smoothed{};   // SRTT; 0: not known
    Duration variation{};  // RTTVAR

    bool known() const { return smoothed > Duration::zero(); }
    void add(Duration sample);

    bool operator==(const RoundTrip&) const = default;
};

// How a request is tried.
struct Tries {
    Duration timeout{};
    Duration timeout_min{};  // of the first of several tries, at least
    int retries = 0;         // EXTRA tries
};

// How long try `number` (from 0) waits for its answer. The first one as long as the host usually takes, each further
// one twice as long as the one before, the last one for the whole timeout: who answers in that time is never lost. When
// nothing is known of the host every try waits for the whole timeout.
Duration waitOfTry(const RoundTrip& known, const Tries& tries, int number);

}  // namespace snmpolld::model
