#include "loop/background.hpp"

#include <memory>
#include <utility>

#include "base/panic.hpp"
#include "loop/loop.hpp"

namespace snmpolld::loop {

struct Background::Job {
    uv_work_t work{};
    Background* owner;  // null when it is gone
    std::function<void()> run;
    std::function<void()> done;

    static void begin(uv_work_t* work) noexcept { static_cast<Job*>(work->data)->run(); }
    static void end(uv_work_t* work, int) noexcept {
        const std::unique_ptr<Job> job(static_cast<Job*>(work->data));
        if (job->owner == nullptr) return;
        job->owner->job_ = nullptr;
        job->done();
    }
};

Background::~Background() {
    if (job_ != nullptr) job_->owner = nullptr;
}

void Background::run(std::function<void()> work, std::function<void()> done) {
    if (busy()) panic("background work begins while other work is under way");
    job_ = new Job{.owner = this, .run = std::move(work), .done = std::move(done)};
    job_->work.data = job_;
    if (uv_queue_work(loop_.raw(), &job_->work, Job::begin, Job::end) == 0) return;
    Job::begin(&job_->work);  // without a thread it holds up the loop, but it is done
    Job::end(&job_->work, 0);
}

}  // namespace snmpolld::loop
