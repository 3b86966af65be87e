// The form of everything on a channel between the supervisor and a child: one frame = length (4 octets, little endian)
// + one FlatBuffer of the schema of that child (child.fbs, worker.fbs).
#pragma once

#include <cstddef>

namespace snmpolld::ipc {

inline constexpr size_t kFrameHeader = 4;
inline constexpr size_t kMaxFrame = 64U << 20;  // a GET answer of 64 KiB a varbind fits

}  // namespace snmpolld::ipc
