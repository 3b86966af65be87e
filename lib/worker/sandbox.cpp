#include "worker/sandbox.hpp"

#include <sys/resource.h>

#include <cerrno>
#include <csignal>

#include "worker/syscall_filter.hpp"

#ifdef __linux__
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace snmpolld::worker {

namespace {

// A core file would hold the keys.
Result<void> forbidCoreFiles() {
    const rlimit none{0, 0};
    if (::setrlimit(RLIMIT_CORE, &none) != 0) return systemError("sandbox: forbid core files", errno);
    return {};
}

#ifdef __linux__

Result<void> forbidNewPrivileges() {
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return systemError("sandbox: forbid new privileges", errno);
    return {};
}

// Keeps other processes of the same user out of the worker's memory. LeakSanitizer needs what this takes away.
Result<void> forbidTracing() {
#ifndef SNMPOLLD_SANITIZED
    if (::prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) return systemError("sandbox: forbid tracing", errno);
#endif
    return {};
}

// The bounding set comes first. Only a process with CAP_SETPCAP may change it; any other has nothing to give up there.
Result<void> dropCapabilities() {
    for (unsigned long capability = 0; ::prctl(PR_CAPBSET_READ, capability, 0, 0, 0) >= 0; ++capability)
        ::prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
    ::prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    const __user_cap_data_struct none[_LINUX_CAPABILITY_U32S_3]{};
    if (::syscall(SYS_capset, &header, none) != 0) return systemError("sandbox: drop capabilities", errno);
    return {};
}

// A worker ends when its channel does. This is for a worker that does not notice, because it hangs or is stopped.
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
Result<void> dropCapabilities() {
    return {};
}
Result<void> dieWithSupervisor() {
    return {};
}

#endif

}  // namespace

Result<void> enterSandbox() {
    for (const auto step : {forbidCoreFiles, forbidNewPrivileges, forbidTracing, dropCapabilities, dieWithSupervisor,
                            filterSystemCalls}) {
        if (auto done = step(); !done) return done;
    }
    return {};
}

}  // namespace snmpolld::worker
