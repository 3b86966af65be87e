// RoundTrip: how long a host takes to answer, smoothed as TCP does (RFC 6298), and how long a try of a request waits
// for its answer. Each poll adds one sample, its slowest answer, since a large answer may take much longer than a small
// one.
#pragma once

#include "base/clock.hpp"
#include "model/poll_settings.hpp"

namespace snmpolld::model {

struct RoundTrip {
    Duration smoothed{};   // SRTT; 0: not known
    Duration variation{};  // RTTVAR

    bool known() const { return smoothed > Duration::zero(); }
    void add(Duration sample);

    bool operator==(const RoundTrip&) const = default;
};

// How long try `number` (from 0) waits for its answer. The first try waits as long as the host usually takes, each
// further one twice as long as the one before, and the last one for the whole timeout, so that an answer within the
// timeout is never lost. If nothing is known of the host, every try waits for the whole timeout.
Duration waitOfTry(const RoundTrip& known, const Tries& tries, int number);

}  // namespace snmpolld::model
