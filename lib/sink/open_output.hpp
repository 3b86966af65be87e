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
    UniqueFd fd;  // none: a FIFO that nobody reads
    FileId id;
    bool regular = false;
    bool fifo = false;       // with a name, so that readers may come and go
    bool empty = false;      // a regular file of size 0, or anything that is not a regular file: a header belongs there
    bool deleted = false;    // it has no name any more; only /dev/stdout and its like still lead to it
    bool half_line = false;  // a regular file whose last line has no end, because its writer was cut off

    bool isShared() const { return regular || fifo; }  // a second writer would do harm
};

enum class Create { no, yes };

// The path "-" stands for standard output. Never waits for the reader of a FIFO. The folder must exist; a new file gets
// the mode 0640, less the umask.
Result<OpenedFile> openOutput(const std::string& path, Create create = Create::yes);

// Makes this process the only one that writes to the file, until the descriptor that is returned is closed or the
// process ends; the descriptor is none for what cannot be locked. The lock is flock()'s, so it leaves nothing behind.
// Errors: an output of this process or another process, which is named, has the lock.
Result<UniqueFd> lockOutput(const OpenedFile& file, const std::string& path);

}  // namespace snmpolld::sink
