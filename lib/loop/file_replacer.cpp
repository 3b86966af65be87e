#include "loop/file_replacer.hpp"

#include <memory>

#include "base/replace_file.hpp"

namespace snmpolld::loop {

struct FileReplacer::Job {
    uv_work_t work{};
    FileReplacer* owner;  // null when it is gone
    std::filesystem::path file;
    std::string content;
    Done done;
    Result<void> result{};
};

FileReplacer::~FileReplacer() {
    if (job_ != nullptr) job_->owner = nullptr;
}

void FileReplacer::replace(std::filesystem::path file, std::string content, Done done) {
    job_ = new Job{.owner = this, .file = std::move(file), .content = std::move(content), .done = std::move(done)};
    job_->work.data = job_;
    if (const int status = uv_queue_work(loop_.raw(), &job_->work, work, worked); status < 0) {
        job_->result = systemError("write " + job_->file.string(), -status);
        worked(&job_->work, 0);
    }
}

void FileReplacer::work(uv_work_t* work) noexcept {
    Job& job = *static_cast<Job*>(work->data);
    job.result = replaceFile(job.file, job.content, 0600);
    std::string().swap(job.content);  // freeing many megabytes takes a while, too
}

void FileReplacer::worked(uv_work_t* work, int) noexcept {
    const std::unique_ptr<Job> job(static_cast<Job*>(work->data));
    if (job->owner == nullptr) return;
    job->owner->job_ = nullptr;
    job->done(job->result);
}

}  // namespace snmpolld::loop
