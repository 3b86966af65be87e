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

Result<UniqueFd> openFile(const std::filesystem::path& file, int flags) {
    UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | flags));
    // A usage error, because whoever named the file can correct it.
    if (!fd) return withContext("open " + file.string(), {ErrorKind::usage, std::generic_category().message(errno)});
    return fd;
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
    if (filled > limit) return usageError(file.string() + ": larger than " + std::to_string(limit) + " bytes");
    content.resize(filled);
    return content;
}

// O_NONBLOCK, because opening a FIFO to which nobody writes must not hang the daemon.
Result<UniqueFd> openRegular(const std::filesystem::path& file, mode_t refused_mode) {
    auto fd = openFile(file, O_NONBLOCK);
    if (!fd) return fd;
    struct stat status {};
    if (::fstat(fd->get(), &status) != 0) return systemError("stat " + file.string(), errno);
    if (!S_ISREG(status.st_mode)) return usageError(file.string() + " is not a regular file");
    if ((status.st_mode & refused_mode) != 0)
        return usageError(file.string() + " holds a secret and is readable by others; chmod o-r it");
    return fd;
}

std::string_view withoutLineEnd(std::string_view text) {
    if (text.ends_with('\n')) text.remove_suffix(1);
    if (text.ends_with('\r')) text.remove_suffix(1);
    return text;
}

}  // namespace

Result<UniqueFd> openConfigFile(const std::filesystem::path& file) {
    return openFile(file, 0);
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
    const auto fd = openRegular(file, 0);
    if (!fd) return tl::unexpected(fd.error());
    const auto content = readAll(*fd, file, kMaxValueFile);
    if (!content) return content;
    if (!isPlainText(*content)) return usageError(file.string() + " is not text");
    return std::string(withoutLineEnd(*content));
}

Result<Secret> readSecretFile(const std::filesystem::path& file) {
    const auto fd = openRegular(file, kOthersMayRead);
    if (!fd) return tl::unexpected(fd.error());
    auto content = readAll(*fd, file, kMaxValueFile);
    if (!content) return tl::unexpected(content.error());
    Secret secret(withoutLineEnd(*content));
    wipeMemory(content->data(), content->size());
    return secret;
}

}  // namespace snmpolld::config
