#include "names/name_format.hpp"

#include <algorithm>
#include <cstring>
#include <tuple>
#include <unordered_map>

#include "names/name_index.hpp"

namespace snmpolld::names {

namespace {

constexpr size_t kMaxNameLength = 128;
constexpr size_t kAlignment = 8;

bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

auto key(const ImportedName& name) {
    return std::tie(name.oid, name.module, name.name);
}

void sortOnce(std::vector<ImportedName>& names) {
    std::stable_sort(names.begin(), names.end(), [](const auto& a, const auto& b) { return key(a) < key(b); });
    names.erase(std::unique(names.begin(), names.end(), [](const auto& a, const auto& b) { return key(a) == key(b); }),
                names.end());
}

template <typename T>
std::string_view bytesOf(const std::vector<T>& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

// The text, the rows and the sub-identifiers of a file.
class Contents {
  public:
    void add(const ImportedName& name) {
        file::Row row{};
        row.name = addText(name.name);
        row.module = addModule(name.module);
        row.oid = static_cast<uint32_t>(text_.size());
        name.oid.appendTo(text_);
        row.ids = static_cast<uint32_t>(ids_.size());
        row.oid_size = static_cast<uint16_t>(text_.size() - row.oid);
        row.name_size = static_cast<uint8_t>(name.name.size());
        row.module_size = static_cast<uint8_t>(name.module.size());
        row.id_count = static_cast<uint8_t>(name.oid.size());
        row.kind = static_cast<uint8_t>(name.kind);
        ids_.insert(ids_.end(), name.oid.ids().begin(), name.oid.ids().end());
        rows_.push_back(row);
    }

    const std::string& text() const { return text_; }
    const std::vector<file::Row>& rows() const { return rows_; }
    const std::vector<uint32_t>& ids() const { return ids_; }

  private:
    uint32_t addText(std::string_view text) {
        text_ += text;
        return static_cast<uint32_t>(text_.size() - text.size());
    }
    uint32_t addModule(const std::string& module) {
        const auto [known, is_new] = modules_.try_emplace(module, 0);
        if (is_new) known->second = addText(module);
        return known->second;
    }

    std::string text_;
    std::vector<file::Row> rows_;
    std::vector<uint32_t> ids_;
    std::unordered_map<std::string, uint32_t> modules_;
};

NameTables tablesOf(const std::vector<ImportedName>& names) {
    NameRows rows;
    rows.reserve(names.size());
    for (const ImportedName& name : names)
        rows.add({name.module, name.name, {}, name.kind}, name.oid.ids());
    return ListedNames(std::move(rows)).tables();
}

size_t aligned(size_t size) {
    return (size + kAlignment - 1) / kAlignment * kAlignment;
}

struct NamedBytes {
    file::SectionId id;
    std::string_view bytes;
};

std::string assemble(file::Head head, const std::vector<NamedBytes>& parts) {
    size_t end = aligned(sizeof head + parts.size() * sizeof(file::Section));
    std::vector<file::Section> sections;
    for (const NamedBytes& part : parts) {
        sections.push_back({.id = static_cast<uint32_t>(part.id),
                            .version = file::kVersion,
                            .offset = end,
                            .size = part.bytes.size()});
        end = aligned(end + part.bytes.size());
    }
    head.sections = static_cast<uint32_t>(sections.size());
    head.size = end;
    std::string out(end, '\0');
    std::memcpy(out.data(), &head, sizeof head);
    std::memcpy(out.data() + sizeof head, sections.data(), sections.size() * sizeof(file::Section));
    for (size_t i = 0; i < parts.size(); ++i)
        std::copy(parts[i].bytes.begin(), parts[i].bytes.end(), out.data() + sections[i].offset);
    return out;
}

}  // namespace

bool isName(std::string_view text) {
    if (text.empty() || text.size() > kMaxNameLength || !isLetter(text[0])) return false;
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return isLetter(c) || isDigit(c) || c == '-' || c == '_'; });
}

bool isModuleName(std::string_view text) {
    if (text.empty() || text.size() > kMaxNameLength || !(isLetter(text[0]) || isDigit(text[0]))) return false;
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return isLetter(c) || isDigit(c) || c == '-' || c == '_' || c == '.'; });
}

std::string formatNames(std::vector<ImportedName> names) {
    sortOnce(names);
    Contents contents;
    for (const ImportedName& name : names)
        contents.add(name);
    const NameTables tables = tablesOf(names);
    file::Head head{};
    file::kMagic.copy(head.magic, sizeof head.magic);
    head.byte_order = file::kByteOrder;
    head.shortest = static_cast<uint32_t>(tables.shortest);
    head.longest = static_cast<uint32_t>(tables.longest);
    using enum file::SectionId;
    return assemble(head, {{text, contents.text()},
                           {rows, bytesOf(contents.rows())},
                           {ids, bytesOf(contents.ids())},
                           {by_oid, bytesOf(tables.by_oid)},
                           {by_name, bytesOf(tables.by_name)}});
}

}  // namespace snmpolld::names
