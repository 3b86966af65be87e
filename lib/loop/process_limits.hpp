// The limits of this process that uv cannot do without: it ends the process when it cannot start its threads.
#pragma once

#include <cstddef>

#include "base/result.hpp"

namespace snmpolld::loop {

// How many threads uv starts, all at their first use. They serve the resolver (half of them at most) and one write for
// each output that hangs.
inline constexpr size_t kThreads = 16;

// For a loop, its sockets and files, and a first worker.
inline constexpr size_t kDescriptors = 32;

// To be called before there is a Loop. Errors: uv's threads and `more_threads`, or kDescriptors and `more_descriptors`,
// cannot be had beside what there is; the text names the limit.
Result<void> checkLimits(size_t more_threads, size_t more_descriptors);

}  // namespace snmpolld::loop
