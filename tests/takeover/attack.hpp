// What somebody tries who has taken over a child: one attack each, by name. taken_over.cpp makes them from inside its
// sandbox, takeover_test.cpp says what must become of them.
#pragma once

#include <sys/types.h>
#include <unistd.h>

#include <span>
#include <string>
#include <string_view>

namespace snmpolld::takeover {

// What an attack is aimed at.
struct Aim {
    pid_t victim = 0;    // a process of somebody else
    std::string folder;  // where files could be made
};

struct Attack {
    std::string_view name;
    bool (*succeeds)(const Aim& aim);  // else the system has refused, and errno says why; may not return
};

std::span<const Attack> attacksOnProcesses();
std::span<const Attack> attacksOnFiles();
std::span<const Attack> attacksOnSockets();
std::span<const Attack> attacksOnMemory();
// What a worker must be able to do, and an HTTP server must not.
std::span<const Attack> attacksOfHttpServers();

// All that both kinds of children may try, one group after the other.
template <typename Seen>
void forEachAttack(const Seen& seen) {
    for (const auto group : {attacksOnProcesses, attacksOnFiles, attacksOnSockets, attacksOnMemory})
        for (const Attack& attack : group())
            seen(attack);
}

inline constexpr int kChannel = 3;
inline constexpr int kHandover = 4;  // of an HTTP server

// A system call as the kernel sees it, past the library's wrappers.
template <typename... Arguments>
bool call(long number, Arguments... arguments) {
    return ::syscall(number, arguments...) >= 0;
}

// Another number of the same descriptor: the kernel looks at the lower half only.
inline constexpr long disguised(long fd) {
    return fd | long{1} << 32;
}

}  // namespace snmpolld::takeover
