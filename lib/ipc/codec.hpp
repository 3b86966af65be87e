// Messages to bytes and back: one frame = length (4 octets, little endian) + one FlatBuffer (messages.fbs). Every frame
// is verified before it is read; nothing of what a worker sent is believed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "base/result.hpp"
#include "ipc/messages.hpp"

namespace snmpolld::ipc {

inline constexpr size_t kFrameHeader = 4;
inline constexpr size_t kMaxFrame = 64U << 20;  // a GET answer of 64 KiB a varbind fits

// Hosts share credentials and module sets: so many of each have a number between a supervisor and a worker.
inline constexpr size_t kNumbers = 16;

// The tasks of one worker, in the order in which it gets them: what they share goes out with the first of them. Keeps
// none of it alive.
class TaskEncoder {
  public:
    // Appends one frame to `out`.
    void encode(const model::PollTask& task, std::string& out);

  private:
    template <typename T>
    struct Told {
        std::array<std::weak_ptr<const T>, kNumbers> things{};
        size_t last = 0;    // asked for
        size_t newest = 0;  // told

        // Its number; `fresh`: it has just got it.
        uint8_t numberOf(const std::shared_ptr<const T>& thing, bool& fresh);
    };

    Told<model::Credentials> credentials_;
    Told<model::ModuleSet> module_sets_;
};

// Appends one frame to `out`. A record that no frame holds loses its last varbinds and, if it was ok, becomes partial.
// Error texts and log lines are cut at 4 KiB. A varbind whose value does not belong to its type ends the process.
void encodeFromWorker(const FromWorker& message, std::string& out);

// The other end of a TaskEncoder. `frame`: the FlatBuffer without its length. Errors: not a valid message, one with
// impossible values, one that needs what was never told. A task that is refused changes nothing.
class TaskDecoder {
  public:
    Result<model::PollTask> decode(std::span<const std::byte> frame);

  private:
    std::array<std::shared_ptr<const model::Credentials>, kNumbers> credentials_;
    std::array<std::shared_ptr<const model::ModuleSet>, kNumbers> module_sets_;
};

// Errors: not a valid message, or one with impossible values (a status that only the supervisor gives, a Counter32
// above 2^32 - 1, an IpAddress that is not 4 octets ..).
Result<FromWorker> decodeFromWorker(std::span<const std::byte> frame);

}  // namespace snmpolld::ipc
