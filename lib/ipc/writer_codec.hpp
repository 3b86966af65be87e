// The messages of writer_messages.hpp to frames and back (writer.fbs). Every frame is verified before it is read;
// nothing that a writer sent, or that a disk has kept, is believed.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "base/result.hpp"
#include "ipc/writer_messages.hpp"

namespace snmpolld::ipc {

inline constexpr char kToWriterIdentifier[] = "SNTW";

// A writer sends no frame that is larger, and settles no more records in one.
inline constexpr size_t kMaxFromWriter = 64U << 10;
inline constexpr size_t kMaxSettled = 4096;

// Appends one frame to `out`.
void encodeToWriter(const ToWriter& message, std::string& out);

// `frame` is the FlatBuffer without its length, here and below. Errors: not a valid message.
Result<ToWriter> decodeToWriter(std::span<const std::byte> frame);

// Appends one frame to `out`. At most kMaxSettled records are settled at a time.
void encodeFromWriter(const FromWriter& message, std::string& out);

// Errors: not a valid message, or one beyond the limits.
Result<FromWriter> decodeFromWriter(std::span<const std::byte> frame);

}  // namespace snmpolld::ipc
