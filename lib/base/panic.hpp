// panic: the end of a process whose invariant is broken. Of a worker only that worker dies, and its host gets a record.
#pragma once

#include <string_view>

namespace snmpolld {

// One line on stderr, then abort().
[[noreturn]] void panic(std::string_view what);

}  // namespace snmpolld
