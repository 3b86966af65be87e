// How this process's malloc treats memory that is freed. Does nothing where malloc is not glibc's.
#pragma once

namespace snmpolld {

// Freed memory, however large its blocks, is kept for whoever allocates next, up to a bound, because each page that
// comes anew from the system costs a page fault. To be called before much is allocated.
void keepFreedMemory();

}  // namespace snmpolld
