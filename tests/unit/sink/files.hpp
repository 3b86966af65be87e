// Files that outputs write, and a loop that runs until something has happened.
#pragma once

#include <csignal>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>

#include "loop/loop.hpp"

namespace snmpolld::sink::testing {

inline bool runUntil(loop::Loop& loop, const std::function<bool()>& happened) {
    std::signal(SIGPIPE, SIG_IGN);
    const MonoTime deadline = monoNow() + std::chrono::seconds(10);
    loop::Timer tick(loop, [] {});
    tick.startEvery(std::chrono::milliseconds(1));
    while (!happened()) {
        if (monoNow() >= deadline) return false;
        uv_run(loop.raw(), UV_RUN_ONCE);
    }
    return true;
}

class TemporaryFolder {
  public:
    TemporaryFolder() {
        char name[] = "/tmp/snmpolld-test-XXXXXX";
        path_ = ::mkdtemp(name);
    }
    ~TemporaryFolder() { std::filesystem::remove_all(path_); }
    TemporaryFolder(const TemporaryFolder&) = delete;

    std::string operator/(const char* name) const { return (path_ / name).string(); }

  private:
    std::filesystem::path path_;
};

inline std::string contentOf(const std::string& path) {
    std::ostringstream out;
    out << std::ifstream(path, std::ios::binary).rdbuf();
    return out.str();
}

}  // namespace snmpolld::sink::testing
