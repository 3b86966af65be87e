// SocketWatch: says when a socket that somebody else owns can be read or written. For libraries that bring sockets of
// their own and say what they wait for; `Readable` is for those that only read.
#pragma once

#include <functional>
#include <memory>

#include "base/result.hpp"
#include "loop/loop.hpp"

namespace snmpolld::loop {

struct SocketEvents {
    bool readable = false;
    bool writable = false;
};

class SocketWatch {
  public:
    // Watches nothing until wait(). Errors: a descriptor that cannot be watched.
    static Result<std::unique_ptr<SocketWatch>> open(Loop& loop, int fd, std::function<void(SocketEvents)> happened);
    ~SocketWatch();  // must be called before the socket is closed; may be called inside `happened`
    SocketWatch(const SocketWatch&) = delete;

    // `happened` is called in every turn in which one of these is the case. A socket in trouble counts as both.
    void wait(SocketEvents events);

  private:
    struct Handle;
    explicit SocketWatch(Handle* handle) : handle_(handle) {}
    Handle* handle_;
};

}  // namespace snmpolld::loop
