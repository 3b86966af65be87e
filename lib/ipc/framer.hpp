// Framer: cuts a stream of bytes into frames (frame.hpp). It keeps what is incomplete, so the caller may use its read
// buffer for something else in between.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>

#include "base/result.hpp"
#include "ipc/frame.hpp"

namespace snmpolld::ipc {

class Framer {
  public:
    using FrameSeen = std::function<Result<void>(std::span<const std::byte>)>;

    enum class Wipes { nothing, incomplete };

    // `incomplete`: what it has kept of frames is overwritten when they are complete, because they hold secrets.
    // `largest`: what is longer is refused.
    explicit Framer(Wipes wipes = Wipes::nothing, size_t largest = kMaxFrame) : wipes_(wipes), largest_(largest) {}

    // Calls `seen` for each frame that `bytes` completes. Errors: a length of 0 or above the largest, or what `seen`
    // returned. After an error the stream cannot be used any more.
    Result<void> feed(std::span<const std::byte> bytes, const FrameSeen& seen);

  private:
    Result<void> completePending(std::span<const std::byte>& bytes, const FrameSeen& seen);
    bool fillPending(size_t size, std::span<const std::byte>& bytes);

    Wipes wipes_;
    size_t largest_;
    std::string pending_;  // the beginning of a frame, with its header
};

}  // namespace snmpolld::ipc
