// Opens what a file output writes to: a file for appending, a FIFO that somebody reads, or a copy of standard output.
#pragma once

#include <sys/types.h>

#include <string>

#include "base/result.hpp"
#include "base/unique_fd.hpp"

namespace snmpolld::sink {

// Which file a descriptor refers to, whatever path it was opened by.
struct FileId {
    dev_t device = 0;
    ino_t inode = 0;

    bool operator==(const FileId&) const = default;
};

struct OpenedFile {
    UniqueFd fd;
    FileId id;
    bool regular = false;
    bool empty = false;      // a regular file of size 0, or anything that is not a regular file: a header belongs there
    bool half_line = false;  // a regular file whose last line has no end, because its writer was cut off
};

// The path "-" stands for standard output. Never waits for the reader of a FIFO. The folder must exist; a new file gets
// the mode 0640, less the umask.
Result<OpenedFile> openOutput(const std::string& path);

}  // namespace snmpolld::sink
