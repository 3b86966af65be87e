// Channel: a child's end of the socketpair, blocking, for frames of any schema. The supervisor's end is
// child::ChildProcess.
#pragma once

#include <string>

#include "base/result.hpp"
#include "base/unique_fd.hpp"
#include "ipc/child_messages.hpp"
#include "ipc/framer.hpp"

namespace snmpolld::ipc {

// Whether the descriptor is a socket as channels are, and not what a program has that was started by hand.
bool isChannel(int fd);

class Channel {
  public:
    explicit Channel(UniqueFd fd) : fd_(std::move(fd)) {}

    int fd() const { return fd_.get(); }

    // Reads once and calls `seen` for each frame that is complete. False: the supervisor has closed its end. Blocks if
    // there is nothing to read. Errors: the system refuses, the stream is no sequence of frames, or what `seen`
    // returned.
    Result<bool> receive(const Framer::FrameSeen& seen);

    // The frames that wait for flush(); encoders append to it.
    std::string& batch() { return out_; }
    size_t queued() const { return out_.size(); }  // octets
    void queue(const FromChild& message) { encodeFromChild(message, out_); }
    // Writes the batch whole, blocking.
    Result<void> flush();

  private:
    UniqueFd fd_;
    Framer framer_{Framer::Wipes::incomplete};
    std::string out_;
};

}  // namespace snmpolld::ipc
