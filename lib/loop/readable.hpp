// Readable: says when a descriptor that somebody else owns can be read. For libraries that bring a descriptor of their
// own for the loop to watch.
#pragma once

#include <functional>
#include <memory>

#include "base/result.hpp"
#include "loop/loop.hpp"

namespace snmpolld::loop {

class Readable {
  public:
    // `readable` is called in every turn in which `fd` can be read. Errors: a descriptor that cannot be watched.
    static Result<std::unique_ptr<Readable>> watch(Loop& loop, int fd, std::function<void()> readable);
    ~Readable();  // must be called before the descriptor is closed; may be called inside `readable`
    Readable(const Readable&) = delete;

  private:
    struct Handle;
    explicit Readable(Handle* handle) : handle_(handle) {}
    Handle* handle_;
};

}  // namespace snmpolld::loop
