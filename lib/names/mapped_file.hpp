// A file that is mapped into memory: it costs nothing until it is looked at, and all processes share its pages. What is
// in it may be anything. If somebody cuts the file short while it is mapped, zeros are read where its end was; without
// that the kernel would end the process with SIGBUS.
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>

#include "base/result.hpp"

namespace snmpolld::names {

class MappedFile {
  public:
    // nullopt when the file does not exist. Refuses what is no regular file, and more than `limit` octets.
    static Result<std::optional<MappedFile>> open(const std::filesystem::path& file, size_t limit);
    MappedFile(MappedFile&& other) noexcept;
    MappedFile& operator=(MappedFile&&) = delete;
    ~MappedFile();

    std::span<const std::byte> bytes() const { return {data_, size_}; }

  private:
    MappedFile(const std::byte* data, size_t size) : data_(data), size_(size) {}

    const std::byte* data_;
    size_t size_;
};

}  // namespace snmpolld::names
