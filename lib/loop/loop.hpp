// RAII over libuv: the only folder that includes uv. Everything runs on one thread; a callback is never called from
// inside the call that set it up. A handle that is destroyed is closed by uv later; its callbacks are no longer called.
#pragma once

#include <uv.h>

#include <functional>
#include <initializer_list>
#include <memory>
#include <vector>

#include "base/clock.hpp"

namespace snmpolld::loop {

class Loop {
  public:
    Loop();
    ~Loop();  // to be called last. Never waits for a thread that hangs in a system call (its memory
              // stays; exit() would wait for it, so a program with outputs that may hang leaves by _exit)
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    // Starts uv's threads now, not at their first use, when there may be no room for them any more.
    void startThreads();
    // For a process whose other work matters more: starts a single thread, which gets a processor when nobody else
    // wants one. Returns when it runs. Before anything else uses uv's threads.
    void startPatientThread();
    void run();  // until stop()
    void stop();
    uv_loop_t* raw() { return loop_; }

  private:
    uv_loop_t* loop_;
};

// Owns a uv handle: closes it, and frees it in uv's close callback.
struct HandleCloser {
    void operator()(uv_handle_t* handle) const noexcept;
};

class Timer {
  public:
    Timer(Loop& loop, std::function<void()> fired);
    ~Timer();
    Timer(const Timer&) = delete;

    void startAt(MonoTime when);      // once, never early; a time that has passed fires in the next turn
    void startAfter(Duration delay);  // the same, counted from now
    void startEvery(Duration period);
    void stop();

  private:
    struct Handle;
    Handle* handle_;
};

// Runs `then` in a later phase of the current loop turn, once for all calls to arm() before it.
class EndOfTurn {
  public:
    EndOfTurn(Loop& loop, std::function<void()> then);
    ~EndOfTurn();
    EndOfTurn(const EndOfTurn&) = delete;
    void arm();

  private:
    struct Handle;
    Handle* handle_;
};

// Runs `then` just before the loop waits, when everything else in the turn is done, once for all calls to arm() before
// it: for batching writes.
class BeforeWait {
  public:
    BeforeWait(Loop& loop, std::function<void()> then);
    ~BeforeWait();
    BeforeWait(const BeforeWait&) = delete;
    void arm();

  private:
    struct Handle;
    Handle* handle_;
};

class Signals {
  public:
    Signals(Loop& loop, std::initializer_list<int> numbers, std::function<void(int)> caught);
    ~Signals();
    Signals(const Signals&) = delete;

  private:
    struct Handle;
    std::vector<Handle*> handles_;
};

}  // namespace snmpolld::loop
