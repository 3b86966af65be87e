// Reports an error of a command: one sentence on stderr, and the exit code for the error's kind.
#pragma once

#include <cstdio>

#include "base/result.hpp"
#include "base/text.hpp"
#include "exit_codes.hpp"

namespace snmpolld::daemon {

inline int failure(const Error& error) {
    std::fprintf(stderr, "snmpolld: %s\n", printable(error.message).c_str());
    return error.kind == ErrorKind::usage ? kUsage : kInternal;
}

}  // namespace snmpolld::daemon
