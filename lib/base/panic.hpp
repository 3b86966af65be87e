// panic: the end of a process whose invariant is broken. If it is a worker's, only that worker dies, and its hosts get
// their records.
#pragma once

#include <string_view>

namespace snmpolld {

// One line on stderr, then abort().
[[noreturn]] void panic(std::string_view what);

}  // namespace snmpolld
