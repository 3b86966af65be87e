#include "loop/file_replacer.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <memory>

#include "base/unique_fd.hpp"

namespace snmpolld::loop {

namespace {

namespace fs = std::filesystem;

bool writeAll(int fd, std::string_view content) {
    while (!content.empty()) {
        const ssize_t n = ::write(fd, content.data(), content.size());
        if (n < 0 && errno != EINTR) return false;
        if (n > 0) content.remove_prefix(static_cast<size_t>(n));
    }
    return true;
}

// The rename is only safe once the folder has been synced.
void syncFolderOf(const fs::path& file) {
    const fs::path folder = file.has_parent_path() ? file.parent_path() : fs::path(".");
    const UniqueFd fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (fd) static_cast<void>(::fsync(fd.get()));
}

}  // namespace

Result<void> replaceFile(const fs::path& file, std::string_view content) {
    const fs::path fresh = file.string() + ".new";
    const auto failed = [&](const char* what) -> Result<void> {
        const int error = errno;
        ::unlink(fresh.c_str());
        return systemError(what + (" " + fresh.string()), error);
    };
    {
        const UniqueFd fd(::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600));
        if (!fd) return systemError("open " + fresh.string(), errno);
        if (::fchmod(fd.get(), 0600) != 0) return failed("chmod");
        if (!writeAll(fd.get(), content)) return failed("write");
        if (::fsync(fd.get()) != 0) return failed("fsync");
    }
    if (std::rename(fresh.c_str(), file.c_str()) != 0) return failed("rename");
    syncFolderOf(file);
    return {};
}

struct FileReplacer::Job {
    uv_work_t work{};
    FileReplacer* owner;  // null when it is gone
    fs::path file;
    std::string content;
    Done done;
    Result<void> result{};
};

FileReplacer::~FileReplacer() {
    if (job_ != nullptr) job_->owner = nullptr;
}

void FileReplacer::replace(fs::path file, std::string content, Done done) {
    job_ = new Job{.owner = this, .file = std::move(file), .content = std::move(content), .done = std::move(done)};
    job_->work.data = job_;
    if (const int status = uv_queue_work(loop_.raw(), &job_->work, work, worked); status < 0) {
        job_->result = systemError("write " + job_->file.string(), -status);
        worked(&job_->work, 0);
    }
}

void FileReplacer::work(uv_work_t* work) noexcept {
    Job& job = *static_cast<Job*>(work->data);
    job.result = replaceFile(job.file, job.content);
    std::string().swap(job.content);  // freeing many megabytes takes a while, too
}

void FileReplacer::worked(uv_work_t* work, int) noexcept {
    const std::unique_ptr<Job> job(static_cast<Job*>(work->data));
    if (job->owner == nullptr) return;
    job->owner->job_ = nullptr;
    job->done(job->result);
}

}  // namespace snmpolld::loop
