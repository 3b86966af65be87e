// Sweep: one round over many hosts. Pulls targets from a source as workers become free, so that a /8 costs no memory.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>

#include "loop/timing.hpp"
#include "model/target.hpp"
#include "sink/fanout.hpp"
#include "supervisor/asker.hpp"
#include "supervisor/poller.hpp"

namespace snmpolld::supervisor {

struct SweepResult {
    uint64_t begun = 0;
    uint64_t ended = 0;
    uint64_t ok = 0;
    bool interrupted = false;
    std::string failure;  // why no poll could be made at all; "" when polls were made
};

class Sweep final : private Asker {
  public:
    using Source = std::function<std::optional<model::Target>()>;
    using Over = std::function<void()>;

    // `sinks`: where observers of the poller write; the sweep goes no faster than they do. `over` is called once, when
    // every poll has its record.
    Sweep(const Outside& outside, Poller& poller, Source source, sink::Fanout& sinks, Over over);
    ~Sweep() override;

    // Somebody else starts the workers.
    void start();
    // Begins no more polls; those that workers have get kInterruptGrace to end. The second call ends them at once.
    void interrupt();
    const SweepResult& result() const { return result_; }

    static constexpr Duration kInterruptGrace = std::chrono::seconds(1);
    static constexpr Duration kOutputPatience =
        std::chrono::seconds(10);  // how long outputs may fail before the sweep ends

  private:
    void recordCame(Host& host, const Question* question, const model::HostRecord& record) override;
    void pollEnded(Host& host) override;
    void roomMade() override { pump_later_->arm(); }
    void workersCannotStart(const std::string& why) override;
    void pump();
    bool beginNext();
    void waitForSinks();
    void tick();
    bool outputsLost(MonoTime now);
    void endNow();
    void endIfDone();

    const Clocks& clocks_;
    pool::Workers& workers_;
    Poller& poller_;
    Source source_;
    sink::Fanout& sinks_;
    Over over_;
    SweepResult result_;
    bool exhausted_ = false;
    bool over_called_ = false;
    bool given_up_ = false;
    MonoTime failing_since_ = MonoTime::max();
    MonoTime give_up_ = MonoTime::max();
    std::unordered_map<const Host*, std::unique_ptr<Host>> hosts_;
    std::unique_ptr<loop::Deferred> pump_later_;
    std::unique_ptr<loop::Alarm> tick_alarm_;
};

}  // namespace snmpolld::supervisor
