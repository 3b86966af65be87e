// Reloads: reads the config again when somebody asks for it, in a thread, and hands the result over. At most one reload
// runs and one waits, however often somebody asks: whoever asks during a reload gets the next one, as the files may
// have changed since they were read.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "base/clocks.hpp"
#include "base/result.hpp"
#include "loaded_config.hpp"
#include "loop/background.hpp"
#include "report/config_report.hpp"

namespace snmpolld::daemon {

class Reloads {
  public:
    using Answer = std::function<void(const Result<void>&)>;
    // Why the config must not be taken over unless the reload is forced; it has been read without errors.
    using MayTake = std::function<Result<void>(const LoadedConfig& loaded)>;
    // Takes over the config as a whole, or changes nothing and returns why. In the first case `taken` is called when
    // all hosts have their new targets.
    using Take = std::function<Result<void>(LoadedConfig loaded, std::function<void()> taken)>;

    // A reload that removes more than half of at least this many hosts is refused unless it is forced.
    static constexpr size_t kFewHosts = 20;

    Reloads(loop::Loop& loop, const Clocks& clocks, const LoadedConfig& first, MayTake may_take, Take take);

    // A forced reload may remove any number of hosts, and what is asked of clients of the HTTP server. `answer` is
    // called when the reload has ended.
    void request(bool forced, Answer answer);
    // Refuses those who wait, and all requests from now on. A config that is still being read is not taken over.
    void stop();
    // The thread is reading, so this must not be destroyed.
    bool busy() const { return background_.busy(); }
    const report::ConfigReport& report() const { return report_; }

  private:
    struct Order {
        bool forced = false;
        std::vector<Answer> answers{};
    };

    void begin();
    void readingEnded();
    Result<void> mayTake(const LoadedConfig& loaded) const;
    void end(const Result<void>& result);

    const Clocks& clocks_;
    const MayTake may_take_;
    const Take take_;
    std::vector<uint64_t> host_keys_;  // of the config in use
    std::optional<Order> running_;     // from its beginning until all hosts have their targets
    std::optional<Order> waiting_;
    Result<LoadedConfig> read_;  // the thread's as long as busy()
    report::ConfigReport report_;
    bool stopped_ = false;
    loop::Background background_;
};

}  // namespace snmpolld::daemon
