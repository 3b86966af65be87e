#include "loop/process_limits.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <latch>
#include <string>
#include <vector>

#include "base/unique_fd.hpp"

namespace snmpolld::loop {

namespace {

// It allocates nothing: a thread that does gets an arena of its own, which costs more than the thread.
void* waitForEnd(void* end) {
    static_cast<std::latch*>(end)->wait();
    return nullptr;
}

// All at the same time. Returns an errno, 0 if it works.
int tryThreads(size_t count) {
    std::latch end(1);
    std::vector<pthread_t> threads;
    int error = 0;
    while (error == 0 && threads.size() < count) {
        pthread_t thread{};
        error = ::pthread_create(&thread, nullptr, waitForEnd, &end);
        if (error == 0) threads.push_back(thread);
    }
    end.count_down();
    for (const pthread_t thread : threads)
        ::pthread_join(thread, nullptr);
    return error;
}

int tryDescriptors(size_t count) {
    std::vector<UniqueFd> opened;
    while (opened.size() < count) {
        UniqueFd fd(::open("/", O_RDONLY | O_CLOEXEC));
        if (!fd) return errno;
        opened.push_back(std::move(fd));
    }
    return 0;
}

std::string limitText(rlim_t limit) {
    return limit == RLIM_INFINITY ? "unlimited" : std::to_string(limit);
}

}  // namespace

Result<void> checkLimits(size_t more_threads, size_t more_descriptors) {
    const size_t descriptors = kDescriptors + more_descriptors;
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    if (const int error = tryDescriptors(descriptors); error != 0)
        return systemError(
            "open " + std::to_string(descriptors) + " more files (RLIMIT_NOFILE is " + limitText(files.rlim_max) + ")",
            error);
    const size_t threads = kThreads + more_threads;
    if (const int error = tryThreads(threads); error != 0)
        return systemError("start " + std::to_string(threads) +
                               " threads (see RLIMIT_NPROC, RLIMIT_AS, RLIMIT_STACK, and TasksMax of its service)",
                           error);
    return {};
}

}  // namespace snmpolld::loop
