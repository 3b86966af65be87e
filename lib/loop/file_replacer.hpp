// FileReplacer: replaces the whole content of a file in one of uv's threads, so that a slow disk never holds up the
// loop. A reader of the file sees either the old content or the new one, even after a crash (base/replace_file.hpp).
// Only its owner may read it. One at a time.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "base/result.hpp"
#include "loop/loop.hpp"

namespace snmpolld::loop {

class FileReplacer {
  public:
    using Done = std::function<void(const Result<void>&)>;

    explicit FileReplacer(Loop& loop) : loop_(loop) {}
    // A replacement that is under way goes on, but `done` is not called.
    ~FileReplacer();
    FileReplacer(const FileReplacer&) = delete;

    // Only when not busy(). `done` is called on the loop; it may begin the next one.
    void replace(std::filesystem::path file, std::string content, Done done);
    bool busy() const { return job_ != nullptr; }

  private:
    struct Job;
    static void work(uv_work_t* work) noexcept;
    static void worked(uv_work_t* work, int status) noexcept;

    Loop& loop_;
    Job* job_ = nullptr;  // owned by uv until it has called back
};

}  // namespace snmpolld::loop
