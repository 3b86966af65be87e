// Opens what a sink writes to: a file for append, a FIFO that somebody reads, or a copy of standard output.
#pragma once

#include <string>

#include "base/result.hpp"
#include "base/unique_fd.hpp"

namespace snmpolld::sink {

struct Output {
    UniqueFd fd;
    bool empty = false;  // a regular file without a byte in it, or something that is no file: a header belongs there
    bool half_line = false;  // a regular file whose last line has no end: whoever wrote it was cut off
};

// "-" is standard output. Never waits for a FIFO's reader. The folder must be there; a new file has mode 0640 less the
// umask.
Result<Output> openOutput(const std::string& path);

}  // namespace snmpolld::sink
