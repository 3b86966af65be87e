// Attacks on files: making, reading, finding and changing them.
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>

#include <cstring>

#include "attack.hpp"

namespace snmpolld::takeover {

namespace {

constexpr char kFile[] = "/etc/passwd";
constexpr char kNew[] = "/tmp/made-by-a-worker";

struct stat about;
char room[4096];

// Binding a Unix-domain socket makes a file.
bool bindTo(long fd, std::string_view path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    return call(SYS_bind, fd, &address, sizeof(sa_family_t) + path.size() + 1);
}

constexpr Attack kAttacks[] = {
    {"bind the channel", [](const Aim& aim) { return bindTo(kChannel, aim.folder + "/bound"); }},
    {"bind the channel in disguise", [](const Aim& aim) { return bindTo(disguised(kChannel), aim.folder + "/bound"); }},
    {"bind the channel to no file", [](const Aim&) { return bindTo(kChannel, std::string_view("\0worker", 7)); }},
    {"openat to read", [](const Aim&) { return call(SYS_openat, AT_FDCWD, kFile, O_RDONLY); }},
    {"openat to write", [](const Aim&) { return call(SYS_openat, AT_FDCWD, kNew, O_CREAT | O_WRONLY, 0600L); }},
    {"openat of the memory", [](const Aim&) { return call(SYS_openat, AT_FDCWD, "/proc/self/mem", O_RDWR); }},
    {"openat2", [](const Aim&) { return call(437, AT_FDCWD, kFile, 0L, 0L); }},
    {"newfstatat", [](const Aim&) { return call(SYS_newfstatat, AT_FDCWD, kFile, &about, 0L); }},
    {"newfstatat with an empty path", [](const Aim&) { return call(SYS_newfstatat, 0L, kFile, &about, 0x1000L); }},
    {"statx", [](const Aim&) { return call(SYS_statx, AT_FDCWD, kFile, 0L, 0L, room); }},
    {"statfs", [](const Aim&) { return call(SYS_statfs, "/", room); }},
    {"faccessat", [](const Aim&) { return call(SYS_faccessat, AT_FDCWD, kFile, 0L); }},
    {"faccessat2", [](const Aim&) { return call(439, AT_FDCWD, kFile, 0L, 0L); }},
    {"readlinkat", [](const Aim&) { return call(SYS_readlinkat, AT_FDCWD, "/proc/self/exe", room, sizeof room); }},
    {"getdents64", [](const Aim&) { return call(SYS_getdents64, 0L, room, sizeof room); }},
    {"getcwd", [](const Aim&) { return call(SYS_getcwd, room, sizeof room); }},
    {"getxattr", [](const Aim&) { return call(SYS_getxattr, kFile, "user.a", room, sizeof room); }},
    {"mkdirat", [](const Aim&) { return call(SYS_mkdirat, AT_FDCWD, kNew, 0700L); }},
    {"mknodat", [](const Aim&) { return call(SYS_mknodat, AT_FDCWD, kNew, S_IFIFO | 0600L, 0L); }},
    {"symlinkat", [](const Aim&) { return call(SYS_symlinkat, kFile, AT_FDCWD, kNew); }},
    {"linkat", [](const Aim&) { return call(SYS_linkat, AT_FDCWD, kFile, AT_FDCWD, kNew, 0L); }},
    {"unlinkat", [](const Aim&) { return call(SYS_unlinkat, AT_FDCWD, kNew, 0L); }},
    {"renameat2", [](const Aim&) { return call(SYS_renameat2, AT_FDCWD, kNew, AT_FDCWD, kNew, 0L); }},
    {"fchmodat", [](const Aim&) { return call(SYS_fchmodat, AT_FDCWD, kNew, 0777L); }},
    {"fchownat", [](const Aim&) { return call(SYS_fchownat, AT_FDCWD, kNew, 0L, 0L, 0L); }},
    {"utimensat", [](const Aim&) { return call(SYS_utimensat, AT_FDCWD, kNew, 0L, 0L); }},
    {"truncate", [](const Aim&) { return call(SYS_truncate, kNew, 0L); }},
    {"memfd_create", [](const Aim&) { return call(SYS_memfd_create, "a", 0L); }},
    {"chdir", [](const Aim&) { return call(SYS_chdir, "/etc"); }},
    {"chroot", [](const Aim&) { return call(SYS_chroot, "/etc"); }},
    {"mount", [](const Aim&) { return call(SYS_mount, "none", "/tmp", "tmpfs", 0L, 0L); }},
    {"open_tree", [](const Aim&) { return call(428, AT_FDCWD, "/", 0L); }},
    {"name_to_handle_at", [](const Aim&) { return call(SYS_name_to_handle_at, AT_FDCWD, kFile, room, room, 0L); }},
    {"inotify_init1", [](const Aim&) { return call(SYS_inotify_init1, 0L); }},
    {"swapon", [](const Aim&) { return call(SYS_swapon, kFile, 0L); }},
    {"acct", [](const Aim&) { return call(SYS_acct, kNew); }},
    {"umask", [](const Aim&) { return call(SYS_umask, 0L); }},
#ifdef SYS_open
    {"open", [](const Aim&) { return call(SYS_open, kFile, O_RDONLY); }},
    {"creat", [](const Aim&) { return call(SYS_creat, kNew, 0600L); }},
    {"stat", [](const Aim&) { return call(SYS_stat, kFile, &about); }},
    {"lstat", [](const Aim&) { return call(SYS_lstat, kFile, &about); }},
    {"access", [](const Aim&) { return call(SYS_access, kFile, 0L); }},
    {"readlink", [](const Aim&) { return call(SYS_readlink, "/proc/self/exe", room, sizeof room); }},
    {"unlink", [](const Aim&) { return call(SYS_unlink, kNew); }},
    {"rename", [](const Aim&) { return call(SYS_rename, kNew, kNew); }},
    {"mkdir", [](const Aim&) { return call(SYS_mkdir, kNew, 0700L); }},
#endif
};

}  // namespace

std::span<const Attack> attacksOnFiles() {
    return kAttacks;
}

}  // namespace snmpolld::takeover
