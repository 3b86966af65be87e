// WipingFrees: while one exists, all memory that its thread gives back is overwritten (freed_memory.hpp), and at its
// end the part of the stack that the thread has used below it. For reading configs and making keys: what holds a secret
// on the way from a file to a Secret (the file's text, the parser's tokens and nodes, strings in between) is too much to
// be named one by one, and much of it belongs to libraries.
#pragma once

namespace snmpolld::daemon {

class WipingFrees {
  public:
    WipingFrees() noexcept;
    ~WipingFrees();
    WipingFrees(const WipingFrees&) = delete;
};

}  // namespace snmpolld::daemon
