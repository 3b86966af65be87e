#include "loop/process.hpp"

#include <fcntl.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#ifdef __linux__
#include <linux/close_range.h>
#include <unistd.h>
#endif

#include "loop/handle.hpp"

namespace snmpolld::loop {

namespace {

std::vector<char*> pointersTo(std::vector<std::string>& strings) {
    std::vector<char*> out;
    out.reserve(strings.size() + 1);
    for (std::string& s : strings)
        out.push_back(s.data());
    out.push_back(nullptr);
    return out;
}

std::array<uv_stdio_container_t, 5> descriptorsOf(const Process::Spec& spec) {
    std::array<uv_stdio_container_t, 5> out{};
    out[0].flags = UV_IGNORE;
    out[1].flags = UV_IGNORE;
    out[2].flags = UV_INHERIT_FD;
    out[2].data.fd = 2;
    out[3].flags = spec.channel ? UV_INHERIT_FD : UV_IGNORE;
    out[3].data.fd = spec.channel.get();
    out[4].flags = UV_INHERIT_FD;
    out[4].data.fd = spec.handover.get();
    return out;
}

// What our parent left open must not reach a sandboxed child. (On macOS uv's posix_spawn closes everything else by
// itself.)
void keepDescriptorsFromChildren() {
#ifdef CLOSE_RANGE_CLOEXEC
    static_cast<void>(::close_range(3, ~0U, CLOSE_RANGE_CLOEXEC));
#endif
}

}  // namespace

std::string ExitStatus::toString() const {
    if (signal == 0) return "exit status " + std::to_string(code);
    return "signal " + std::to_string(signal) + " (" + strsignal(signal) + ")";
}

// Stays until the child has been reaped, even if the Process is gone: nobody else would wait for the child, and it
// would remain a zombie for as long as the daemon runs.
struct Process::Handle : Closable {
    uv_process_t process{};
    std::function<void(ExitStatus)> exited;
    bool running = false;

    void end(ExitStatus status);
};

void Process::Handle::end(ExitStatus status) {
    running = false;
    if (dead) return HandleCloser{}(asHandle(process));
    if (exited) exited(status);
}

Result<std::unique_ptr<Process>> Process::spawn(Loop& loop, Spec spec, std::function<void(ExitStatus)> exited) {
    auto* handle = new Handle;
    handle->exited = std::move(exited);
    handle->own(handle->process);
    std::vector<char*> arguments = pointersTo(spec.arguments);
    std::vector<char*> environment = pointersTo(spec.environment);
    auto descriptors = descriptorsOf(spec);
    uv_process_options_t options{};
    options.file = spec.file.c_str();
    options.args = arguments.data();
    options.env = environment.data();
    options.cwd = spec.directory.empty() ? nullptr : spec.directory.c_str();
    options.flags =
        UV_PROCESS_DETACHED;  // setsid: a process group of its own; the channel's end is what ends the child
    options.stdio = descriptors.data();
    options.stdio_count = spec.handover ? 5 : 4;
    options.exit_cb = [](uv_process_t* process, int64_t code, int signal) noexcept {
        ownerOf<Handle>(process).end({.code = static_cast<int>(code), .signal = signal});
    };
    std::unique_ptr<Process> made(new Process(handle));
    keepDescriptorsFromChildren();
    const int status = uv_spawn(loop.raw(), &handle->process, &options);
    if (status < 0) return fail(ErrorKind::system, "start " + spec.file + ": " + uv_strerror(status));
    handle->running = true;
    return made;
}

Process::~Process() {
    if (handle_->running) {
        handle_->dead = true;
        uv_unref(asHandle(handle_->process));
    } else {
        HandleCloser{}(asHandle(handle_->process));
    }
}

int Process::pid() const {
    return handle_->process.pid;
}

void Process::kill(int signal) {
    if (handle_->running) uv_process_kill(&handle_->process, signal);
}

Result<std::pair<UniqueFd, UniqueFd>> socketPair() {
    int fds[2] = {-1, -1};
#ifdef SOCK_CLOEXEC
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) != 0) return systemError("socketpair", errno);
#else
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, fds) != 0) return systemError("socketpair", errno);
    for (const int fd : fds)
        ::fcntl(fd, F_SETFD, FD_CLOEXEC);
#endif
    return std::pair(UniqueFd(fds[0]), UniqueFd(fds[1]));
}

}  // namespace snmpolld::loop
