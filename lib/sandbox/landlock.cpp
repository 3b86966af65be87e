#include "sandbox/landlock.hpp"

#ifdef __linux__

#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>

#include "base/unique_fd.hpp"

namespace snmpolld::sandbox {

namespace {

// The kernel's interface by number (include/uapi/linux/landlock.h): the headers of the system that compiles this may be
// older than the kernel that runs it. The numbers of the calls are the same on all architectures.
constexpr long kCreateRuleset = 444;
constexpr long kAddRule = 445;
constexpr long kRestrictSelf = 446;
constexpr unsigned kAskVersion = 1;
constexpr int kNetPort = 2;

struct Ruleset {
    uint64_t paths = 0;
    uint64_t network = 0;
    uint64_t scoped = 0;
};

struct PortRule {
    uint64_t allowed = 0;
    uint64_t port = 0;
};

constexpr uint64_t kBindTcp = 1;
constexpr uint64_t kConnectTcp = 2;
constexpr uint64_t kAbstractSocketsAndSignals = 3;

constexpr uint64_t lowest(unsigned bits) {
    return (uint64_t{1} << bits) - 1;
}

// How many rights on paths each version knows, from version 1 on.
constexpr std::array<unsigned, 5> kPathRights = {13, 14, 15, 15, 16};

Ruleset everythingOf(int version, Kind kind) {
    const uint64_t network = kind == Kind::worker ? kBindTcp : kBindTcp | kConnectTcp;
    const auto known = static_cast<size_t>(version);
    const unsigned rights = known > kPathRights.size() ? kPathRights.back() : kPathRights[known - 1];
    return {.paths = lowest(rights),
            .network = version >= 4 ? network : 0,
            .scoped = version >= 6 ? kAbstractSocketsAndSignals : 0};
}

// Port 0, which lets the system choose, is all that a worker binds when it has a `source`.
bool allowPortZero(const UniqueFd& ruleset) {
    const PortRule rule{.allowed = kBindTcp, .port = 0};
    return ::syscall(kAddRule, ruleset.get(), kNetPort, &rule, 0) == 0;
}

}  // namespace

int landlockVersion() {
    const long version = ::syscall(kCreateRuleset, nullptr, 0, kAskVersion);
    return version < 0 ? 0 : static_cast<int>(version);
}

Result<void> forbidPaths(Kind kind) {
    const int version = landlockVersion();
    if (version < 1) return {};
    const Ruleset all = everythingOf(version, kind);
    const UniqueFd ruleset(static_cast<int>(::syscall(kCreateRuleset, &all, sizeof all, 0)));
    if (!ruleset) return systemError("sandbox: forbid paths", errno);
    if (kind == Kind::worker && all.network != 0 && !allowPortZero(ruleset))
        return systemError("sandbox: forbid ports", errno);
    if (::syscall(kRestrictSelf, ruleset.get(), 0) != 0) return systemError("sandbox: forbid paths", errno);
    return {};
}

}  // namespace snmpolld::sandbox

#else

namespace snmpolld::sandbox {

int landlockVersion() {
    return 0;
}

Result<void> forbidPaths(Kind) {
    return {};
}

}  // namespace snmpolld::sandbox

#endif
