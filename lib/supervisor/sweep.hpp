// Sweep: one round over many hosts. Pulls targets from a source as workers become free, so that a /8 costs no memory.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>

#include "loop/loop.hpp"
#include "model/target.hpp"
#include "sink/fanout.hpp"
#include "supervisor/fanout_observer.hpp"
#include "supervisor/poller.hpp"

namespace snmpolld::supervisor {

struct SweepResult {
    uint64_t begun = 0;
    uint64_t ended = 0;
    uint64_t ok = 0;
    bool interrupted = false;
    std::string failure;  // why no poll could be made at all; "" when polls were made
};

class Sweep {
  public:
    using Source = std::function<std::optional<model::Target>()>;
    using Over = std::function<void()>;

    Sweep(loop::Loop& loop, const pool::PoolSettings& settings, const config::Budgets& budgets, Source source,
          sink::Fanout& sinks, Over over);

    void setSampler(samples::Sampler* sampler) { poller_.setSampler(sampler); }
    void start();
    void interrupt();  // begins no more; what is with a worker has kInterruptGrace to answer; the second call ends it
                       // at once
    const SweepResult& result() const { return result_; }
    const Ledger& ledger() const { return poller_.ledger(); }

    static constexpr Duration kInterruptGrace = std::chrono::seconds(1);
    static constexpr Duration kOutputPatience = std::chrono::seconds(10);  // with outputs that fail; then it ends

  private:
    void pump();
    bool beginNext();
    void recordCame(const Host& host, const model::HostRecord& record);
    void waitForSinks();
    void tick();
    bool outputsLost(MonoTime now);
    void endNow();
    void endIfDone();

    Source source_;
    sink::Fanout& sinks_;
    FanoutObserver outputs_;
    Over over_;
    SweepResult result_;
    bool exhausted_ = false;
    bool ending_ = false;
    bool given_up_ = false;
    MonoTime failing_since_ = MonoTime::max();
    MonoTime give_up_ = MonoTime::max();
    std::unordered_map<const Host*, std::unique_ptr<Host>> hosts_;
    Poller poller_;
    loop::EndOfTurn pump_later_;
    loop::Timer timer_;
};

}  // namespace snmpolld::supervisor
