#include "names/mapped_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <mutex>
#include <utility>

#include "base/unique_fd.hpp"

namespace snmpolld::names {

namespace {

// What the signal handler knows: the places of all mappings. A signal has no argument, so this is global.
struct Place {
    std::atomic<uintptr_t> begin = 0;  // 0: free
    std::atomic<uintptr_t> end = 0;
};
std::array<Place, 16> places;
long page_size = 0;
struct sigaction former {};

// Puts a page of zeros where the file has none any more. Any other SIGBUS goes the way it would have gone.
void onBusError(int, siginfo_t* info, void*) noexcept {
    const auto address = reinterpret_cast<uintptr_t>(info->si_addr);
    for (const Place& place : places) {
        if (address < place.begin.load() || address >= place.end.load()) continue;
        void* const page = reinterpret_cast<void*>(address & ~static_cast<uintptr_t>(page_size - 1));
        const auto size = static_cast<size_t>(page_size);
        if (::mmap(page, size, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED) return;
    }
    ::sigaction(SIGBUS, &former, nullptr);
}

void installHandler() {
    page_size = ::sysconf(_SC_PAGESIZE);
    struct sigaction action {};
    action.sa_sigaction = onBusError;
    action.sa_flags = SA_SIGINFO | SA_NODEFER;
    ::sigaction(SIGBUS, &action, &former);
}

// Without a free place the mapping is not guarded, which only matters if its file is cut short.
void guard(const void* data, size_t size) {
    static std::once_flag once;
    std::call_once(once, installHandler);
    const auto begin = reinterpret_cast<uintptr_t>(data);
    for (Place& place : places) {
        uintptr_t free = 0;
        if (!place.begin.compare_exchange_strong(free, begin)) continue;
        place.end = begin + size;
        return;
    }
}

void unguard(const void* data) {
    for (Place& place : places)
        if (place.begin == reinterpret_cast<uintptr_t>(data)) {
            place.end = 0;
            place.begin = 0;
        }
}

}  // namespace

Result<std::optional<MappedFile>> MappedFile::open(const std::filesystem::path& file, size_t limit) {
    const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
    if (!fd && (errno == ENOENT || errno == ENOTDIR)) return std::nullopt;
    if (!fd) return systemError("open " + file.string(), errno);
    struct stat status {};
    if (::fstat(fd.get(), &status) != 0) return systemError("stat " + file.string(), errno);
    if (!S_ISREG(status.st_mode)) return usageError(file.string() + ": not a regular file");
    const auto size = static_cast<size_t>(status.st_size);
    if (size > limit) return usageError(file.string() + ": larger than " + std::to_string(limit >> 20) + " MiB");
    if (size == 0) return MappedFile(nullptr, 0);
    void* const data = ::mmap(nullptr, size, PROT_READ, MAP_SHARED, fd.get(), 0);
    if (data == MAP_FAILED) return systemError("map " + file.string(), errno);
    guard(data, size);
    return MappedFile(static_cast<const std::byte*>(data), size);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile::~MappedFile() {
    if (data_ == nullptr) return;
    unguard(data_);
    ::munmap(const_cast<std::byte*>(data_), size_);
}

}  // namespace snmpolld::names
