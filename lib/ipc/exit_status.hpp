// The exit statuses of a child. People read them in the supervisor's log and in the output of `status`.
#pragma once

namespace snmpolld::ipc {

inline constexpr int kStopped = 0;       // the channel ended
inline constexpr int kNotAChild = 64;    // started by hand: fd 3 is no channel
inline constexpr int kBadMessage = 70;   // a frame from the supervisor was not a message
inline constexpr int kSetupFailed = 71;  // the system refused the sockets or the sandbox

}  // namespace snmpolld::ipc
