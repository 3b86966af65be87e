// RejectedFile: what a database refuses for good, as JSON Lines with the reason, so that somebody can look at it. Its
// size is bounded; what comes beyond that is only counted.
#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "model/output_record.hpp"

namespace snmpolld::writer {

class RejectedFile {
  public:
    static constexpr uint64_t kMostOctets = 16U << 20;

    // `path`: empty: nothing is written.
    explicit RejectedFile(std::string path) : path_(std::move(path)) {}

    // Appends one line. Errors: the system refuses.
    Result<void> add(const model::OutputRecord& record, const std::string& why, WallTime now);

    const std::string& path() const { return path_; }

  private:
    std::string path_;
};

// The line, with its end.
std::string rejectedLine(const model::OutputRecord& record, const std::string& why, WallTime now);

}  // namespace snmpolld::writer
