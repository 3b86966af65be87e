#include "worker/syscall_filter.hpp"

#if defined(__linux__) && !defined(SNMPOLLD_SANITIZED)

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>

namespace snmpolld::worker {

namespace {

struct FreeFilter {
    void operator()(void* filter) const { seccomp_release(filter); }
};
using Filter = std::unique_ptr<void, FreeFilter>;

// Conditions on the arguments of one system call, all of which must hold. A kernel that takes an int ignores the upper
// half of an argument's 64 bits; where that would let an argument pass for another, the condition must not look at it.
struct Conditions {
    std::array<scmp_arg_cmp, 3> of{};
    unsigned count = 0;

    constexpr Conditions operator&&(const Conditions& more) const {
        Conditions both = *this;
        for (unsigned i = 0; i < more.count; ++i)
            both.of[both.count++] = more.of[i];
        return both;
    }
};

constexpr uint64_t kLowerHalf = UINT32_MAX;

constexpr Conditions equals(unsigned argument, uint64_t value) {
    return {{{{argument, SCMP_CMP_EQ, value, 0}}}, 1};
}

constexpr Conditions without(unsigned argument, uint64_t bits) {
    return {{{{argument, SCMP_CMP_MASKED_EQ, bits, 0}}}, 1};
}

constexpr Conditions with(unsigned argument, uint64_t bits) {
    return {{{{argument, SCMP_CMP_MASKED_EQ, bits, bits}}}, 1};
}

// Of an argument that is an int, no bits but these.
constexpr Conditions onlyBits(unsigned argument, uint32_t bits) {
    return without(argument, kLowerHalf & ~uint64_t{bits});
}

constexpr Conditions socketOf(uint64_t family, uint64_t type) {
    constexpr uint64_t kFlags = SOCK_CLOEXEC | SOCK_NONBLOCK;
    const Conditions of_type{{{{1, SCMP_CMP_MASKED_EQ, kLowerHalf & ~kFlags, type}}}, 1};
    return equals(0, family) && of_type && equals(2, 0);
}

constexpr Conditions option(uint64_t level, uint64_t name) {
    return equals(1, level) && equals(2, name);
}

// One row: a system call, and the conditions on its arguments under which the row applies.
struct Rule {
    uint32_t action;
    int call;
    Conditions conditions{};
};

constexpr Rule allow(int call, const Conditions& conditions = {}) {
    return {SCMP_ACT_ALLOW, call, conditions};
}
constexpr Rule refuse(int call, uint32_t error, const Conditions& conditions = {}) {
    return {SCMP_ACT_ERRNO(error), call, conditions};
}

constexpr Rule kRules[] = {
    // Waiting, and talking over what is open. There is no out-of-band data. Of the calls that send, only sendto() works
    // on the channel, and it carries no descriptors; it does not choose the receiver.
    allow(SCMP_SYS(poll)),
    allow(SCMP_SYS(ppoll)),
    allow(SCMP_SYS(select)),
    allow(SCMP_SYS(pselect6)),
    allow(SCMP_SYS(read)),
    allow(SCMP_SYS(write)),
    allow(SCMP_SYS(writev)),
    allow(SCMP_SYS(recvfrom), without(3, MSG_OOB)),
    allow(SCMP_SYS(recvmsg), without(2, MSG_OOB)),
    allow(SCMP_SYS(recvmmsg), without(3, MSG_OOB)),
    allow(SCMP_SYS(sendto), onlyBits(3, MSG_NOSIGNAL | MSG_DONTWAIT) && equals(4, 0)),
    allow(SCMP_SYS(sendmmsg), onlyBits(3, MSG_NOSIGNAL | MSG_DONTWAIT)),
    // UDP, and TCP, which needs one connection for each host. There is no listening and no other family; glibc and
    // Net-SNMP cope with a refusal of those.
    allow(SCMP_SYS(socket), socketOf(AF_INET, SOCK_DGRAM)),
    allow(SCMP_SYS(socket), socketOf(AF_INET, SOCK_STREAM)),
    allow(SCMP_SYS(socket), socketOf(AF_INET6, SOCK_DGRAM)),
    allow(SCMP_SYS(socket), socketOf(AF_INET6, SOCK_STREAM)),
    refuse(SCMP_SYS(socket), EPERM, equals(0, AF_UNIX)),
    refuse(SCMP_SYS(socket), EPERM, equals(0, AF_NETLINK)),
    allow(SCMP_SYS(connect)),
    allow(SCMP_SYS(bind)),  // to the address that polls are sent from
    allow(SCMP_SYS(getsockname)),
    allow(SCMP_SYS(getpeername)),
    allow(SCMP_SYS(shutdown)),
    allow(SCMP_SYS(getsockopt), option(SOL_SOCKET, SO_ERROR)),
    allow(SCMP_SYS(getsockopt), option(SOL_SOCKET, SO_RCVBUF)),
    allow(SCMP_SYS(getsockopt), option(SOL_SOCKET, SO_BINDTODEVICE)),
    allow(SCMP_SYS(setsockopt), option(SOL_SOCKET, SO_RCVBUF)),
    allow(SCMP_SYS(setsockopt), option(SOL_SOCKET, SO_SNDBUF)),
    allow(SCMP_SYS(setsockopt), option(SOL_SOCKET, SO_RCVBUFFORCE)),
    allow(SCMP_SYS(setsockopt), option(SOL_SOCKET, SO_RXQ_OVFL)),
    allow(SCMP_SYS(setsockopt), option(SOL_SOCKET, SO_BINDTODEVICE)),
    allow(SCMP_SYS(setsockopt), option(IPPROTO_IP, IP_RECVERR)),
    allow(SCMP_SYS(setsockopt), option(IPPROTO_IPV6, IPV6_RECVERR)),
    allow(SCMP_SYS(setsockopt), option(IPPROTO_IPV6, IPV6_V6ONLY)),
    allow(SCMP_SYS(setsockopt), option(IPPROTO_TCP, TCP_NODELAY)),
    // Neither copies of descriptors nor signals when one becomes ready, which could be sent to other processes.
    allow(SCMP_SYS(fcntl), equals(1, F_GETFD)),
    allow(SCMP_SYS(fcntl), equals(1, F_SETFD)),
    allow(SCMP_SYS(fcntl), equals(1, F_GETFL)),
    allow(SCMP_SYS(fcntl), equals(1, F_SETFL) && onlyBits(2, O_NONBLOCK | O_ACCMODE)),
    allow(SCMP_SYS(ioctl), equals(1, FIONREAD)),
    allow(SCMP_SYS(ioctl), equals(1, FIONBIO)),
    allow(SCMP_SYS(ioctl), equals(1, SIOCGIFINDEX)),  // of the interface that polls are sent from
    allow(SCMP_SYS(ioctl), equals(1, SIOCGIFADDR)),
    refuse(SCMP_SYS(ioctl), ENOTTY, equals(1, TCGETS)),
    allow(SCMP_SYS(close)),
    // Memory that cannot be executed and is no file's.
    allow(SCMP_SYS(brk)),
    allow(SCMP_SYS(mmap), without(2, PROT_EXEC) && with(3, MAP_ANONYMOUS)),
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
    allow(SCMP_SYS(sched_yield)),
    allow(SCMP_SYS(getcpu)),
    allow(SCMP_SYS(clock_getres)),
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
    // A worker has no files. For glibc, fstat() is a newfstatat() with an empty path, and the filter cannot see paths.
    allow(SCMP_SYS(fstat)),
    allow(SCMP_SYS(lseek)),
    refuse(SCMP_SYS(open), ENOENT),
    refuse(SCMP_SYS(openat), ENOENT),
    refuse(SCMP_SYS(access), ENOENT),
    refuse(SCMP_SYS(faccessat), ENOENT),
    refuse(SCMP_SYS(faccessat2), ENOENT),
    refuse(SCMP_SYS(stat), ENOENT),
    refuse(SCMP_SYS(lstat), ENOENT),
    refuse(SCMP_SYS(statx), ENOENT),
    refuse(SCMP_SYS(newfstatat), ENOENT),
    refuse(SCMP_SYS(readlink), ENOENT),
    refuse(SCMP_SYS(readlinkat), ENOENT),
    // What libraries ask for in passing and can do without.
    refuse(SCMP_SYS(prlimit64), EPERM),
    refuse(SCMP_SYS(prctl), EINVAL),
    refuse(SCMP_SYS(rseq), ENOSYS),
    refuse(SCMP_SYS(membarrier), ENOSYS),
    refuse(SCMP_SYS(set_robust_list), ENOSYS),
    refuse(SCMP_SYS(sysinfo), EPERM),
    refuse(SCMP_SYS(sched_getaffinity), EPERM),
};

// The channel to the supervisor is descriptor 3. It can be read, written with sendto(), waited for and closed: whoever
// bound it would make a file, and what is sent with sendmmsg() may carry descriptors. The kernel looks at the lower
// half of a descriptor's argument only.
constexpr Conditions kIsChannel{{{{0, SCMP_CMP_MASKED_EQ, kLowerHalf, 3}}}, 1};

constexpr int kNotOnTheChannel[] = {
    SCMP_SYS(bind),        SCMP_SYS(connect),     SCMP_SYS(sendmmsg), SCMP_SYS(recvmsg), SCMP_SYS(recvmmsg),
    SCMP_SYS(getsockopt),  SCMP_SYS(setsockopt),  SCMP_SYS(fcntl),    SCMP_SYS(ioctl),   SCMP_SYS(recvfrom),
    SCMP_SYS(getsockname), SCMP_SYS(getpeername), SCMP_SYS(shutdown),
};

// System calls that are younger than this program: a library that tries one must learn that it is not there. All
// architectures number them alike.
constexpr int kFirstYoung = 451;
constexpr int kLastYoung = 511;

int add(const Filter& filter, const Rule& rule) {
    const Conditions& conditions = rule.conditions;
    return seccomp_rule_add_array(filter.get(), rule.action, rule.call, conditions.count, conditions.of.data());
}

int addAll(const Filter& filter) {
    for (const Rule& rule : kRules)
        if (const int error = add(filter, rule); error != 0) return error;
    for (int call = kFirstYoung; call <= kLastYoung; ++call)
        if (const int error = add(filter, refuse(call, ENOSYS)); error != 0) return error;
    return add(filter, allow(SCMP_SYS(tgkill), equals(0, static_cast<uint64_t>(::getpid()))));
}

int addChannel(const Filter& filter) {
    for (const int call : kNotOnTheChannel)
        if (const int error = add(filter, {SCMP_ACT_KILL_PROCESS, call, kIsChannel}); error != 0) return error;
    return 0;
}

// The other 32-bit and x32 calls of the same processor are no way around the filter. A balanced tree of comparisons
// costs a call less time than a list.
int setAttributes(const Filter& filter) {
    constexpr uint32_t kTree = 2;
    if (const int error = seccomp_attr_set(filter.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS); error != 0)
        return error;
    return seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_OPTIMIZE, kTree);
}

Result<void> load(uint32_t otherwise, int (*rules)(const Filter& filter)) {
    const Filter filter(seccomp_init(otherwise));
    if (!filter) return systemError("sandbox: system call filter", ENOMEM);
    if (const int error = setAttributes(filter); error != 0) return systemError("sandbox: system call filter", -error);
    if (const int error = rules(filter); error != 0) return systemError("sandbox: system call filter", -error);
    if (const int error = seccomp_load(filter.get()); error != 0)
        return systemError("sandbox: load the system call filter", -error);
    return {};
}

}  // namespace

// Two filters, since one cannot say "any descriptor but this one". Of what they say of a call, the kernel takes the
// stricter.
Result<void> filterSystemCalls() {
    if (auto loaded = load(SCMP_ACT_ALLOW, addChannel); !loaded) return loaded;
    return load(SCMP_ACT_KILL_PROCESS, addAll);
}

}  // namespace snmpolld::worker

#else

namespace snmpolld::worker {

Result<void> filterSystemCalls() {
    return {};
}

}  // namespace snmpolld::worker

#endif
