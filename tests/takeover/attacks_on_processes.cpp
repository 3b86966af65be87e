// Attacks on other processes: the supervisor, which is the parent, and workers beside.
#include <fcntl.h>
#include <linux/capability.h>
#include <poll.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#include <csignal>

#include "attack.hpp"

namespace snmpolld::takeover {

namespace {

// The kernel sends the signal when the descriptor becomes ready, with the rights of whoever has asked for it.
bool signalWhenReady(long fd, const Aim& aim) {
    return call(SYS_fcntl, fd, F_SETSIG, SIGKILL) && call(SYS_fcntl, fd, F_SETOWN, aim.victim) &&
           call(SYS_fcntl, fd, F_SETFL, O_ASYNC);
}

// Waits for something to come, which the other end sends when it is told so. The kernel sends no signal while somebody
// is in recv().
bool signalByChannel(long fd, const Aim& aim) {
    if (!signalWhenReady(fd, aim)) return false;
    char octet = 'x';
    pollfd channel{.fd = kChannel, .events = POLLIN, .revents = 0};
    return ::send(kChannel, &octet, 1, 0) == 1 && ::poll(&channel, 1, -1) == 1 && ::recv(kChannel, &octet, 1, 0) == 1;
}

int newSocket() {
    return ::socket(AF_INET, SOCK_DGRAM, 0);
}

bool readMemory(const Aim& aim) {
    char byte = 0;
    const iovec here{&byte, 1};
    const iovec there{&byte, 1};
    return call(SYS_process_vm_readv, aim.victim, &here, 1L, &there, 1L, 0L);
}

bool gainCapabilities() {
    __user_cap_header_struct header{_LINUX_CAPABILITY_VERSION_3, 0};
    __user_cap_data_struct all[2] = {{~0U, ~0U, 0}, {~0U, ~0U, 0}};
    return call(SYS_capset, &header, all);
}

constexpr Attack kAttacks[] = {
    {"kill", [](const Aim& aim) { return call(SYS_kill, aim.victim, SIGKILL); }},
    {"kill everybody", [](const Aim&) { return call(SYS_kill, -1L, 0L); }},
    {"tkill", [](const Aim& aim) { return call(SYS_tkill, aim.victim, SIGKILL); }},
    {"tgkill", [](const Aim& aim) { return call(SYS_tgkill, aim.victim, aim.victim, SIGKILL); }},
    {"rt_sigqueueinfo", [](const Aim& aim) { return call(SYS_rt_sigqueueinfo, aim.victim, SIGKILL, 0L); }},
    {"pidfd_open", [](const Aim& aim) { return call(434, aim.victim, 0L); }},
    {"pidfd_send_signal", [](const Aim&) { return call(424, 0L, SIGKILL, 0L, 0L); }},
    {"pidfd_getfd", [](const Aim&) { return call(438, 0L, 0L, 0L); }},
    {"signal by the channel", [](const Aim& aim) { return signalByChannel(kChannel, aim); }},
    {"signal by the channel in disguise", [](const Aim& aim) { return signalByChannel(disguised(kChannel), aim); }},
    {"signal by a socket", [](const Aim& aim) { return signalWhenReady(newSocket(), aim); }},
    {"F_SETOWN", [](const Aim& aim) { return call(SYS_fcntl, newSocket(), F_SETOWN, aim.victim); }},
    {"F_SETOWN_EX", [](const Aim&) { return call(SYS_fcntl, newSocket(), 15L, 0L); }},
    {"F_SETSIG", [](const Aim&) { return call(SYS_fcntl, newSocket(), F_SETSIG, SIGKILL); }},
    {"O_ASYNC", [](const Aim&) { return call(SYS_fcntl, newSocket(), F_SETFL, O_ASYNC); }},
    {"FIOASYNC", [](const Aim&) { return call(SYS_ioctl, newSocket(), FIOASYNC, 0L); }},
    {"FIOSETOWN", [](const Aim& aim) { return call(SYS_ioctl, newSocket(), 0x8901L, &aim.victim); }},
    {"SIOCSPGRP", [](const Aim& aim) { return call(SYS_ioctl, newSocket(), 0x8902L, &aim.victim); }},
    {"ptrace", [](const Aim& aim) { return call(SYS_ptrace, PTRACE_ATTACH, aim.victim, 0L, 0L); }},
    {"process_vm_readv", readMemory},
    {"kcmp", [](const Aim& aim) { return call(SYS_kcmp, aim.victim, aim.victim, 0L, 0L, 0L); }},
    {"clone", [](const Aim&) { return call(SYS_clone, SIGCHLD, 0L, 0L, 0L, 0L); }},
    {"clone3", [](const Aim&) { return call(435, 0L, 0L); }},
    {"execve", [](const Aim&) { return call(SYS_execve, "/bin/true", 0L, 0L); }},
    {"execveat", [](const Aim&) { return call(SYS_execveat, AT_FDCWD, "/bin/true", 0L, 0L, 0L); }},
    {"prlimit", [](const Aim& aim) { return call(SYS_prlimit64, aim.victim, RLIMIT_NOFILE, 0L, 0L); }},
    {"own prlimit", [](const Aim&) { return call(SYS_prlimit64, 0L, RLIMIT_AS, 0L, 0L); }},
    {"setpriority", [](const Aim& aim) { return call(SYS_setpriority, 0L, aim.victim, 19L); }},
    {"sched_setaffinity", [](const Aim& aim) { return call(SYS_sched_setaffinity, aim.victim, 0L, 0L); }},
    {"sched_setscheduler", [](const Aim& aim) { return call(SYS_sched_setscheduler, aim.victim, 0L, 0L); }},
    {"setuid", [](const Aim&) { return call(SYS_setuid, 0L); }},
    {"setresuid", [](const Aim&) { return call(SYS_setresuid, 0L, 0L, 0L); }},
    {"setgroups", [](const Aim&) { return call(SYS_setgroups, 0L, 0L); }},
    {"capset", [](const Aim&) { return gainCapabilities(); }},
    {"be dumpable", [](const Aim&) { return call(SYS_prctl, PR_SET_DUMPABLE, 1L, 0L, 0L); }},
    {"live without supervisor", [](const Aim&) { return call(SYS_prctl, PR_SET_PDEATHSIG, 0L, 0L, 0L); }},
    {"unshare", [](const Aim&) { return call(SYS_unshare, CLONE_NEWUSER); }},
    {"setns", [](const Aim&) { return call(SYS_setns, 0L, 0L); }},
    {"setsid", [](const Aim&) { return call(SYS_setsid); }},
    {"add_key", [](const Aim&) { return call(SYS_add_key, "user", "a", "b", 1L, -3L); }},
    {"reboot", [](const Aim&) { return call(SYS_reboot, 0L, 0L, 0L, 0L); }},
    {"bpf", [](const Aim&) { return call(SYS_bpf, 0L, 0L, 0L); }},
    {"perf_event_open", [](const Aim& aim) { return call(SYS_perf_event_open, 0L, aim.victim, -1L, -1L, 0L); }},
    {"io_uring_setup", [](const Aim&) { return call(425, 1L, 0L); }},
    {"seccomp", [](const Aim&) { return call(SYS_seccomp, 1L, 0L, 0L); }},
    {"pause for ever in a timer", [](const Aim&) { return call(SYS_timer_create, 0L, 0L, 0L); }},
};

}  // namespace

std::span<const Attack> attacksOnProcesses() {
    return kAttacks;
}

}  // namespace snmpolld::takeover
