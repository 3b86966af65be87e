// Writes to what takes Prometheus' remote write 1.0: Prometheus itself, VictoriaMetrics, Mimir and others. The samples
// of a record all have the time at which its poll began, in milliseconds. A sample that is written twice is the same
// sample.
//
// Values that are not UTF-8 become so as they do on the daemon's own pages, so that a series has one name however it
// comes to Prometheus. Samples that would thereby become one series are no longer in a record: the first of them stays,
// and the others are counted as duplicates (metrics/evaluator.hpp).
//
// Prometheus refuses with 400 what it has already, unless it is the last sample of its series, as it tells nothing from
// what is out of order. What is sent once more after a writer was killed is therefore rejected although it is there.
#pragma once

#include <map>
#include <string>

#include "writer/backend.hpp"
#include "writer/stale_markers.hpp"

namespace snmpolld::writer {

class RemoteWrite final : public Backend {
  public:
    explicit RemoteWrite(std::string job = "snmpolld");

    // Adds `up` and the samples of snmp_scrape_* to the record, and gives the markers of series that have ended.
    std::optional<model::OutputRecord> prepare(model::OutputRecord& record) override;
    Request encode(Records records) const override;
    Verdict judge(const Answer& answer) const override { return judgeStatus(answer); }
    // Each series has one time in a batch.
    bool wantsHostsOnce() const override { return true; }
    // The types and help texts of all metrics, at once and then each minute.
    std::optional<Request> aside(MonoTime now) override;

    // The host is no longer polled: records that end its series, to be delivered as others are.
    std::vector<model::OutputRecord> gone(const std::string& host, WallTime at) override {
        return markers_.gone(host, at);
    }

  private:
    struct Described {
        model::SampleType type = model::SampleType::gauge;
        std::string help{};
    };
    void describe(const model::OutputRecord& record);

    const std::string job_;
    StaleMarkers markers_;
    std::map<std::string, Described, std::less<>> families_;
    std::optional<MonoTime> described_at_{};
};

}  // namespace snmpolld::writer
