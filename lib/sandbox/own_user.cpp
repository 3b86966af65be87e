#include "sandbox/own_user.hpp"

#include <grp.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <fstream>
#include <string>

namespace snmpolld::sandbox {

namespace {

// As root, setgid() and setuid() change the real, effective and saved ids.
bool become(uid_t user) {
    return ::setgroups(0, nullptr) == 0 && ::setgid(user) == 0 && ::setuid(user) == 0;
}

bool isRoot() {
    return ::getuid() == 0 || ::geteuid() == 0;
}

// Whether this is a user namespace that has root and nobody else, as `unshare --map-root-user` makes them. Root has no
// more rights in the system than whoever has made the namespace.
bool isRootAlone() {
    std::ifstream map("/proc/self/uid_map");
    uint64_t first = 0;
    uint64_t outside = 0;
    uint64_t count = 0;
    std::string more;
    return map >> first >> outside >> count && count == 1 && !(map >> more);
}

}  // namespace

Result<void> becomeOwnUser() {
    if (!isRoot() || isRootAlone()) return {};
    if (become(kFirstUser + static_cast<uid_t>(::getpid())) || become(kNobody)) return {};
    return systemError("sandbox: leave the user root (run snmpolld as another user, or with CAP_SETUID and CAP_SETGID)",
                       errno);
}

}  // namespace snmpolld::sandbox
