// Stream: a connected Unix-domain socket on the loop (a worker's channel, a client of the control socket), and
// Listener, which makes them. Reading goes through one buffer that all streams of the loop share.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "base/result.hpp"
#include "base/unique_fd.hpp"
#include "loop/loop.hpp"

namespace snmpolld::loop {

class Stream {
  public:
    struct Events {
        std::function<void(std::span<const std::byte>)> data;
        std::function<void()> ended;  // end of file or an error, once; no data comes after it
        bool outlives_peer = false;   // what is written after `ended` still goes: the peer may have ended only its half
        bool wipes = false;           // what was read is overwritten after `data`, as it may hold secrets
    };

    // Takes over a connected SOCK_STREAM socket. The Stream may be destroyed inside its own callbacks.
    static Result<std::unique_ptr<Stream>> adopt(Loop& loop, UniqueFd fd);
    ~Stream();
    Stream(const Stream&) = delete;

    void start(Events events);
    // Stops reading, so that the peer's writes fill the socket, or goes on reading. Only after start().
    void holdReading(bool hold);
    // Writes at once what the socket takes and queues the rest. Does nothing after `ended`. Leaves `bytes` empty, with
    // its memory if the socket took all of it.
    void write(std::string& bytes);
    void write(std::string&& bytes) { write(bytes); }
    // The user of the process at the other end; nullopt: the system does not say.
    std::optional<uid_t> peerUser() const;
    size_t queuedBytes() const;  // written by the caller, not yet taken by the kernel
    void closeAfterWrites();     // ends the stream when the queue is empty
    // Ends only our half once the queue is empty: the peer reads to the end of what was written, and what it still says
    // is read here until it ends its half. Nothing can be written any more.
    void finishWrites();

  private:
    struct Handle;
    explicit Stream(Handle* handle) : handle_(handle) {}
    Handle* handle_;
    friend class Listener;
};

class Listener {
  public:
    using Accepted = std::function<void(std::unique_ptr<Stream>)>;

    // Binds a Unix-domain socket with this mode, replacing a stale one (nobody answers on it); a live one is an error.
    static Result<std::unique_ptr<Listener>> listen(Loop& loop, const std::filesystem::path& path, unsigned mode,
                                                    Accepted accepted);
    ~Listener();  // also removes the socket's file
    Listener(const Listener&) = delete;

  private:
    struct Handle;
    explicit Listener(Handle* handle) : handle_(handle) {}
    Handle* handle_;
};

}  // namespace snmpolld::loop
