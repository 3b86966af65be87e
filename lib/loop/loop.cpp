#include "loop/loop.hpp"

#include <sys/resource.h>

#include <algorithm>
#include <cstdlib>
#include <latch>
#include <string>

#include "base/panic.hpp"
#include "loop/handle.hpp"
#include "loop/process_limits.hpp"

namespace snmpolld::loop {

namespace {

constexpr uint64_t kCloseLimitMs = 250;
constexpr int kPatientNiceness = 10;

void check(int status, const char* what) {
    if (status < 0) panic(std::string(what) + ": " + uv_strerror(status));
}

void closeLeftProcess(uv_handle_t* handle, void*) noexcept {
    if (handle->type == UV_PROCESS && uv_is_closing(handle) == 0) HandleCloser{}(handle);
}

// Rounded up: a timer may be late, never early. The loop counts from the beginning of the present millisecond; a delay
// that leaves this out ends too early and must be followed by another.
uint64_t millisecondsUntil(MonoTime when) {
    constexpr uint64_t kMillisecond = 1'000'000;
    const Duration left = when - monoNow();
    if (left <= Duration::zero()) return 0;
    const Duration begun(static_cast<int64_t>(uv_hrtime() % kMillisecond));
    return static_cast<uint64_t>(std::chrono::ceil<std::chrono::milliseconds>(left + begun).count());
}

}  // namespace

void HandleCloser::operator()(uv_handle_t* handle) const noexcept {
    static_cast<Closable*>(handle->data)->dead = true;
    uv_close(handle, [](uv_handle_t* closed) noexcept {
        auto* owner = static_cast<Closable*>(closed->data);
        if (--owner->open_handles == 0) delete owner;
    });
}

Loop::Loop() : loop_(new uv_loop_t{}) {
    setenv("UV_THREADPOOL_SIZE", std::to_string(kThreads).c_str(), 0);  // it is read when the threads are first used
    check(uv_loop_init(loop_), "uv_loop_init");
    loop_->data = new ReadBuffer;
}

Loop::~Loop() {
    uv_walk(loop_, closeLeftProcess, nullptr);
    uv_timer_t limit;
    uv_timer_init(loop_, &limit);
    uv_timer_start(
        &limit, [](uv_timer_t* timer) noexcept { uv_stop(timer->loop); }, kCloseLimitMs, 0);
    uv_unref(asHandle(limit));
    uv_run(loop_, UV_RUN_DEFAULT);
    uv_close(asHandle(limit), nullptr);
    uv_run(loop_, UV_RUN_NOWAIT);
    uv_run(loop_, UV_RUN_NOWAIT);  // the first has no effect if stop() came after run() had ended
    if (uv_loop_close(loop_) != 0)
        return;  // a thread hangs in a system call and will report here: the loop stays for it
    delete static_cast<ReadBuffer*>(loop_->data);
    delete loop_;
}

void Loop::startThreads() {
    auto* none = new uv_work_t{};
    const int queued = uv_queue_work(
        loop_, none, [](uv_work_t*) noexcept {}, [](uv_work_t* done, int) noexcept { delete done; });
    check(queued, "uv_queue_work");
}

void Loop::startPatientThread() {
    setenv("UV_THREADPOOL_SIZE", "1", 1);
    struct Start {
        uv_work_t work{};
        std::latch running{1};
    };
    auto* start = new Start;
    start->work.data = start;
    const int queued = uv_queue_work(
        loop_, &start->work,
        [](uv_work_t* work) noexcept {
#ifdef __linux__
            static_cast<void>(::setpriority(PRIO_PROCESS, 0, kPatientNiceness));  // of this thread only
#endif
            static_cast<Start*>(work->data)->running.count_down();
        },
        [](uv_work_t* work, int) noexcept { delete static_cast<Start*>(work->data); });
    check(queued, "uv_queue_work");
    start->running.wait();
}

void Loop::run() {
    uv_run(loop_, UV_RUN_DEFAULT);
}

void Loop::stop() {
    uv_stop(loop_);
}

struct Timer::Handle : Closable {
    uv_timer_t timer{};
    std::function<void()> fired;
    MonoTime when{};
    bool firing = false;

