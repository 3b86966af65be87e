// The messages of worker_messages.hpp to frames and back (worker.fbs). Every frame is verified before it is read;
// nothing that a worker sent is believed.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "ipc/worker_messages.hpp"

namespace snmpolld::ipc {

namespace fb {
struct PollTask;
}

// Many hosts share the same credentials and module sets. So many of each have a number between supervisor and worker.
inline constexpr size_t kNumbers = 16;

// Encodes the tasks of one worker in the order in which it gets them. What several tasks share is sent with the first
// of them only. Keeps none of it alive.
class TaskEncoder {
  public:
    // Appends one frame to `out`.
    void encode(const model::PollTask& task, std::string& out);
    // Appends the order to forget all credentials. The next task tells its own again.
    void forget(std::string& out);
    // Appends the order to forget those that nobody has any more, as after a reload. Nothing if there are none.
    void forgetGone(std::string& out);
    bool hasToldCredentials() const { return told_credentials_; }

  private:
    template <typename T>
    struct Told {
        std::array<std::weak_ptr<const T>, kNumbers> things{};
        size_t last = 0;    // the number asked for most recently
        size_t newest = 0;  // the number given most recently

        // The number of `thing`. Sets `fresh` if it has only just been given one, so that it must be told.
        uint8_t numberOf(const std::shared_ptr<const T>& thing, bool& fresh);
    };

    bool told_credentials_ = false;
    Told<model::Credentials> credentials_;
    Told<model::ModuleSet> module_sets_;
};

// Appends one frame to `out`.
void encodeKeyAnswer(const model::KeyAnswer& answer, std::string& out);

// Appends one frame to `out`. A record that does not fit into a frame loses its last varbinds and, if it was ok,
// becomes partial. Error texts are cut at 4 KiB. A varbind whose value does not fit its type ends the process.
void encodeFromWorker(const model::HostRecord& record, std::string& out);
void encodeFromWorker(const FromWorker& message, std::string& out);

// For Ready::details and back. Errors: not valid, or impossible sizes.
std::string encodeSockets(const Sockets& sockets);
Result<Sockets> decodeSockets(std::string_view details);

// The other end of a TaskEncoder. `frame` is the FlatBuffer without its length, here and below. Errors: not a valid
// message, one with impossible values, or one that refers to what was never told. A refused task changes nothing.
class TaskDecoder {
  public:
    // Whether the frame is the order to forget credentials, which is done then.
    bool forgets(std::span<const std::byte> frame);
    Result<model::PollTask> decode(std::span<const std::byte> frame);

  private:
    Result<void> read(const fb::PollTask& from, model::PollTask& task);

    std::array<std::shared_ptr<const model::Credentials>, kNumbers> credentials_;
    std::array<std::shared_ptr<const model::ModuleSet>, kNumbers> module_sets_;
};

// Whether the frame says that it is an answer to KeyWanted, and what it says. Errors: not valid, or impossible values.
bool isKeyAnswer(std::span<const std::byte> frame);
Result<model::KeyAnswer> decodeKeyAnswer(std::span<const std::byte> frame);

// Errors: not a valid message, or one with impossible values, such as a status that only the supervisor gives, a
// Counter32 above 2^32 - 1, or an IpAddress that does not have 4 octets.
Result<FromWorker> decodeFromWorker(std::span<const std::byte> frame);

}  // namespace snmpolld::ipc
