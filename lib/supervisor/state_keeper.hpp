// StateKeeper: gives a service what an earlier one has learned of its hosts, and writes down what this one has learned:
// from time to time, when it is told to, and so that polls do not wait for it. Trouble with the file is a warning,
// never the end of the service.
#pragma once

#include <filesystem>
#include <string>

#include "base/clock.hpp"
#include "base/now.hpp"
#include "base/result.hpp"
#include "loop/file_replacer.hpp"
#include "loop/loop.hpp"
#include "supervisor/service.hpp"

namespace snmpolld::supervisor {

class StateKeeper {
  public:
    struct Settings {
        std::filesystem::path file;  // empty: nothing is kept
        Duration every = std::chrono::minutes(5);
    };

    StateKeeper(loop::Loop& loop, Service& service);

    // From now on.
    void use(Settings settings);

    // Before the first poll of the service. A broken file is renamed to FILE.broken. What is older than kMaxAge, and
    // what is not of a configured host with the same address and credentials, counts no more.
    void restore();

    // Begins to write, or to write once more when that is under way.
    void save();
    // As save(), when nothing else is left to be done.
    void finish();
    bool idle() const { return !saving_; }

    static constexpr Duration kMaxAge = std::chrono::hours(24 * 30);

  private:
    void setAside(const Error& why) const;
    void slice();
    void note(const Host& host, Now now);
    void written(const Result<void>& result);

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
    loop::Timer every_;
    loop::Timer slice_;
};

}  // namespace snmpolld::supervisor
