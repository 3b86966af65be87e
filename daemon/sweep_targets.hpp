// The hosts of a sweep, from TARGET arguments, @FILE and stdin in the order given. Ranges are kept as ranges and
// expanded one host at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "config/target_spec.hpp"
#include "model/target.hpp"

namespace snmpolld::daemon {

class SweepTargets {
  public:
    // Reads everything and checks every line before anything is polled. `pattern` holds the settings that all hosts
    // share; a target with its own community gets other credentials. Errors name the argument, or FILE:LINE.
    static Result<SweepTargets> read(const std::vector<std::string>& arguments, model::Target pattern);
    // Takes targets that are already complete, such as those of a config file.
    static SweepTargets of(std::vector<model::Target> targets);

    std::optional<model::Target> next();
    uint64_t count() const { return count_; }
    size_t widestHost() const { return widest_; }  // length of the longest host name

  private:
    struct Entry {
        config::TargetSpec spec;
        std::shared_ptr<const model::Credentials> credentials;
    };

    Result<void> addArgument(const std::string& argument);
    Result<void> addLines(std::istream& in, const std::string& name);
    Result<void> addTarget(const std::string& text);

    model::Target pattern_;
    std::vector<Entry> entries_;
    std::vector<model::Target> complete_;
    size_t entry_ = 0;
    uint64_t index_ = 0;
    uint64_t count_ = 0;
    size_t widest_ = 0;
};

}  // namespace snmpolld::daemon
