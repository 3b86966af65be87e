// MappedNames: the imported names, looked up in the mapped file itself (name_format.hpp). No byte of the file is
// trusted: its head and sections are checked when it is opened, and a row each time it is looked at, so that a damaged
// file costs the names that are damaged and nothing else.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

#include "names/mapped_file.hpp"
#include "names/name_format.hpp"
#include "names/name_index.hpp"

namespace snmpolld::names {

class MappedNames : public NameIndex {
  public:
    // The error says what is wrong with the file, without its name.
    static Result<std::unique_ptr<const MappedNames>> open(MappedFile file);

    size_t size() const override { return rows_.size(); }
    NameEntry entry(size_t row) const override;
    std::span<const uint32_t> ids(size_t row) const override;

  private:
    explicit MappedNames(MappedFile file) : file_(std::move(file)) {}
    Result<void> read();
    Result<void> readSections(const file::Head& head);
    template <typename T>
    Result<void> take(const file::Section& section, std::span<const T>& part) const;
    Result<void> checkTables(const file::Head& head);
    std::string_view text(size_t offset, size_t size) const;

    MappedFile file_;
    std::span<const char> text_;
    std::span<const file::Row> rows_;
    std::span<const uint32_t> ids_;
    std::span<const uint32_t> by_oid_;
    std::span<const uint32_t> by_name_;
};

}  // namespace snmpolld::names
