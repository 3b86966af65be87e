// The system calls of every child.
#include "sandbox/syscall_rules.hpp"

#if defined(__linux__) && !defined(SNMPOLLD_SANITIZED)

#include <sys/mman.h>

#include <cerrno>

namespace snmpolld::sandbox {

namespace {

constexpr Rule kCommonCalls[] = {
    // Waiting, and the plain calls on what is open, none of which carries a descriptor.
    allow(SCMP_SYS(poll)),
    allow(SCMP_SYS(ppoll)),
    allow(SCMP_SYS(read)),
    allow(SCMP_SYS(write)),
    allow(SCMP_SYS(writev)),
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
    // A child has no files. For glibc, fstat() is a newfstatat() with an empty path, and the filter cannot see paths.
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

}  // namespace

std::span<const Rule> commonCalls() {
    return kCommonCalls;
}

}  // namespace snmpolld::sandbox

#endif
