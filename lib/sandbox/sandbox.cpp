#include "sandbox/sandbox.hpp"

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <fstream>
#include <span>

#include "base/unique_fd.hpp"
#include "sandbox/landlock.hpp"
#include "sandbox/own_user.hpp"
#include "sandbox/syscall_filter.hpp"

#ifdef __linux__
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#endif

namespace snmpolld::sandbox {

namespace {

// Much more than a child needs: of a worker, 115 MiB of address space were measured with a thousand walks of everything
// side by side, and 26 MiB where 10,000 exchanges are allowed. Descriptors are one for each exchange over TCP, of which
// there are 10,000 at most, and a few ports for each `source`.
constexpr rlim_t kMostMemory = rlim_t{2} << 30;
constexpr rlim_t kMostDescriptors = 16'384;

struct Limit {
    int resource;
    rlim_t most;
};

constexpr Limit kLimits[] = {
    {RLIMIT_CORE, 0},   // a core file would hold the keys
    {RLIMIT_FSIZE, 0},  // no files
    {RLIMIT_NPROC, 0},  // no processes
    {RLIMIT_NOFILE, kMostDescriptors},
#ifndef SNMPOLLD_SANITIZED
    {RLIMIT_AS, kMostMemory},  // sanitizers reserve terabytes
#endif
};

// Where less is allowed already, that stays.
Result<void> limitResources(std::span<const Limit> limits) {
    for (const Limit& limit : limits) {
        rlimit now{};
        if (::getrlimit(limit.resource, &now) != 0) return systemError("sandbox: limit resources", errno);
        const rlim_t most = std::min(limit.most, now.rlim_cur);
        now = {most, most};
        if (::setrlimit(limit.resource, &now) != 0) return systemError("sandbox: limit resources", errno);
    }
    return {};
}

// Standard error is the supervisor's: whoever writes there goes past the supervisor's log, and may change how the
// supervisor's descriptor behaves. A child's last words go over the channel. Sanitizers report on it.
Result<void> letGoOfStderr() {
#ifndef SNMPOLLD_SANITIZED
    const UniqueFd nothing(::open("/dev/null", O_RDWR | O_CLOEXEC));
    if (!nothing) return systemError("sandbox: open /dev/null", errno);
    for (int standard = 0; standard <= STDERR_FILENO; ++standard)
        if (::dup2(nothing.get(), standard) < 0) return systemError("sandbox: let go of standard error", errno);
#endif
    return {};
}

// LeakSanitizer could not look into a process that has changed its user.
Result<void> leaveRoot() {
#ifndef SNMPOLLD_SANITIZED
    return becomeOwnUser();
#else
    return {};
#endif
}

#ifdef __linux__

Result<void> forbidNewPrivileges() {
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return systemError("sandbox: forbid new privileges", errno);
    return {};
}

// Keeps other processes of the same user out of the child's memory. LeakSanitizer needs what this takes away.
Result<void> forbidTracing() {
#ifndef SNMPOLLD_SANITIZED
    if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return systemError("sandbox: forbid tracing", errno);
#endif
    return {};
}

// When memory runs out, a child ends before its supervisor: it costs only its own work and is replaced. Without /proc
// it stays as it is.
Result<void> dieFirstWhenMemoryIsShort() {
    std::ofstream("/proc/self/oom_score_adj") << 1000;
    return {};
}

// Only a process with CAP_SETPCAP may change its bounding set; any other has nothing to give up there.
Result<void> emptyBoundingSet() {
    for (unsigned long capability = 0; ::prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability)
        ::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
    return {};
}

Result<void> dropCapabilities() {
    ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    const __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3]{};
    if (::syscall(SYS_capset, &header, none) != 0) return systemError("sandbox: drop capabilities", errno);
    return {};
}

// A child ends when its channel does. This is for one that does not notice, because it hangs or is stopped.
Result<void> dieWithSupervisor() {
    if (::prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) return systemError("sandbox: die with the supervisor", errno);
    return {};
}

#else

Result<void> forbidNewPrivileges() {
    return {};
}
Result<void> forbidTracing() {
    return {};
}
Result<void> dieFirstWhenMemoryIsShort() {
    return {};
}
Result<void> emptyBoundingSet() {
    return {};
}
Result<void> dropCapabilities() {
    return {};
}
Result<void> dieWithSupervisor() {
    return {};
}

#endif

}  // namespace

// The bounding set can no longer be changed once the user has changed, and changing the user undoes what forbids
// tracing and what ends the child with its supervisor. LeakSanitizer reads /proc, so that its builds have paths.
Result<void> enter(Kind kind, const std::function<void()>& start_threads) {
    constexpr Result<void> (*kSteps[])() = {
        letGoOfStderr, dieFirstWhenMemoryIsShort, emptyBoundingSet,    leaveRoot, dropCapabilities,
        forbidTracing, dieWithSupervisor,         forbidNewPrivileges,
    };
    const bool is_writer = kind == Kind::writer;
    for (const auto step : kSteps) {
        if (is_writer && step == leaveRoot) continue;
        if (auto done = step(); !done) return done;
    }
    if (is_writer) return limitResources(std::span(kLimits).first(1));
#ifndef SNMPOLLD_SANITIZED
    if (auto done = forbidPaths(kind); !done) return done;
#endif
    if (start_threads) start_threads();
    if (auto done = limitResources(kLimits); !done) return done;
    return filterSystemCalls(kind);
}

}  // namespace snmpolld::sandbox
