#include "base/panic.hpp"

#include <cstdio>
#include <cstdlib>

namespace snmpolld {

void panic(std::string_view what) {
    std::fprintf(stderr, "event=panic what=\"%.*s\"\n", static_cast<int>(what.size()), what.data());
    std::abort();
}

}  // namespace snmpolld
