// Process: a child made by uv_spawn (fork + exec; none of our code runs between them).
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/unique_fd.hpp"
#include "loop/loop.hpp"

namespace snmpolld::loop {

struct ExitStatus {
    int code = 0;
    int signal = 0;  // 0: exited by itself

    std::string toString() const;  // "exit status 71", "signal 11 (Segmentation fault)"
};

class Process {
  public:
    struct Spec {
        std::string file;
        std::vector<std::string> arguments;    // argv[0] included
        std::vector<std::string> environment;  // "NAME=value"
        std::string directory;                 // working directory; empty: ours
        UniqueFd channel;                      // becomes fd 3 of the child; 0 and 1 are /dev/null, 2 is ours
        UniqueFd handover{};                   // becomes fd 4 of the child; absent: it has none
    };

    // The child is in a process group of its own, so that a Ctrl-C of the terminal reaches only the supervisor. Errors:
    // exec refused.
    static Result<std::unique_ptr<Process>> spawn(Loop& loop, Spec spec, std::function<void(ExitStatus)> exited);
    ~Process();  // does not kill; a child that is still there is left to init
    Process(const Process&) = delete;

    int pid() const;
    void kill(int signal);  // does nothing once the child has exited

  private:
    struct Handle;
    explicit Process(Handle* handle) : handle_(handle) {}
    Handle* handle_;
};

// A connected pair of SOCK_STREAM Unix-domain sockets, both close-on-exec.
Result<std::pair<UniqueFd, UniqueFd>> socketPair();

}  // namespace snmpolld::loop
