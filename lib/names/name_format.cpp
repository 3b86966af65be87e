#include "names/name_format.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <tuple>

namespace snmpolld::names {

namespace {

constexpr std::string_view kMagic = "snmpolld-names 1 ";
constexpr size_t kMaxNameLength = 128;

bool isLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}

// Removes the part before the next `end`, and `end` itself, and returns that part; nullopt when there is no `end`.
std::optional<std::string_view> cut(std::string_view& text, char end) {
    const size_t length = text.find(end);
    if (length == std::string_view::npos) return std::nullopt;
    const std::string_view part = text.substr(0, length);
    text.remove_prefix(length + 1);
    return part;
}

std::optional<NameKind> kindCalled(std::string_view name) {
    for (int i = 0; i <= static_cast<int>(NameKind::object); ++i)
        if (kindName(static_cast<NameKind>(i)) == name) return static_cast<NameKind>(i);
    return std::nullopt;
}

// As Oid::parse, but without allocations, since there may be a hundred thousand of them. Returns how many ids there
// are; 0 for what is not an OID or is not written as this program writes OIDs, since records repeat the text.
size_t parseIds(std::string_view text, uint32_t (&ids)[model::Oid::kMaxSize]) {
    const char* at = text.data();
    const char* const end = at + text.size();
    for (size_t count = 0; count < model::Oid::kMaxSize;) {
        const auto [next, ec] = std::from_chars(at, end, ids[count++]);
        if (ec != std::errc{} || (*at == '0' && next != at + 1)) return 0;
        if (next == end) return count >= 2 && ids[0] <= 2 && (ids[0] == 2 || ids[1] <= 39) ? count : 0;
        if (*next != '.') return 0;
        at = next + 1;
    }
    return 0;
}

// Whether the last row comes after the one before it and does not repeat it.
bool isInOrder(const NameRows& rows) {
    const size_t row = rows.size() - 1;
    if (row == 0) return true;
    const auto a = rows.ids(row - 1);
    const auto b = rows.ids(row);
    if (std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end())) return true;
    if (!std::equal(a.begin(), a.end(), b.begin(), b.end())) return false;
    const NameEntry& first = rows.entry(row - 1);
    const NameEntry& second = rows.entry(row);
    return std::tie(first.module, first.name) < std::tie(second.module, second.name);
}

// "OID kind MODULE name".
bool addLine(std::string_view line, NameRows& rows) {
    const auto oid = cut(line, ' ');
    const auto kind_text = cut(line, ' ');
    const auto module = cut(line, ' ');
    if (!oid || !kind_text || !module || !isModuleName(*module) || !isName(line)) return false;
    const auto kind = kindCalled(*kind_text);
    uint32_t ids[model::Oid::kMaxSize];
    const size_t count = parseIds(*oid, ids);
    if (!kind || count == 0) return false;
    rows.add({*module, line, *oid, *kind}, {ids, count});
    return isInOrder(rows);
}

Result<size_t> parseHead(std::string_view& text) {
    const auto line = cut(text, '\n');
    if (!line || !line->starts_with(kMagic)) return usageError("not a file of names of this version");
    const std::string_view digits = line->substr(kMagic.size());
    size_t count = 0;
    const auto [end, ec] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
    if (ec != std::errc{} || end != digits.data() + digits.size() || count > kMaxImportedNames)
        return usageError("line 1 is wrong");
    return count;
}

auto key(const ImportedName& name) {
    return std::tie(name.oid, name.module, name.name);
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
    std::stable_sort(names.begin(), names.end(), [](const auto& a, const auto& b) { return key(a) < key(b); });
    names.erase(std::unique(names.begin(), names.end(), [](const auto& a, const auto& b) { return key(a) == key(b); }),
                names.end());
    std::string out = std::string(kMagic) + std::to_string(names.size()) + "\n";
    for (const ImportedName& name : names) {
        name.oid.appendTo(out);
        out.append(" ").append(kindName(name.kind)).append(" ").append(name.module).append(" ");
        out.append(name.name).append("\n");
    }
    return out;
}

Result<NameRows> parseNames(std::string_view text) {
    const auto count = parseHead(text);
    if (!count) return tl::unexpected(count.error());
    NameRows rows;
    rows.reserve(std::min(*count, text.size() / 8));
    for (size_t number = 2; !text.empty(); ++number) {
        const auto line = cut(text, '\n');
        if (!line || !addLine(*line, rows)) return usageError("line " + std::to_string(number) + " is wrong");
    }
    if (rows.size() != *count)
        return usageError("it has " + std::to_string(rows.size()) + " names instead of " + std::to_string(*count));
    return rows;
}

}  // namespace snmpolld::names
