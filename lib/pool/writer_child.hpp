// WriterChild: the process that brings records to one output's database, as long as the output is configured. Records
// are kept until the process has settled them, and given to its successor if it dies: nothing is lost with a process.
// What is kept has bounds; records that find no room are dropped and counted.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <string>

#include "base/clocks.hpp"
#include "base/token_bucket.hpp"
#include "child/child_process.hpp"
#include "child/upkeep.hpp"
#include "ipc/writer_codec.hpp"
#include "loop/loop.hpp"

namespace snmpolld::pool {

class WriterChild final : private child::ChildProcess::Owner {
  public:
    static constexpr size_t kMostKept = 16U << 20;  // octets of frames that are not settled
    static constexpr double kLogLines = 20;         // a second
    static constexpr double kLogLinesAtOnce = 100;

    // What it has done, all processes together. Counts are of samples unless they say otherwise.
    struct State {
        ipc::WriterReport report{};    // the counts of all processes; the rest as the present one says
        uint64_t records = 0;          // taken
        uint64_t dropped_records = 0;  // found no room here
        uint64_t dropped_samples = 0;
        uint64_t kept_records = 0;  // not settled yet
        size_t kept_octets = 0;
        uint64_t restarts = 0;
    };

    // Clocks must outlive it. `file`: the executable.
    WriterChild(loop::Loop& loop, const Clocks& clocks, std::string file, model::WriterSettings settings);
    ~WriterChild();

    void start();
    void write(const model::OutputRecord& record);
    void forget(const std::string& host);
    // No more records follow. The process ends when it has brought what it has got to the database or to the disk.
    void finish();

    const model::WriterSettings& settings() const { return settings_; }
    // After finish(): the process has ended, with everything settled that could be.
    bool isOver() const { return over_; }
    State state() const;

  private:
    struct Kept {
        uint64_t id = 0;
        std::string frame{};
        bool is_record = false;
        bool settled = false;
    };

    Result<void> childReady(std::string_view details) override;
    Result<void> frameCame(std::span<const std::byte> frame) override;
    Result<void> logLineCame(std::string_view line) override;
    void childGone(const child::Death& death) override;
    Result<void> settle(const ipc::Settled& settled);
    bool isRunning() const { return process_ != nullptr; }
    void keep(Kept kept);
    void send();
    Result<void> spawn();
    void tick();
    std::string trouble() const;

    loop::Loop& loop_;
    const Clocks& clocks_;
    const std::string file_;
    const model::WriterSettings settings_;
    std::unique_ptr<child::ChildProcess> process_;
    std::deque<Kept> kept_;  // ids ascend
    size_t sent_ = 0;        // the first so many of them were given to the process
    size_t sent_octets_ = 0;
    uint64_t last_id_ = 0;
    bool finishing_ = false;
    bool over_ = false;
    int silent_ticks_ = 0;
    State past_;                // counts of what happened here and in former processes
    ipc::WriterReport report_;  // the last one of the present process
    TokenBucket log_lines_{kLogLines, kLogLinesAtOnce};
    child::Upkeep upkeep_;
    loop::Timer tick_timer_;
};

}  // namespace snmpolld::pool
