#include "config/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <system_error>

#include "base/secret.hpp"
#include "base/text.hpp"
#include "config/load.hpp"

namespace snmpolld::config {

namespace {

constexpr mode_t kOthersMayRead = 004;
constexpr mode_t kOthersMayWrite = 002;

std::string_view opennessOf(mode_t mode) {
    if ((mode & kOthersMayRead) != 0) return "readable by others; chmod o-r it";
    return (mode & kOthersMayWrite) != 0 ? "writable by others; chmod o-w it" : "";
}

std::string_view kindOf(mode_t mode) {
    switch (mode & S_IFMT) {
        case S_IFDIR:
            return "a folder";
        case S_IFIFO:
            return "a FIFO or pipe";
        case S_IFSOCK:
            return "a socket";
        default:
            return "a device";
    }
}

Result<void> checkRegular(const std::filesystem::path& file, const struct stat& status) {
    if (S_ISREG(status.st_mode)) return {};
    return usageError("read " + file.string() + ": it is " + std::string(kindOf(status.st_mode)) +
                      "; only regular files are read");
}

// A limit in words: "64 MiB", "64 KiB".
std::string inWords(size_t octets) {
    return octets >= size_t{1} << 20 ? std::to_string(octets >> 20) + " MiB" : std::to_string(octets >> 10) + " KiB";
}

// All bytes up to the end of the file. Errors: there are more than `limit`.
Result<std::string> readAll(const UniqueFd& fd, const std::filesystem::path& file, size_t limit) {
    std::string content;
    size_t filled = 0;
    while (filled <= limit) {
        if (content.size() == filled) content.resize(std::min(limit + 1, std::max<size_t>(4096, filled * 2)));
        const ssize_t n = ::read(fd.get(), content.data() + filled, content.size() - filled);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return systemError("read " + file.string(), errno);
        if (n == 0) break;
        filled += static_cast<size_t>(n);
    }
    if (filled > limit) return usageError(file.string() + ": larger than " + inWords(limit));
    content.resize(filled);
    return content;
}

// What is no regular file is not even opened, as that does something to some devices. Another file may take its place
// before it is opened: then opening must not hang (O_NONBLOCK), and nothing is read from it.
Result<UniqueFd> openRegular(const std::filesystem::path& file, bool is_secret) {
    struct stat status {};
    if (::stat(file.c_str(), &status) == 0)
        if (const auto regular = checkRegular(file, status); !regular) return tl::unexpected(regular.error());
    UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    // A usage error, because whoever named the file can correct it.
    if (!fd) return withContext("open " + file.string(), {ErrorKind::usage, std::generic_category().message(errno)});
    if (::fstat(fd.get(), &status) != 0) return systemError("stat " + file.string(), errno);
    if (const auto regular = checkRegular(file, status); !regular) return tl::unexpected(regular.error());
    if (const std::string_view open = opennessOf(status.st_mode); is_secret && !open.empty())
        return usageError(file.string() + " holds a secret and is " + std::string(open));
    return fd;
}

std::string_view withoutLineEnd(std::string_view text) {
    if (text.ends_with('\n')) text.remove_suffix(1);
    if (text.ends_with('\r')) text.remove_suffix(1);
    return text;
}

}  // namespace

Result<UniqueFd> openConfigFile(const std::filesystem::path& file) {
    return openRegular(file, false);
}

std::string_view opennessOf(const UniqueFd& fd) {
    struct stat status {};
    return ::fstat(fd.get(), &status) == 0 ? opennessOf(status.st_mode) : "";
}

Result<std::string> readConfigFile(const UniqueFd& fd, const std::filesystem::path& file) {
    return readAll(fd, file, kMaxConfigFile);
}

Result<std::string> readConfigFile(const std::filesystem::path& file) {
    const auto fd = openConfigFile(file);
    if (!fd) return tl::unexpected(fd.error());
    return readConfigFile(*fd, file);
}

Result<std::string> readValueFile(const std::filesystem::path& file) {
    const auto fd = openRegular(file, false);
    if (!fd) return tl::unexpected(fd.error());
    const auto content = readAll(*fd, file, kMaxValueFile);
    if (!content) return content;
    if (!isPlainText(*content)) return usageError(file.string() + " is not text");
    return std::string(withoutLineEnd(*content));
}

Result<Secret> readSecretFile(const std::filesystem::path& file) {
    const auto fd = openRegular(file, true);
    if (!fd) return tl::unexpected(fd.error());
    auto content = readAll(*fd, file, kMaxValueFile);
    if (!content) return tl::unexpected(content.error());
    Secret secret(withoutLineEnd(*content));
    wipeMemory(content->data(), content->size());
    return secret;
}

}  // namespace snmpolld::config
