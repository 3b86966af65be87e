#include "names/name_map.hpp"

#include <algorithm>
#include <bit>
#include <charconv>
#include <cstring>

#include "model/oid.hpp"

namespace snmpolld::names {

namespace {

using file::Head;
using file::Section;
using file::SectionId;

bool startsWith(std::span<const std::byte> bytes, std::string_view words) {
    return bytes.size() >= words.size() && std::memcmp(bytes.data(), words.data(), words.size()) == 0;
}

// Whether `text` is the OID of these ids, as this program writes it: records repeat the text.
bool isTextOf(std::string_view text, std::span<const uint32_t> ids) {
    char digits[11];
    for (size_t i = 0; i < ids.size(); ++i) {
        if (i > 0 && !text.starts_with('.')) return false;
        if (i > 0) text.remove_prefix(1);
        const char* const end = std::to_chars(digits, digits + sizeof digits, ids[i]).ptr;
        const std::string_view number(digits, static_cast<size_t>(end - digits));
        if (!text.starts_with(number)) return false;
        text.remove_prefix(number.size());
    }
    return text.empty() && ids.size() >= 2;
}

Result<void> checkHead(std::span<const std::byte> bytes, const Head& head) {
    if (startsWith(bytes, file::kFormerMagic)) return usageError("it was written by an older snmpolld");
    if (!startsWith(bytes, file::kMagic)) return usageError("not a file of names of this version");
    if (bytes.size() < sizeof(Head)) return usageError("its beginning is damaged");
    if (head.byte_order != file::kByteOrder) return usageError("it was written on a machine with another byte order");
    if (head.size != bytes.size())
        return usageError("it has " + std::to_string(bytes.size()) + " octets instead of " + std::to_string(head.size));
    if (head.sections > file::kMostSections || head.sections * sizeof(Section) > bytes.size() - sizeof(Head))
        return usageError("its beginning is damaged");
    return {};
}

}  // namespace

Result<std::unique_ptr<const MappedNames>> MappedNames::open(MappedFile file) {
    std::unique_ptr<MappedNames> names(new MappedNames(std::move(file)));
    if (const auto done = names->read(); !done) return tl::unexpected(done.error());
    return names;
}

Result<void> MappedNames::read() {
    Head head{};
    const auto bytes = file_.bytes();
    if (!bytes.empty()) std::memcpy(&head, bytes.data(), std::min(bytes.size(), sizeof head));
    return checkHead(bytes, head).and_then([&] { return readSections(head); }).and_then([&] {
        return checkTables(head);
    });
}

// Sections of further numbers are those of a later version, which may add some.
Result<void> MappedNames::readSections(const Head& head) {
    for (size_t i = 0; i < head.sections; ++i) {
        Section section{};
        std::memcpy(&section, file_.bytes().data() + sizeof head + i * sizeof section, sizeof section);
        Result<void> done;
        switch (static_cast<SectionId>(section.id)) {
            case SectionId::text:
                done = take(section, text_);
                break;
            case SectionId::rows:
                done = take(section, rows_);
                break;
            case SectionId::ids:
                done = take(section, ids_);
                break;
            case SectionId::by_oid:
                done = take(section, by_oid_);
                break;
            case SectionId::by_name:
                done = take(section, by_name_);
                break;
        }
        if (!done) return done;
    }
    return {};
}

template <typename T>
Result<void> MappedNames::take(const Section& section, std::span<const T>& part) const {
    const auto bytes = file_.bytes();
    if (section.version != file::kVersion) return usageError("it was written by another version of snmpolld");
    const bool fits = section.offset <= bytes.size() && section.size <= bytes.size() - section.offset;
    if (!fits || section.offset % alignof(uint64_t) != 0 || section.size % sizeof(T) != 0)
        return usageError("section " + std::to_string(section.id) + " is damaged");
    part = {reinterpret_cast<const T*>(bytes.data() + section.offset), section.size / sizeof(T)};
    return {};
}

Result<void> MappedNames::checkTables(const Head& head) {
    for (const auto& table : {by_oid_, by_name_})
        if (!std::has_single_bit(table.size())) return usageError("a table of it is damaged");
    if (rows_.size() > kMaxImportedNames)
        return usageError("it has more than " + std::to_string(kMaxImportedNames) + " names");
    setTables({.by_oid = by_oid_,
               .by_name = by_name_,
               .shortest = std::max<size_t>(1, head.shortest),
               .longest = std::min<size_t>(model::Oid::kMaxSize, head.longest)});
    return {};
}

std::string_view MappedNames::text(size_t offset, size_t size) const {
    if (offset > text_.size() || size > text_.size() - offset) return {};
    return {text_.data() + offset, size};
}

std::span<const uint32_t> MappedNames::ids(size_t row) const {
    const file::Row r = rows_[row];
    if (r.id_count > model::Oid::kMaxSize || r.ids > ids_.size() || r.id_count > ids_.size() - r.ids) return {};
    return ids_.subspan(r.ids, r.id_count);
}

NameEntry MappedNames::entry(size_t row) const {
    const file::Row r = rows_[row];
    const NameEntry entry{.module = text(r.module, r.module_size),
                          .name = text(r.name, r.name_size),
                          .oid = text(r.oid, r.oid_size),
                          .kind = static_cast<NameKind>(std::min(r.kind, static_cast<uint8_t>(NameKind::object)))};
    if (!isName(entry.name) || !isModuleName(entry.module) || !isTextOf(entry.oid, ids(row))) return {};
    return entry;
}

}  // namespace snmpolld::names
