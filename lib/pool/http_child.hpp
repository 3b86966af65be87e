// HttpChild: the process of the HTTP server, as long as there is an address to listen on. It may die and be replaced.
// It opens no socket itself: the supervisor listens and hands the socket over, to each new process as well. It is
// killed if it hangs, floods or sends something impossible.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>

#include "base/clocks.hpp"
#include "base/token_bucket.hpp"
#include "base/unique_fd.hpp"
#include "child/child_process.hpp"
#include "child/upkeep.hpp"
#include "ipc/http_codec.hpp"
#include "loop/loop.hpp"

namespace snmpolld::pool {

// Who wants an answer: one request of one process.
struct HttpTicket {
    uint64_t run = 0;  // the number of the process
    uint64_t id = 0;
};

class HttpChild final : private child::ChildProcess::Owner {
  public:
    class Events {
      public:
        // Both may call answer().
        virtual void scrapeWanted(HttpTicket ticket, const ipc::ScrapeRequest& scrape) = 0;
        virtual void asked(HttpTicket ticket, ipc::About about) = 0;

      protected:
        ~Events() = default;
    };

    // What a process may say beside one answer's worth for each request: a real one says no line of its own while it
    // serves, and passes on no more requests at a time than it answers.
    static constexpr double kLogLines = 20;  // a second
    static constexpr double kLogLinesAtOnce = 100;
    static constexpr size_t kMostOpen = 128;  // requests without an answer
    // Further messages are read later: clients may ask as fast as they like.
    static constexpr double kMessages = 1000;  // a second
    static constexpr double kMessagesAtOnce = 2000;
    static constexpr Duration kPatience = std::chrono::seconds(10);  // for a sign of life
    static constexpr size_t kMostQueued = 128U << 20;                // octets that it has not read

    // Clocks and events must outlive it.
    HttpChild(loop::Loop& loop, const Clocks& clocks, Events& events);
    ~HttpChild();

    // How clients are served from now on. Before listen(), and whenever it changes.
    void use(const model::WebSettings& web);
    // From now on this socket is listened on. The present one, if any, is listened on no more. `file`: the executable.
    void listen(UniqueFd socket, const std::string& file);
    // Nobody is served any more. The process ends after what it was told: clients that have no answer yet get 503.
    void close();
    void kill();

    bool serves() const { return static_cast<bool>(socket_); }
    bool isRunning() const { return run_.process != nullptr; }
    int pid() const { return isRunning() ? run_.process->pid() : 0; }
    uint64_t restarts() const { return restarts_; }

    // Calls `done` once the process has taken all that it was told, or there is none: at once if there is none now.
    void settle(std::function<void()> done);
    // Does nothing without a process.
    void tell(const ipc::ToHttp& message);
    // Whether somebody still waits for the answer.
    bool isWanted(HttpTicket ticket) const { return ticket.run == runs_ && run_.open.contains(ticket.id); }
    // The first answer counts. Its id says nothing.
    void answer(HttpTicket ticket, ipc::HttpAnswer answer);

  private:
    // What belongs to one process and is new with the next.
    struct Run {
        std::unique_ptr<child::ChildProcess> process{};
        UniqueFd handover{};
        bool ending = false;        // it has been told to end
        std::set<uint64_t> open{};  // requests without an answer
        TokenBucket log_lines{kLogLines, kLogLinesAtOnce};
        TokenBucket messages{kMessages, kMessagesAtOnce};
        uint32_t ping = 0;  // the last one that was sent
        uint32_t pong = 0;  // the last one that was answered
        // What is to be called, by the ping that must be answered.
        std::map<uint32_t, std::function<void()>> settling{};
        int silent_ticks = 0;  // since the answer to the last ping is missing
    };

    Result<void> childReady(std::string_view details) override;
    Result<void> frameCame(std::span<const std::byte> frame) override;
    Result<void> logLineCame(std::string_view line) override;
    void childGone(const child::Death& death) override;
    Result<void> take(const ipc::FromHttp& message);
    Result<void> answered(const ipc::Pong& pong);
    Result<HttpTicket> openTicket(uint64_t id);
    void start();
    Result<void> spawn();
    void handOverSocket();
    void endProcess();
    void tick();
    void watch();

    loop::Loop& loop_;
    const Clocks& clocks_;
    std::string file_;
    Events& events_;
    model::WebSettings web_;
    UniqueFd socket_;  // that is listened on
    Run run_;
    uint64_t runs_ = 0;      // how many processes there have been
    uint64_t restarts_ = 0;  // of them, those that came in the place of one that had died
    child::Upkeep upkeep_;
    loop::Timer tick_timer_;
    loop::Timer resume_timer_;
};

}  // namespace snmpolld::pool
