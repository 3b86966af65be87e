#include "base/replace_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <system_error>

#include "base/unique_fd.hpp"

namespace snmpolld {

namespace {

namespace fs = std::filesystem;

bool writeAll(int fd, std::string_view content) {
    while (!content.empty()) {
        const ssize_t n = ::write(fd, content.data(), content.size());
        if (n < 0 && errno != EINTR) return false;
        if (n > 0) content.remove_prefix(static_cast<size_t>(n));
    }
    return true;
}

// The rename is only safe once the folder has been synced.
void syncFolderOf(const fs::path& file) {
    const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    const UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (fd) static_cast<void>(::fsync(fd.get()));
}

// What a crash has left of a replacement: "FILE.new.XXXXXX".
void removeLeftovers(const fs::path& file) {
    std::error_code error;
    const std::string start = file.filename().string() + ".new.";
    const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        const std::string name = at->path().filename().string();
        if (name.size() == start.size() + 6 && name.starts_with(start)) ::unlink(at->path().c_str());
    }
}

}  // namespace

// mkostemp creates the file with O_EXCL and a name that nobody can know: what somebody has put there, such as a link to
// another file, is never written to.
Result<void> replaceFile(const fs::path& file, std::string_view content, mode_t mode) {
    removeLeftovers(file);
    std::string fresh = file.string() + ".new.XXXXXX";
    const auto failed = [&](const char* what) -> Result<void> {
        const int error = errno;
        ::unlink(fresh.c_str());
        return systemError(what + (" " + fresh), error);
    };
    {
        const UniqueFd fd(::mkostemp(fresh.data(), O_CLOEXEC));
        if (!fd) return systemError("open " + fresh, errno);
        if (::fchmod(fd.get(), mode) != 0) return failed("chmod");
        if (!writeAll(fd.get(), content)) return failed("write");
        if (::fsync(fd.get()) != 0) return failed("fsync");
    }
    if (std::rename(fresh.c_str(), file.c_str()) != 0) return failed("rename");
    syncFolderOf(file);
    return {};
}

}  // namespace snmpolld
