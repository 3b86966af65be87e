// Background: runs one function at a time in one of uv's threads, so that long work never holds up the loop. The
// function must touch nothing that the loop's thread touches meanwhile: it gets plain data and makes plain data.
#pragma once

#include <functional>

namespace snmpolld::loop {

class Loop;

class Background {
  public:
    explicit Background(Loop& loop) : loop_(loop) {}
    // Work that is under way goes on, but `done` is not called.
    ~Background();
    Background(const Background&) = delete;

    // Only when not busy(). `done` is called on the loop; it may begin the next work.
    void run(std::function<void()> work, std::function<void()> done);
    bool busy() const { return job_ != nullptr; }

  private:
    struct Job;

    Loop& loop_;
    Job* job_ = nullptr;  // owned by uv until it has called back
};

}  // namespace snmpolld::loop
