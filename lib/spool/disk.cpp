#include "spool/disk.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

namespace snmpolld::spool {

namespace {

namespace fs = std::filesystem;

int syncContent(int fd) {
#if defined(__APPLE__)
    return ::fsync(fd);
#else
    return ::fdatasync(fd);
#endif
}

}  // namespace

Result<void> Disk::makeFolder(const fs::path& folder) {
    std::error_code error;
    if (folder.has_parent_path()) fs::create_directories(folder.parent_path(), error);
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) return systemError("mkdir " + folder.string(), errno);
    return {};
}

Result<std::vector<Disk::File>> Disk::list(const fs::path& folder) {
    std::vector<File> files;
    std::error_code error;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        struct stat info {};
        if (::lstat(at->path().c_str(), &info) != 0 || !S_ISREG(info.st_mode)) continue;
        files.push_back({at->path().filename().string(), static_cast<uint64_t>(info.st_size)});
    }
    if (error) return systemError("read " + folder.string(), error.value());
    return files;
}

Result<UniqueFd> Disk::open(const fs::path& path, int flags) {
    UniqueFd fd(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!fd) return systemError("open " + path.string(), errno);
    return fd;
}

Result<std::string> Disk::read(int fd, uint64_t offset, size_t length) {
    std::string octets(length, '\0');
    size_t have = 0;
    while (have < length) {
        const ssize_t n = ::pread(fd, octets.data() + have, length - have, static_cast<off_t>(offset + have));
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return systemError("read", errno);
        if (n == 0) break;
        have += static_cast<size_t>(n);
    }
    octets.resize(have);
    return octets;
}

Result<void> Disk::write(int fd, uint64_t offset, std::string_view octets) {
    while (!octets.empty()) {
        const ssize_t n = ::pwrite(fd, octets.data(), octets.size(), static_cast<off_t>(offset));
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) return systemError("write", n < 0 ? errno : ENOSPC);
        octets.remove_prefix(static_cast<size_t>(n));
        offset += static_cast<uint64_t>(n);
    }
    return {};
}

Result<void> Disk::cut(int fd, uint64_t size) {
    if (::ftruncate(fd, static_cast<off_t>(size)) != 0) return systemError("truncate", errno);
    return {};
}

Result<void> Disk::sync(int fd) {
    if (syncContent(fd) != 0) return systemError("sync", errno);
    return {};
}

Result<void> Disk::rename(const fs::path& from, const fs::path& to) {
    if (std::rename(from.c_str(), to.c_str()) != 0) return systemError("rename " + from.string(), errno);
    return {};
}

Result<void> Disk::remove(const fs::path& path) {
    if (::unlink(path.c_str()) != 0 && errno != ENOENT) return systemError("remove " + path.string(), errno);
    return {};
}

Disk& realDisk() {
    static Disk disk;
    return disk;
}

Result<void> renameFile(Disk& disk, const fs::path& from, const fs::path& to) {
    auto renamed = disk.rename(from, to);
    std::error_code error;
    if (!renamed && !fs::exists(from, error) && !error && fs::exists(to, error)) return {};
    return renamed;
}

Result<std::string> readFile(Disk& disk, const fs::path& path, size_t most) {
    std::error_code error;
    if (!fs::exists(path, error) && !error) return "";
    auto fd = disk.open(path, O_RDONLY);
    if (!fd) return tl::make_unexpected(std::move(fd.error()));
    auto octets = disk.read(fd->get(), 0, most);
    if (!octets) return withContext(path.string(), std::move(octets.error()));
    return octets;
}

Result<void> replaceContent(Disk& disk, const fs::path& path, std::string_view content) {
    const fs::path fresh = path.string() + ".new";
    auto fd = disk.open(fresh, O_WRONLY | O_CREAT | O_TRUNC);
    if (!fd) return tl::make_unexpected(std::move(fd.error()));
    auto done = disk.write(fd->get(), 0, content);
    if (done) done = disk.sync(fd->get());
    if (!done) return withContext(fresh.string(), std::move(done.error()));
    return renameFile(disk, fresh, path);
}

}  // namespace snmpolld::spool
