// Messages to bytes and back: one frame = length (4 octets, little endian) + one FlatBuffer (messages.fbs). Every frame is
// verified before it is read; nothing of what a worker sent is believed.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "base/result.hpp"
#include "ipc/messages.hpp"

namespace snmpolld::ipc {

inline constexpr size_t kFrameHeader = 4;
inline constexpr size_t kMaxFrame = 64U << 20;  // a GET answer of 64 KiB a varbind fits

// Appends one frame to `out`.
void encodeTask(const model::PollTask& task, std::string& out);
void encodeFromWorker(const FromWorker& message, std::string& out);

// `frame`: the FlatBuffer without its length. Errors: not a valid message, or one with impossible values.
Result<model::PollTask> decodeTask(std::span<const std::byte> frame);
Result<FromWorker> decodeFromWorker(std::span<const std::byte> frame);

}  // namespace snmpolld::ipc
