#include "worker/syscall_filter.hpp"

#if defined(__linux__) && !defined(SNMPOLLD_SANITIZED)

#include <netinet/in.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <memory>

namespace snmpolld::worker {

namespace {

struct FreeFilter {
    void operator()(void* filter) const { seccomp_release(filter); }
};
using Filter = std::unique_ptr<void, FreeFilter>;

// One row: a system call, and the condition on an argument under which the row applies.
struct Rule {
    uint32_t action;
    int call;
    unsigned conditions = 0;
    scmp_arg_cmp condition{};
};

constexpr scmp_arg_cmp equals(unsigned argument, uint64_t value) {
    return {argument, SCMP_CMP_EQ, value, 0};
}

constexpr scmp_arg_cmp without(unsigned argument, uint64_t bits) {
    return {argument, SCMP_CMP_MASKED_EQ, bits, 0};
}

constexpr Rule allow(int call) {
    return {SCMP_ACT_ALLOW, call};
}
constexpr Rule allow(int call, scmp_arg_cmp condition) {
    return {SCMP_ACT_ALLOW, call, 1, condition};
}
constexpr Rule refuse(int call, uint32_t error) {
    return {SCMP_ACT_ERRNO(error), call};
}
constexpr Rule refuse(int call, uint32_t error, scmp_arg_cmp condition) {
    return {SCMP_ACT_ERRNO(error), call, 1, condition};
}

constexpr Rule kRules[] = {
    // Waiting, and talking over what is open.
    allow(SCMP_SYS(poll)),
    allow(SCMP_SYS(ppoll)),
    allow(SCMP_SYS(select)),
    allow(SCMP_SYS(pselect6)),
    allow(SCMP_SYS(read)),
    allow(SCMP_SYS(write)),
    allow(SCMP_SYS(writev)),
    allow(SCMP_SYS(recvfrom)),
    allow(SCMP_SYS(recvmsg)),
    allow(SCMP_SYS(recvmmsg)),
    allow(SCMP_SYS(sendto)),
    allow(SCMP_SYS(sendmsg)),
    allow(SCMP_SYS(sendmmsg)),
    // TCP needs one connection for each host. There is no listening and no other family; glibc and Net-SNMP cope with a
    // refusal of those.
    allow(SCMP_SYS(socket), equals(0, AF_INET)),
    allow(SCMP_SYS(socket), equals(0, AF_INET6)),
    refuse(SCMP_SYS(socket), EPERM, equals(0, AF_UNIX)),
    refuse(SCMP_SYS(socket), EPERM, equals(0, AF_NETLINK)),
    allow(SCMP_SYS(connect)),
    allow(SCMP_SYS(bind)),
    allow(SCMP_SYS(getsockname)),
    allow(SCMP_SYS(getpeername)),
    allow(SCMP_SYS(getsockopt)),
    allow(SCMP_SYS(setsockopt)),
    allow(SCMP_SYS(shutdown)),
    allow(SCMP_SYS(fcntl)),
    allow(SCMP_SYS(ioctl), equals(1, FIONREAD)),
    allow(SCMP_SYS(ioctl), equals(1, FIONBIO)),
    allow(SCMP_SYS(ioctl), equals(1, SIOCGIFINDEX)),  // of the interface that polls are sent from
    allow(SCMP_SYS(ioctl), equals(1, SIOCGIFADDR)),
    refuse(SCMP_SYS(ioctl), ENOTTY, equals(1, TCGETS)),
    allow(SCMP_SYS(close)),
    // Memory that cannot be executed.
    allow(SCMP_SYS(brk)),
    allow(SCMP_SYS(mmap), without(2, PROT_EXEC)),
    allow(SCMP_SYS(mprotect), without(2, PROT_EXEC)),
    allow(SCMP_SYS(munmap)),
    allow(SCMP_SYS(mremap)),
    allow(SCMP_SYS(madvise)),
    // Time, randomness, locks, and who am I.
    allow(SCMP_SYS(clock_gettime)),
    allow(SCMP_SYS(gettimeofday)),
    allow(SCMP_SYS(time)),
    allow(SCMP_SYS(times)),
    allow(SCMP_SYS(getrandom)),
    allow(SCMP_SYS(futex)),
    allow(SCMP_SYS(uname)),
    allow(SCMP_SYS(getpid)),
    allow(SCMP_SYS(gettid)),
    allow(SCMP_SYS(getuid)),
    allow(SCMP_SYS(geteuid)),
    allow(SCMP_SYS(getgid)),
    allow(SCMP_SYS(getegid)),
    // Signals and exiting. abort() sends itself a signal; addAll() adds the row for that.
    allow(SCMP_SYS(rt_sigaction)),
    allow(SCMP_SYS(rt_sigprocmask)),
    allow(SCMP_SYS(rt_sigreturn)),
    allow(SCMP_SYS(restart_syscall)),
    allow(SCMP_SYS(exit)),
    allow(SCMP_SYS(exit_group)),
    // A worker has no files. fstat() of an open descriptor is a newfstatat() with an empty path.
    allow(SCMP_SYS(fstat)),
    allow(SCMP_SYS(newfstatat)),
    allow(SCMP_SYS(lseek)),
    refuse(SCMP_SYS(open), ENOENT),
    refuse(SCMP_SYS(openat), ENOENT),
    refuse(SCMP_SYS(access), ENOENT),
    refuse(SCMP_SYS(faccessat), ENOENT),
    refuse(SCMP_SYS(faccessat2), ENOENT),
    refuse(SCMP_SYS(stat), ENOENT),
    refuse(SCMP_SYS(lstat), ENOENT),
    refuse(SCMP_SYS(statx), ENOENT),
    refuse(SCMP_SYS(readlink), ENOENT),
    refuse(SCMP_SYS(readlinkat), ENOENT),
    // What libraries ask for in passing and can do without.
    refuse(SCMP_SYS(prlimit64), EPERM),
    refuse(SCMP_SYS(sysinfo), EPERM),
    refuse(SCMP_SYS(sched_getaffinity), EPERM),
};

int add(const Filter& filter, const Rule& rule) {
    return seccomp_rule_add_array(filter.get(), rule.action, rule.call, rule.conditions, &rule.condition);
}

int addAll(const Filter& filter) {
    for (const Rule& rule : kRules)
        if (const int error = add(filter, rule); error != 0) return error;
    return add(filter, allow(SCMP_SYS(tgkill), equals(0, static_cast<uint64_t>(::getpid()))));
}

}  // namespace

Result<void> filterSystemCalls() {
    const Filter filter(seccomp_init(SCMP_ACT_KILL_PROCESS));
    if (!filter) return systemError("sandbox: system call filter", ENOMEM);
    if (const int error = addAll(filter); error != 0) return systemError("sandbox: system call filter", -error);
    if (const int error = seccomp_load(filter.get()); error != 0)
        return systemError("sandbox: load the system call filter", -error);
    return {};
}

}  // namespace snmpolld::worker

#else

namespace snmpolld::worker {

Result<void> filterSystemCalls() {
    return {};
}

}  // namespace snmpolld::worker

#endif
