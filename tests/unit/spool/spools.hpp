// A disk whose steps can be made to fail, and spools of numbered entries.
#pragma once

#include <doctest/doctest.h>
#include <fcntl.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "../temporary_folder.hpp"
#include "spool/spool.hpp"

namespace snmpolld::test {

using namespace snmpolld::spool;

// What happens at a step that changes something on the disk.
enum class Fault {
    none,
    refused,  // nothing of it is done
    half,     // a write is done by half, anything else wholly, and an error is returned all the same
    killed,   // as half, and nothing works any more
};

// Does not really sync: what a test asks for is what was written.
class TestDisk : public Disk {
  public:
    Fault fault = Fault::none;
    uint64_t fault_at = 0;    // the step that fails, counted from 1
    bool full = false;        // every write fails
    bool unreadable = false;  // every read fails
    uint64_t steps = 0;
    uint64_t octets_read = 0;
    uint64_t octets_written = 0;
    std::vector<std::string> opened{};

    Result<void> makeFolder(const std::filesystem::path& folder) override {
        return step([&] { return Disk::makeFolder(folder); });
    }
    Result<UniqueFd> open(const std::filesystem::path& path, int flags) override {
        opened.push_back(path.filename().string());
        if ((flags & O_CREAT) == 0) return dead_ ? error<UniqueFd>() : Disk::open(path, flags);
        return step([&] { return Disk::open(path, flags); });
    }
    Result<std::string> read(int fd, uint64_t offset, size_t length) override {
        if (dead_ || unreadable) return error<std::string>();
        auto octets = Disk::read(fd, offset, length);
        octets_read += octets ? octets->size() : 0;
        return octets;
    }
    Result<void> write(int fd, uint64_t offset, std::string_view octets) override {
        if (full) {
            static_cast<void>(Disk::write(fd, offset, octets.substr(0, octets.size() / 3)));
            return error<void>();
        }
        octets_written += octets.size();
        const bool half = steps + 1 == fault_at && fault != Fault::refused;
        return step([&] { return Disk::write(fd, offset, half ? octets.substr(0, octets.size() / 2) : octets); });
    }
    Result<void> cut(int fd, uint64_t size) override {
        return step([&] { return Disk::cut(fd, size); });
    }
    Result<void> sync(int) override {
        return step([] { return Result<void>(); });
    }
    Result<void> rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
        return step([&] { return Disk::rename(from, to); });
    }
    Result<void> remove(const std::filesystem::path& path) override {
        return step([&] { return Disk::remove(path); });
    }

  private:
    template <typename T>
    static Result<T> error() {
        return systemError("test", ENOSPC);
    }

    template <typename Call>
    auto step(Call call) -> decltype(call()) {
        using Value = typename decltype(call())::value_type;
        if (dead_) return error<Value>();
        if (++steps != fault_at || fault == Fault::none) return call();
        dead_ = fault == Fault::killed;
        if (fault != Fault::refused) static_cast<void>(call());
        return error<Value>();
    }

    bool dead_ = false;
};

inline WallTime at(int64_t seconds) {
    return WallTime(std::chrono::seconds(1'800'000'000 + seconds));
}

// Octets that do not compress.
inline const std::string& noise() {
    static const std::string octets = [] {
        std::string made;
        std::minstd_rand random(1);
        while (made.size() < 2 * kMaxEntry)
            made.push_back(static_cast<char>(random() >> 8));
        return made;
    }();
    return octets;
}

// An entry that begins with its number, with `size` octets of noise after it.
inline std::string numbered(uint64_t number, size_t size = 20) {
    return std::to_string(number) + ":" + noise().substr(number * 7919 % kMaxEntry, size);
}
inline uint64_t numberOf(const Entry& entry) {
    return std::stoull(std::string(entry.octets.substr(0, entry.octets.find(':'))));
}

inline std::unique_ptr<Spool> openSpool(const std::filesystem::path& folder, Disk& disk,
                                        Order order = Order::oldest_first, Limits limits = {}, WallTime now = at(0)) {
    auto spool = Spool::open(folder, limits, order, now, disk);
    if (!spool) FAIL(spool.error().message);
    return std::move(*spool);
}

// Its number is also its time in seconds and, plus one, its count of samples.
inline Result<void> append(Spool& spool, uint64_t number, size_t size = 20) {
    const auto now = at(static_cast<int64_t>(number));
    const std::string octets = numbered(number, size);
    return spool.append({octets, number + 1, now}, now);
}
inline void appendAll(Spool& spool, uint64_t from, uint64_t to, size_t size = 20) {
    for (uint64_t number = from; number < to; ++number)
        REQUIRE(append(spool, number, size));
}

inline std::optional<uint64_t> nextNumber(Spool& spool, size_t ahead = 0) {
    const auto entry = spool.next(ahead);
    if (!entry) return std::nullopt;
    const uint64_t number = numberOf(*entry);
    CHECK(entry->octets == numbered(number, entry->octets.size() - entry->octets.find(':') - 1));
    CHECK(entry->samples == number + 1);
    return number;
}

// Sends everything that is in the spool.
inline std::vector<uint64_t> drain(Spool& spool) {
    std::vector<uint64_t> numbers;
    while (const auto number = nextNumber(spool)) {
        numbers.push_back(*number);
        spool.done();
    }
    return numbers;
}

inline std::vector<uint64_t> range(uint64_t from, uint64_t to) {
    std::vector<uint64_t> numbers;
    for (uint64_t number = from; number < to; ++number)
        numbers.push_back(number);
    return numbers;
}

// The segments in the folder.
inline std::vector<std::filesystem::path> segmentsIn(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& file : std::filesystem::directory_iterator(folder))
        if (file.path().extension() == ".spool" || file.path().extension() == ".open") files.push_back(file.path());
    std::sort(files.begin(), files.end());
    return files;
}

inline void writeContent(const std::filesystem::path& path, std::string_view octets) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << octets;
}

}  // namespace snmpolld::test
