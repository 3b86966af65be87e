#include "sink/open_output.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/text.hpp"

namespace snmpolld::sink {

namespace {

tl::unexpected<Error> openError(const std::string& path, int error) {
    struct stat info {};
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

// A pipe without a name, such as that of /dev/stdout, has no other readers to come.
bool hasName(const std::string& path) {
    std::error_code none;
    return !std::filesystem::canonical(path, none).empty();
}

void describe(const struct stat& info, const std::string& path, OpenedFile& out) {
    out.id = {info.st_dev, info.st_ino};
    out.regular = S_ISREG(info.st_mode);
    out.fifo = S_ISFIFO(info.st_mode) && path != "-" && hasName(path);
    out.deleted = info.st_nlink == 0;
    out.empty = !out.regular || info.st_size == 0;
}

Result<OpenedFile> standardOutput() {
    OpenedFile out;
    out.fd = UniqueFd(::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 3));
    if (!out.fd) return systemError("standard output", errno);
    struct stat info {};
    if (::fstat(out.fd.get(), &info) != 0) return systemError("standard output", errno);
    describe(info, "-", out);
    return out;
}

Result<OpenedFile> unreadFifo(const std::string& path) {
    struct stat info {};
    OpenedFile out;
    if (::stat(path.c_str(), &info) == 0) describe(info, path, out);
    if (!out.fifo) return openError(path, ENXIO);
    return out;
}

// The process that holds an flock() on the file, as Linux tells it; 0: not known.
long holderOf(ino_t inode) {
    std::ifstream locks("/proc/locks");
    std::string number, kind, mode, access, file;
    for (std::string line; std::getline(locks, line);) {
        std::istringstream words(line);
        long pid = 0;
        if (!(words >> number >> kind >> mode >> access >> pid >> file) || kind != "FLOCK") continue;
        if (file.substr(file.rfind(':') + 1) == std::to_string(inode)) return pid;
    }
    return 0;
}

std::string describeProcess(long pid) {
    if (pid <= 0) return "another process";
    if (pid == ::getpid()) return "another output of this process";
    std::string name;
    std::getline(std::ifstream("/proc/" + std::to_string(pid) + "/comm"), name);
    return "process " + std::to_string(pid) + (name.empty() ? "" : " (" + printable(name) + ")");
}

}  // namespace

// O_NONBLOCK is for the open only, so that a FIFO cannot hold it up.
Result<OpenedFile> openOutput(const std::string& path, Create create) {
    if (path == "-") return standardOutput();
    OpenedFile out;
    constexpr int kFlags = O_WRONLY | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK;
    out.fd = UniqueFd(::open(path.c_str(), create == Create::yes ? kFlags | O_CREAT : kFlags, 0640));
    if (!out.fd && errno == ENXIO) return unreadFifo(path);
    if (!out.fd) return openError(path, errno);
    struct stat info {};
    const int flags = ::fcntl(out.fd.get(), F_GETFL);
    if (::fcntl(out.fd.get(), F_SETFL, flags & ~O_NONBLOCK) != 0 || ::fstat(out.fd.get(), &info) != 0)
        return systemError("open " + path, errno);
    describe(info, path, out);
    out.half_line = out.regular && endsInsideLine(path, info.st_size);
    return out;
}

// File systems without locks are written to without one.
Result<UniqueFd> lockOutput(const OpenedFile& file, const std::string& path) {
    if (!file.fd || !file.isShared() || path == "-") return UniqueFd();
    const int locked = ::flock(file.fd.get(), LOCK_EX | LOCK_NB);
    if (locked != 0 && errno == EWOULDBLOCK)
        return fail(ErrorKind::system,
                    "open " + path + ": " + describeProcess(holderOf(file.id.inode)) + " writes to it");
    if (locked != 0) return UniqueFd();
    return UniqueFd(::fcntl(file.fd.get(), F_DUPFD_CLOEXEC, 3));
}

}  // namespace snmpolld::sink
