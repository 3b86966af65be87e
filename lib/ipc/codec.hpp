// Messages to bytes and back: one frame = length (4 octets, little endian) + one FlatBuffer (messages.fbs). Every frame
// is verified before it is read; nothing of what a worker sent is believed.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>

#include "base/result.hpp"
#include "ipc/messages.hpp"

namespace snmpolld::ipc {

inline constexpr size_t kFrameHeader = 4;
inline constexpr size_t kMaxFrame = 64U << 20;  // a GET answer of 64 KiB a varbind fits

// Appends one frame to `out`. A record that no frame holds loses its last varbinds and, if it was ok, becomes partial.
// Error texts and log lines are cut at 4 KiB. A varbind whose value does not belong to its type ends the process.
void encodeTask(const model::PollTask& task, std::string& out);
void encodeFromWorker(const FromWorker& message, std::string& out);

// `frame`: the FlatBuffer without its length. Errors: not a valid message, or one with impossible values (a status that
// only the supervisor gives, a Counter32 above 2^32 - 1, an IpAddress that is not 4 octets ..).
Result<model::PollTask> decodeTask(std::span<const std::byte> frame);

// decodeTask() for one task after another. Hosts share a few credentials and module sets: while a task brings those of
// the one before, it shares its objects and nothing is made anew.
class TaskDecoder {
  public:
    Result<model::PollTask> decode(std::span<const std::byte> frame);

  private:
    std::shared_ptr<const model::Credentials> credentials_;
    std::shared_ptr<const model::ModuleSet> module_set_;
};
Result<FromWorker> decodeFromWorker(std::span<const std::byte> frame);

}  // namespace snmpolld::ipc
