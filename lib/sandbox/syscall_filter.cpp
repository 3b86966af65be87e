#include "sandbox/syscall_filter.hpp"

#include "sandbox/syscall_rules.hpp"

#if defined(__linux__) && !defined(SNMPOLLD_SANITIZED)

#include <unistd.h>

#include <cerrno>
#include <memory>

namespace snmpolld::sandbox {

namespace {

struct FreeFilter {
    void operator()(void* filter) const { seccomp_release(filter); }
};
using Filter = std::unique_ptr<void, FreeFilter>;

// What a kind of child may call, and what it may not call on the descriptors that it was started with.
struct Table {
    std::span<const Rule> calls;
    std::span<const int> not_on_the_channel;   // descriptor 3
    std::span<const int> not_on_the_handover;  // descriptor 4
};

Table tableOf(Kind kind) {
    if (kind == Kind::http)
        return {.calls = httpCalls(),
                .not_on_the_channel = httpNotOnTheChannel(),
                .not_on_the_handover = httpNotOnTheHandover()};
    return {.calls = workerCalls(), .not_on_the_channel = workerNotOnTheChannel(), .not_on_the_handover = {}};
}

// The kernel looks at the lower half of a descriptor's argument only.
constexpr Conditions isDescriptor(uint64_t fd) {
    return {{{{0, SCMP_CMP_MASKED_EQ, kLowerHalf, fd}}}, 1};
}

// System calls that are younger than this program: a library that tries one must learn that it is not there. All
// architectures number them alike.
constexpr int kFirstYoung = 451;
constexpr int kLastYoung = 511;

int add(const Filter& filter, const Rule& rule) {
    const Conditions& conditions = rule.conditions;
    return seccomp_rule_add_array(filter.get(), rule.action, rule.call, conditions.count, conditions.of.data());
}

int addCalls(const Filter& filter, const Table& table) {
    for (const auto rules : {commonCalls(), table.calls})
        for (const Rule& rule : rules)
            if (const int error = add(filter, rule); error != 0) return error;
    for (int call = kFirstYoung; call <= kLastYoung; ++call)
        if (const int error = add(filter, refuse(call, ENOSYS)); error != 0) return error;
    return add(filter, allow(SCMP_SYS(tgkill), equals(0, static_cast<uint64_t>(::getpid()))));
}

int forbid(const Filter& filter, std::span<const int> calls, uint64_t fd) {
    for (const int call : calls)
        if (const int error = add(filter, {SCMP_ACT_KILL_PROCESS, call, isDescriptor(fd)}); error != 0) return error;
    return 0;
}

int addDescriptors(const Filter& filter, const Table& table) {
    if (const int error = forbid(filter, table.not_on_the_channel, 3); error != 0) return error;
    return forbid(filter, table.not_on_the_handover, 4);
}

// The other 32-bit and x32 calls of the same processor are no way around the filter, nor is a thread that was
// there before it. A balanced tree of comparisons costs a call less time than a list.
int setAttributes(const Filter& filter) {
    constexpr uint32_t kTree = 2;
    if (const int error = seccomp_attr_set(filter.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS); error != 0)
        return error;
    if (const int error = seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_TSYNC, 1); error != 0) return error;
    return seccomp_attr_set(filter.get(), SCMP_FLTATR_CTL_OPTIMIZE, kTree);
}

Result<void> load(uint32_t otherwise, int (*rules)(const Filter& filter, const Table& table), const Table& table) {
    const Filter filter(seccomp_init(otherwise));
    if (!filter) return systemError("sandbox: system call filter", ENOMEM);
    if (const int error = setAttributes(filter); error != 0) return systemError("sandbox: system call filter", -error);
    if (const int error = rules(filter, table); error != 0) return systemError("sandbox: system call filter", -error);
    if (const int error = seccomp_load(filter.get()); error != 0)
        return systemError("sandbox: load the system call filter", -error);
    return {};
}

}  // namespace

// Two filters, since one cannot say "any descriptor but this one". Of what they say of a call, the kernel takes the
// stricter.
Result<void> filterSystemCalls(Kind kind) {
    const Table table = tableOf(kind);
    if (auto loaded = load(SCMP_ACT_ALLOW, addDescriptors, table); !loaded) return loaded;
    return load(SCMP_ACT_KILL_PROCESS, addCalls, table);
}

}  // namespace snmpolld::sandbox

#else

namespace snmpolld::sandbox {

Result<void> filterSystemCalls(Kind) {
    return {};
}

}  // namespace snmpolld::sandbox

#endif
