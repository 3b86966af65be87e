// What a fuzz target defines. It aborts when something does not hold; whatever it returns is ignored.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

namespace snmpolld::fuzz {

// Sound inputs, from which the driver makes unsound ones.
std::vector<std::string> seeds();

inline void mustHold(bool condition, const char* what) {
    if (condition) return;
    std::fprintf(stderr, "does not hold: %s\n", what);
    std::abort();
}

}  // namespace snmpolld::fuzz
