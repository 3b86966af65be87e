// StateKeeper: gives a service what an earlier one learned of its hosts, and writes to a file what this one has
// learned, from time to time and when it is told to. Polls do not wait for it. Trouble with the file is a warning,
// never the end of the service.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "base/clocks.hpp"
#include "base/result.hpp"
#include "loop/file_replacer.hpp"
#include "loop/timing.hpp"
#include "supervisor/service.hpp"

namespace snmpolld::supervisor {

class StateKeeper {
  public:
    struct Settings {
        std::filesystem::path file;  // empty: nothing is kept
        Duration every = std::chrono::minutes(5);
    };

    StateKeeper(loop::Loop& loop, const Clocks& clocks, loop::Timing& timing, Service& service);

    // Applies from now on.
    void use(Settings settings);

    // To be called before the first poll of the service. A broken file is renamed to FILE.broken. Entries older than
    // kMaxAge are ignored, and so are those that do not belong to a configured host with the same address and
    // credentials.
    void restore();

    // Begins to write the file. If that is under way already, it is written once more afterwards.
    void save();
    // Likewise for the last time, and without pauses, since there are no polls left to hold up.
    void finish();
    bool idle() const { return !saving_; }

    static constexpr Duration kMaxAge = std::chrono::hours(24 * 30);

  private:
    void setAside(const Error& why) const;
    void slice();
    void note(const Host& host, Now now);
    void written(const Result<void>& result);

    const Clocks& clocks_;
    Service& service_;
    Settings settings_;
    std::string text_;  // what is written so far
    size_t next_ = 0;   // slot
    size_t noted_ = 0;  // hosts in text_
    bool saving_ = false;
    bool again_ = false;
    bool hurry_ = false;
    bool in_trouble_ = false;
    loop::FileReplacer replacer_;
    std::unique_ptr<loop::Alarm> every_;
    std::unique_ptr<loop::Alarm> slice_;
};

}  // namespace snmpolld::supervisor
