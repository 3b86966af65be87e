// What the tables of system calls are made of (syscall_filter.cpp): a row names a call, the conditions on its arguments
// under which it applies, and what becomes of it. Seen in this folder only.
#pragma once

#if defined(__linux__) && !defined(SNMPOLLD_SANITIZED)

#include <seccomp.h>
#include <sys/socket.h>

#include <array>
#include <cstdint>
#include <span>

namespace snmpolld::sandbox {

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

// Waiting, memory, time, signals, exiting: what every child may do.
std::span<const Rule> commonCalls();
// What only this kind of child may do, and which calls it may not use on descriptor 3, its channel, and on descriptor
// 4, over which the supervisor hands it sockets.
std::span<const Rule> workerCalls();
std::span<const int> workerNotOnTheChannel();
std::span<const Rule> httpCalls();
std::span<const int> httpNotOnTheChannel();
std::span<const int> httpNotOnTheHandover();

}  // namespace snmpolld::sandbox

#endif
