// Framer: cuts a stream of bytes into frames (codec.hpp). Owns what is incomplete, so the caller's read buffer may be
// shared.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>

#include "base/result.hpp"

namespace snmpolld::ipc {

class Framer {
  public:
    using FrameSeen = std::function<Result<void>(std::span<const std::byte>)>;

    // Calls `seen` for each whole frame in what came so far plus `bytes`. Errors: a length of 0 or above kMaxFrame, or
    // what `seen` returned; the stream is useless after an error.
    Result<void> feed(std::span<const std::byte> bytes, const FrameSeen& seen);

  private:
    Result<void> completePending(std::span<const std::byte>& bytes, const FrameSeen& seen);
    bool fillPending(size_t size, std::span<const std::byte>& bytes);

    std::string pending_;  // a frame that was begun, with its header
};

}  // namespace snmpolld::ipc