    void start();
    void fire();
};

void Timer::Handle::start() {
    uv_update_time(timer.loop);  // delays count from the loop's time, which stands still during a turn
    // Inside the timer's own callback, a delay of 0 would fire again in the same turn, and a timer that is always late
    // would starve everything else.
    const uint64_t least = firing ? 1 : 0;
    const auto started = uv_timer_start(
        &timer, [](uv_timer_t* t) noexcept { ownerOf<Handle>(t).fire(); }, std::max(least, millisecondsUntil(when)), 0);
    check(started, "uv_timer_start");
}

void Timer::Handle::fire() {
    firing = true;
    if (uv_timer_get_repeat(&timer) == 0 && monoNow() < when)
        start();
    else
        fired();
    firing = false;
}

Timer::Timer(Loop& loop, std::function<void()> fired) : handle_(new Handle) {
    handle_->fired = std::move(fired);
    check(uv_timer_init(loop.raw(), &handle_->timer), "uv_timer_init");
    handle_->own(handle_->timer);
}

Timer::~Timer() {
    HandleCloser{}(asHandle(handle_->timer));
}

void Timer::startAt(MonoTime when) {
    handle_->when = when;
    handle_->start();
}

void Timer::startAfter(Duration delay) {
    startAt(monoNow() + delay);
}

void Timer::startEvery(Duration period) {
    const auto ms = std::max<int64_t>(1, std::chrono::ceil<std::chrono::milliseconds>(period).count());
    uv_update_time(handle_->timer.loop);
    uv_timer_start(
        &handle_->timer, [](uv_timer_t* t) noexcept { ownerOf<Handle>(t).fire(); }, static_cast<uint64_t>(ms),
        static_cast<uint64_t>(ms));
}

void Timer::stop() {
    uv_timer_stop(&handle_->timer);
}

// If armed by a timer, it runs in the idle phase, before the loop waits; if armed by what the wait brought, in the
// check phase after it.
struct EndOfTurn::Handle : Closable {
    uv_idle_t idle{};
    uv_check_t check{};
    std::function<void()> then;

    void run();
};

void EndOfTurn::Handle::run() {
    uv_idle_stop(&idle);
    uv_check_stop(&check);
    then();
}

EndOfTurn::EndOfTurn(Loop& loop, std::function<void()> then) : handle_(new Handle) {
    handle_->then = std::move(then);
    uv_idle_init(loop.raw(), &handle_->idle);
    uv_check_init(loop.raw(), &handle_->check);
    handle_->own(handle_->idle);
    handle_->own(handle_->check);
}

EndOfTurn::~EndOfTurn() {
    Handle* handle = handle_;
    HandleCloser{}(asHandle(handle->idle));
    HandleCloser{}(asHandle(handle->check));
}

void EndOfTurn::arm() {
    uv_idle_start(&handle_->idle, [](uv_idle_t* idle) noexcept { ownerOf<Handle>(idle).run(); });
    uv_check_start(&handle_->check, [](uv_check_t* c) noexcept { ownerOf<Handle>(c).run(); });
}

// Runs in uv's prepare phase: timers, ends of turns and what the last wait brought are done by then.
struct BeforeWait::Handle : Closable {
    uv_prepare_t prepare{};
    std::function<void()> then;
};

BeforeWait::BeforeWait(Loop& loop, std::function<void()> then) : handle_(new Handle) {
    handle_->then = std::move(then);
    uv_prepare_init(loop.raw(), &handle_->prepare);
    handle_->own(handle_->prepare);
}

BeforeWait::~BeforeWait() {
    HandleCloser{}(asHandle(handle_->prepare));
}

void BeforeWait::arm() {
    uv_prepare_start(&handle_->prepare, [](uv_prepare_t* prepare) noexcept {
        uv_prepare_stop(prepare);
        ownerOf<Handle>(prepare).then();
    });
}

struct Signals::Handle : Closable {
    uv_signal_t signal{};
    std::shared_ptr<std::function<void(int)>> caught;
};

Signals::Signals(Loop& loop, std::initializer_list<int> numbers, std::function<void(int)> caught) {
    const auto shared = std::make_shared<std::function<void(int)>>(std::move(caught));
    for (const int number : numbers) {
        auto* handle = handles_.emplace_back(new Handle);
        handle->caught = shared;
        check(uv_signal_init(loop.raw(), &handle->signal), "uv_signal_init");
        handle->own(handle->signal);
        const auto called = [](uv_signal_t* signal, int signum) noexcept { (*ownerOf<Handle>(signal).caught)(signum); };
        check(uv_signal_start(&handle->signal, called, number), "uv_signal_start");
    }
}

Signals::~Signals() {
    for (Handle* handle : handles_)
        HandleCloser{}(asHandle(handle->signal));
}

}  // namespace snmpolld::loop
