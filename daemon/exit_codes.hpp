// Exit codes of snmpolld. Scripts rely on them.
#pragma once

namespace snmpolld::daemon {

inline constexpr int kOk = 0;  // done; for a sweep: every host answered
inline constexpr int kSomeFailed =
    1;  // a sweep in which some host did not answer; no service is running, or it refused
inline constexpr int kDoesNotFit = 1;  // a plan that does not fit
inline constexpr int kUsage = 2;       // an invalid option, target or config file; nothing was polled
inline constexpr int kInternal = 3;    // the system or the program itself failed
inline constexpr int kNotWritten = 4;  // an output has not written all records; how many is on stderr

}  // namespace snmpolld::daemon
