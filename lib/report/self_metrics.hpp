// The metrics of the daemon itself: its ledger, workers, round trips, outputs and memory.
#pragma once

#include <array>
#include <cstdint>

#include "base/clock.hpp"
#include "model/host_record.hpp"
#include "model/packed_samples.hpp"
#include "report/config_report.hpp"
#include "samples/evaluators.hpp"
#include "sink/fanout.hpp"
#include "supervisor/service.hpp"

namespace snmpolld::report {

// A histogram of round trips: that of the last answered request of each poll.
class RoundTrips {
  public:
    // The upper bounds of the buckets in seconds; a last bucket has no bound.
    static constexpr std::array kBounds{0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                        0.05,   0.1,     0.25,   0.5,   1.0,    2.5,   5.0,  10.0};

    void add(const model::HostRecord& record);
    // Each bucket counts the smaller ones as well, as in Prometheus; the last one counts everything.
    std::array<uint64_t, kBounds.size() + 1> cumulative() const;
    double sum() const { return sum_; }

  private:
    std::array<uint64_t, kBounds.size() + 1> counts_{};
    double sum_ = 0;
};

struct Self {
    const supervisor::Service& service;
    const sink::Fanout& sinks;
    const RoundTrips& round_trips;
    const samples::Evaluators& evaluators;
    const ConfigReport& config;
    uint64_t padded_answers = 0;
    uint64_t failed_varbinds = 0;
    Duration uptime{};
    uint64_t http_restarts = 0;
    int http_pid = 0;
};

model::PackedSamples selfMetrics(const Self& self);

}  // namespace snmpolld::report
