#include "sink/open_output.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

namespace snmpolld::sink {

namespace {

tl::unexpected<Error> openError(const std::string& path, int error) {
    struct stat info {};
    const bool there = ::stat(path.c_str(), &info) == 0;
    if (error == ENXIO && there && S_ISFIFO(info.st_mode))
        return fail(ErrorKind::system, "open " + path + ": nobody reads this FIFO");
    const std::filesystem::path folder = std::filesystem::path(path).parent_path();
    if (error == ENOENT && !folder.empty() && ::stat(folder.c_str(), &info) != 0)
        return fail(ErrorKind::system, "open " + path + ": the folder " + folder.string() + " does not exist");
    return systemError("open " + path, error);
}

// Reads through a descriptor of its own, since that of the output is for writing only. A file that may not be read is
// taken to end with a whole line.
bool endsInsideLine(const std::string& path, off_t size) {
    if (size == 0) return false;
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK));
    char last = '\n';
    return fd && ::pread(fd.get(), &last, 1, size - 1) == 1 && last != '\n';
}

void describe(const struct stat& info, OpenedFile& out) {
    out.id = {info.st_dev, info.st_ino};
    out.regular = S_ISREG(info.st_mode);
    out.empty = !out.regular || info.st_size == 0;
}

Result<OpenedFile> standardOutput() {
    OpenedFile out;
    out.fd = UniqueFd(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3));
    if (!out.fd) return systemError("standard output", errno);
    struct stat info {};
    if (::fstat(out.fd.get(), &info) != 0) return systemError("standard output", errno);
    describe(info, out);
    return out;
}

}  // namespace

// O_NONBLOCK is for the open only, so that a FIFO cannot hold it up; the threads that write may wait.
Result<OpenedFile> openOutput(const std::string& path) {
    if (path == "-") return standardOutput();
    OpenedFile out;
    constexpr int kFlags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    out.fd = UniqueFd(::open(path.c_str(), kFlags, 0640));
    if (!out.fd) return openError(path, errno);
    struct stat info {};
    const int flags = ::fcntl(out.fd.get(), F_GETFL);
    if (::fcntl(out.fd.get(), F_SETFL, flags & ~O_NONBLOCK) != 0 || ::fstat(out.fd.get(), &info) != 0)
        return systemError("open " + path, errno);
    describe(info, out);
    out.half_line = out.regular && endsInsideLine(path, info.st_size);
    return out;
}

}  // namespace snmpolld::sink
