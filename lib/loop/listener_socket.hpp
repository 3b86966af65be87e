// The socket under a Listener: bound to its path with its mode, before anybody can connect.
#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <string>

#include "base/result.hpp"
#include "base/unique_fd.hpp"

namespace snmpolld::loop {

struct BoundSocket {
    UniqueFd fd;
    std::string path;
    dev_t device{};
    ino_t inode{};

    // Removes the file, unless another process has put its own in the same place meanwhile.
    void removeFile() const noexcept;
};

// A Unix-domain SOCK_STREAM socket, bound but not listening. A stale socket file is replaced; a live one and any other
// kind of file is an error.
Result<BoundSocket> bindUnixSocket(const std::filesystem::path& path, unsigned mode);

}  // namespace snmpolld::loop
