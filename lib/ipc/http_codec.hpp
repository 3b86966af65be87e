// The messages of http_messages.hpp to frames and back (http.fbs). Every frame is verified before it is read; nothing
// that the HTTP server sent is believed.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>

#include "base/result.hpp"
#include "ipc/http_messages.hpp"

namespace snmpolld::ipc {

inline constexpr char kToHttpIdentifier[] = "SNTH";

// The HTTP server sends no frame that is larger, and no text longer than the longest URL that it takes.
inline constexpr size_t kMaxFromHttp = 64U << 10;
inline constexpr size_t kMaxHttpText = 8192;
inline constexpr size_t kMaxHttpModules = 1000;

// Appends one frame to `out`, or several if there are many samples.
void encodeToHttp(const ToHttp& message, std::string& out);

// The other end. Keeps the Pieces of a message until it comes.
class ToHttpDecoder {
  public:
    // nullopt: the message goes on. `frame` is the FlatBuffer without its length, here and below. Errors: not a valid
    // message.
    Result<std::optional<ToHttp>> decode(std::span<const std::byte> frame);

  private:
    std::string pieces_;
};

// Appends one frame to `out`. Texts must be within the limits.
void encodeFromHttp(const FromHttp& message, std::string& out);

// Errors: not a valid message, or one beyond the limits.
Result<FromHttp> decodeFromHttp(std::span<const std::byte> frame);

}  // namespace snmpolld::ipc
