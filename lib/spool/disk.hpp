// Disk: the file system as the spool uses it, so that tests can let any step of it fail. Every call does all that it
// was asked for or returns an error.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/unique_fd.hpp"

namespace snmpolld::spool {

class Disk {
  public:
    struct File {
        std::string name{};
        uint64_t octets = 0;
    };

    virtual ~Disk() = default;

    // Mode 0700, with the folders above it. One that exists is left as it is.
    virtual Result<void> makeFolder(const std::filesystem::path& folder);
    // The regular files in it.
    virtual Result<std::vector<File>> list(const std::filesystem::path& folder);
    // Flags as of open(2); a file that is made gets mode 0600.
    virtual Result<UniqueFd> open(const std::filesystem::path& path, int flags);
    // Fewer octets than asked for only at the end of the file.
    virtual Result<std::string> read(int fd, uint64_t offset, size_t length);
    virtual Result<void> write(int fd, uint64_t offset, std::string_view octets);
    virtual Result<void> cut(int fd, uint64_t size);
    // Also of a folder: afterwards the names in it are safe.
    virtual Result<void> sync(int fd);
    virtual Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to);
    // No error if there is no such file.
    virtual Result<void> remove(const std::filesystem::path& path);
};

Disk& realDisk();

// Disk::rename(), except that an error after which the file has its new name all the same is none, as it may come from
// a network.
Result<void> renameFile(Disk& disk, const std::filesystem::path& from, const std::filesystem::path& to);

// The whole content; "" when there is no such file. More than `most` octets are left out.
Result<std::string> readFile(Disk& disk, const std::filesystem::path& path, size_t most);

// PATH is as before or has the new content, whatever happens: it is written as PATH.new, synced and renamed.
Result<void> replaceContent(Disk& disk, const std::filesystem::path& path, std::string_view content);

}  // namespace snmpolld::spool
