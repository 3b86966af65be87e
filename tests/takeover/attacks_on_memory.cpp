// Attacks that need memory which can be executed or is very large, and system calls of another architecture.
#include <sys/mman.h>
#include <sys/personality.h>
#include <sys/shm.h>
#include <sys/syscall.h>

#include <cerrno>

#include "attack.hpp"

namespace snmpolld::takeover {

namespace {

constexpr size_t kPage = 4096;

bool map(size_t size, long protection, long flags, long fd) {
    return call(SYS_mmap, 0L, size, protection, flags, fd, 0L);
}

// No such attack without memory to begin with.
void* somePage() {
    return ::mmap(nullptr, kPage, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

#ifdef __x86_64__
bool callOfX32(long number) {
    constexpr long kX32 = 0x40000000;
    return call(kX32 | number, 0L, 0L, 0L);
}

// getpid() of the 32-bit interface. Kernels without that interface end the process with SIGSEGV.
bool callOf32Bits() {
    int result = 20;
    __asm__ volatile("int $0x80" : "+a"(result) : : "memory", "r8", "r9", "r10", "r11");
    return result >= 0;
}
#endif

constexpr Attack kAttacks[] = {
    {"memory to execute",
     [](const Aim&) { return map(kPage, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1); }},
    {"memory to write and execute",
     [](const Aim&) { return map(kPage, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1); }},
    {"map a descriptor", [](const Aim&) { return map(kPage, PROT_READ, MAP_SHARED, 0); }},
    {"make memory executable", [](const Aim&) { return call(SYS_mprotect, somePage(), kPage, PROT_READ | PROT_EXEC); }},
    {"pkey_mprotect", [](const Aim&) { return call(SYS_pkey_mprotect, somePage(), kPage, PROT_EXEC, -1L); }},
    {"READ_IMPLIES_EXEC", [](const Aim&) { return call(SYS_personality, READ_IMPLIES_EXEC); }},
    {"shmget", [](const Aim&) { return call(SYS_shmget, IPC_PRIVATE, kPage, IPC_CREAT | 0600L); }},
    {"8 GiB",
     [](const Aim&) { return map(size_t{8} << 30, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1); }},
    {"userfaultfd", [](const Aim&) { return call(SYS_userfaultfd, 0L); }},
    {"mlockall", [](const Aim&) { return call(SYS_mlockall, 3L); }},
    {"process_madvise", [](const Aim&) { return call(440, 0L, 0L, 0L, 0L, 0L); }},
#ifdef __x86_64__
    {"getpid of x32", [](const Aim&) { return callOfX32(SYS_getpid); }},
    {"openat of x32", [](const Aim&) { return callOfX32(SYS_openat); }},
    {"getpid of 32 bits", [](const Aim&) { return callOf32Bits(); }},
    {"arch_prctl", [](const Aim&) { return call(SYS_arch_prctl, 0x1002L, 0L); }},
    {"modify_ldt", [](const Aim&) { return call(SYS_modify_ldt, 0L, 0L, 0L); }},
    {"ioperm", [](const Aim&) { return call(SYS_ioperm, 0L, 1L, 1L); }},
#endif
};

}  // namespace

std::span<const Attack> attacksOnMemory() {
    return kAttacks;
}

}  // namespace snmpolld::takeover
