#include "worker/worker.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <span>
#include <string>
#include <vector>

#include "ipc/channel.hpp"
#include "ipc/exit_status.hpp"
#include "ipc/worker_codec.hpp"
#include "sandbox/sandbox.hpp"
#include "snmp/engine.hpp"

namespace snmpolld::worker {

namespace {

constexpr Duration kGathering = std::chrono::milliseconds(2);
constexpr size_t kGathered = 64U << 10;
constexpr Duration kBetweenDropped = std::chrono::milliseconds(10);
using SilentTick = std::chrono::duration<int64_t, std::ratio<1, 125>>;  // 8 ms

// The timeout for poll(): milliseconds, rounded up, so that the deadline has passed when poll() returns.
int waitTime(MonoTime deadline, MonoTime now) {
    using std::chrono::milliseconds;
    constexpr milliseconds kLongest = std::chrono::hours(1);
    if (deadline == MonoTime::max()) return -1;
    if (deadline <= now) return 0;
    if (deadline - now > kLongest) return static_cast<int>(kLongest.count());
    return static_cast<int>(std::chrono::ceil<milliseconds>(deadline - now).count());
}

// The last words of a worker that cannot go on: for the supervisor's log, or for stderr if the supervisor is gone.
int giveUp(ipc::Channel& channel, const Error& error, int exit_status) {
    channel.queue(ipc::LogLine{error.message});
    if (!channel.flush()) std::fprintf(stderr, "snmpolld-worker: %s\n", error.message.c_str());
    return exit_status;
}

ipc::Ready readyWith(const snmp::Engine& engine) {
    const ipc::Sockets sockets{.receive_buffer = static_cast<uint32_t>(engine.receiveBuffer()),
                               .room = static_cast<uint32_t>(engine.room())};
    return {.protocol = std::string(ipc::kWorkerProtocol.name),
            .version = ipc::kWorkerProtocol.version,
            .pid = ::getpid(),
            .details = ipc::encodeSockets(sockets)};
}

Result<snmp::Engine> setUp(ipc::Channel& channel) {
    snmp::initLibrary([&channel](std::string_view text) { channel.queue(ipc::LogLine{std::string(text)}); });
    auto engine = snmp::Engine::create();
    if (!engine) return engine;
    if (auto closed = sandbox::enter(sandbox::Kind::worker); !closed) return tl::unexpected(std::move(closed.error()));
    channel.queue(readyWith(*engine));
    return engine;
}

class PollLoop {
  public:
    PollLoop(ipc::Channel& channel, snmp::Engine& engine) : channel_(channel), engine_(engine) {}

    // Polls until the channel ends. Errors: the channel is broken, or a frame on it is not a task.
    Result<void> run() {
        while (true) {
            // A flush fails if the supervisor is gone, which is an end like any other.
            if (mustFlush() && !channel_.flush()) return {};
            wait();
            if (auto open = readTasks(); !open || !*open) return open.map([](bool) {});
            engine_.turn(monoNow(), std::span(fds_).subspan(1));
            for (const model::HostRecord& record : engine_.takeDone())
                ipc::encodeFromWorker(record, channel_.batch());
            askForKeys();
            tellSilent();
            tellDropped();
        }
    }

  private:
    // While hosts that do answer are being polled, what is queued waits a moment for their records, so that one write
    // carries many records. This saves time here and in the supervisor.
    bool mustFlush() {
        if (channel_.queued() == 0) return false;
        const MonoTime now = monoNow();
        if (flush_at_ == MonoTime::max()) flush_at_ = now + kGathering;
        const bool must = engine_.inFlight() == engine_.silent() || now >= flush_at_ ||
                          channel_.queued() >= kGathered || asks_for_keys_;
        if (must) flush_at_ = MonoTime::max();
        if (must) asks_for_keys_ = false;
        return must;
    }

    void wait() {
        fds_.assign(1, pollfd{channel_.fd(), POLLIN, POLLIN});
        if (engine_.inFlight() == 0) return;  // nothing else to wait for: reading the next task blocks
        engine_.waitFor(fds_);
        const int ready = ::poll(fds_.data(), fds_.size(), waitTime(std::min(flush_at_, nextDeadline()), monoNow()));
        if (ready > 0) return;
        for (pollfd& fd : fds_)
            fd.revents = 0;  // interrupted: poll() has left them unchanged
    }

    // If none of the hosts answers, deadlines are rounded up, so that several hosts are retried or given up at a time.
    MonoTime nextDeadline() const {
        const MonoTime next = engine_.nextDeadline();
        const bool several = engine_.inFlight() > 1 && engine_.inFlight() == engine_.silent();
        return several ? std::chrono::ceil<SilentTick>(next) : next;
    }

    Result<bool> readTasks() {
        if (fds_.front().revents == 0) return true;
        return channel_.receive([this](std::span<const std::byte> frame) -> Result<void> {
            if (decoder_.forgets(frame)) {
                engine_.wipeSecrets();
                return {};
            }
            if (ipc::isKeyAnswer(frame)) return takeKeys(frame);
            auto task = decoder_.decode(frame);
            if (!task) return tl::unexpected(std::move(task.error()));
            engine_.start(std::move(*task), monoNow());
            return {};
        });
    }

    Result<void> takeKeys(std::span<const std::byte> frame) {
        const auto answer = ipc::decodeKeyAnswer(frame);
        if (!answer) return tl::unexpected(answer.error());
        engine_.answerKeys(*answer, monoNow());
        return {};
    }

    // A poll waits for the answer, so this is not gathered with records.
    void askForKeys() {
        for (const model::KeyWanted& wanted : engine_.takeKeysWanted()) {
            queue(wanted);
            asks_for_keys_ = true;
        }
    }

    void queue(const ipc::FromWorker& message) { ipc::encodeFromWorker(message, channel_.batch()); }

    void tellSilent() {
        const auto silent = static_cast<uint32_t>(engine_.silent());
        if (silent == told_silent_) return;
        told_silent_ = silent;
        queue(ipc::Silent{silent});
    }

    void tellDropped() {
        const uint64_t dropped = engine_.dropped();
        if (dropped == told_dropped_) return;
        const MonoTime now = monoNow();
        if (now < tell_dropped_at_) return;
        tell_dropped_at_ = now + kBetweenDropped;
        told_dropped_ = dropped;
        queue(ipc::Dropped{dropped});
    }

    ipc::Channel& channel_;
    snmp::Engine& engine_;
    uint32_t told_silent_ = 0;
    uint64_t told_dropped_ = 0;
    MonoTime tell_dropped_at_{};
    bool asks_for_keys_ = false;           // something queued must go out at once
    MonoTime flush_at_ = MonoTime::max();  // when what is queued must go out at the latest
    std::vector<pollfd> fds_;              // the channel's, then the engine's
    ipc::TaskDecoder decoder_;
};

}  // namespace

int run(UniqueFd fd) {
    if (!ipc::isChannel(fd.get())) {
        std::fputs("snmpolld-worker: started by snmpolld with a socket on descriptor 3, not by hand\n", stderr);
        return ipc::kNotAChild;
    }
    std::signal(SIGPIPE, SIG_IGN);
    ipc::Channel channel(std::move(fd));
    auto engine = setUp(channel);
    if (!engine) return giveUp(channel, engine.error(), ipc::kSetupFailed);
    const auto ended = PollLoop(channel, *engine).run();
    return ended ? ipc::kStopped : giveUp(channel, ended.error(), ipc::kBadMessage);
}

}  // namespace snmpolld::worker
