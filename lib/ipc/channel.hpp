// Channel: the worker's end of the socketpair, blocking. The supervisor's end is a loop::Stream.
#pragma once

#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/unique_fd.hpp"
#include "ipc/codec.hpp"
#include "ipc/framer.hpp"

namespace snmpolld::ipc {

class Channel {
  public:
    explicit Channel(UniqueFd fd) : fd_(std::move(fd)) {}

    int fd() const { return fd_.get(); }

    // Reads once and appends the tasks that are complete. false: the supervisor closed its end. Blocks when nothing is
    // there.
    Result<bool> receive(std::vector<model::PollTask>& tasks);

    // Puts a message into the output batch; flush() writes the batch whole, blocking.
    void queue(const FromWorker& message) { encodeFromWorker(message, out_); }
    Result<void> flush();
    size_t queued() const { return out_.size(); }  // octets that wait for flush()

  private:
    UniqueFd fd_;
    Framer framer_;
    TaskDecoder decoder_;
    std::string out_;
};

}  // namespace snmpolld::ipc
