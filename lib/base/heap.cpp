#include "base/heap.hpp"

#include <cstdlib>
#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace snmpolld {

void keepFreedMemory() {
#ifdef __GLIBC__
    constexpr int kLargestBlock = 32 << 20;  // octets; the most that glibc accepts
    constexpr int kMostKept = 64 << 20;      // octets at the end of the heap
    mallopt(M_MMAP_THRESHOLD, kLargestBlock);
    mallopt(M_TRIM_THRESHOLD, kMostKept);
#endif
}

}  // namespace snmpolld
