#include "snmp/mib_files.hpp"

#include <algorithm>
#include <fstream>
#include <functional>
#include <initializer_list>
#include <sstream>

#include "base/result.hpp"
#include "base/text.hpp"
#include "snmp/mib_problems.hpp"
#include "snmp/mib_scan.hpp"

namespace snmpolld::snmp {

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMaxMibFile = 64U << 20;
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

// The error's sentence has no subject.
Result<std::string> readMib(const fs::path& file) {
    std::error_code error;
    const auto size = fs::file_size(file, error);
    if (error) return usageError(error.message());
    if (size > kMaxMibFile) return usageError("larger than 64 MiB");
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) return usageError("it cannot be read");
    return std::move(text).str();
}

// Every second octet of UTF-16; `high` is the place of the other one in each pair.
std::string asciiOf(std::string_view utf16, size_t high) {
    std::string out;
    for (size_t i = 0; i + 1 < utf16.size(); i += 2)
        out += utf16[i + high] == '\0' ? utf16[i + 1 - high] : '?';
    return out;
}

bool isWord(const std::string& word, std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, word) != words.end();
}

// "9502030000Z" -> "199502030000Z".
std::string withCentury(std::string_view updated) {
    return (updated.size() == 11 ? "19" : "") + std::string(updated);
}

}  // namespace

bool isBackup(const fs::path& file) {
    for (const fs::path& part : file.parent_path())
        if (isWord(lowered(part.string()), {"archive", "archives", "archived", "attic", "bak", "backup", "backups",
                                            "old", "older", "obsolete", "orig", "previous", "trash"}))
            return true;
    const std::string name = lowered(file.filename().string());
    if (name.ends_with('~') || name.starts_with("copy of ") || name.find(" - copy") != std::string::npos) return true;
    for (size_t dot = name.find('.'); dot != std::string::npos; dot = name.find('.', dot + 1))
        if (isWord(name.substr(dot + 1, name.find('.', dot + 1) - dot - 1), {"bak", "backup", "old", "orig", "save"}))
            return true;
    return false;
}

std::string plainMibText(std::string text) {
    if (text.starts_with("\xff\xfe")) return asciiOf(std::string_view(text).substr(2), 1);
    if (text.starts_with("\xfe\xff")) return asciiOf(std::string_view(text).substr(2), 0);
    for (size_t at = text.find(kByteOrderMark); at != std::string::npos; at = text.find(kByteOrderMark, at))
        text.erase(at, kByteOrderMark.size());
    return text;
}

bool MibFiles::scan(const fs::path& path, MibProblems& problems) {
    auto read = readMib(path);
    if (!read) {
        problems.add(path.string() + ": " + read.error().message);
        return true;
    }
    const size_t size = read->size();
    const std::string text = plainMibText(std::move(*read));
    auto modules = scanMib(text);
    if (modules.empty()) return false;
    files_.push_back({.path = path, .is_backup = isBackup(path), .is_plain = text.size() == size, .editions = {}});
    for (size_t i = 0; i < modules.size(); ++i)
        note(modules[i], std::string_view(text).substr(modules[i].begin, i + 1 < modules.size()
                                                                             ? modules[i + 1].begin - modules[i].begin
                                                                             : std::string::npos));
    return true;
}

// Takes a module of the last file.
void MibFiles::note(MibModule& module, std::string_view text) {
    auto& editions = files_.back().editions;
    modules_[module.name].push_back({files_.size() - 1, editions.size()});
    editions.push_back({.module = module.name,
                        .updated = withCentury(module.updated),
                        .begin = module.begin,
                        .end = module.begin + text.size(),
                        .hash = std::hash<std::string_view>()(text)});
    for (auto& [from, symbols] : module.imports)
        imports_[from].merge(symbols);
}

// Whether the module is taken from `b` rather than from `a`, which was named before it.
bool MibFiles::isBetter(const Place& a, const Place& b) const {
    const File& first = files_[a.file];
    const File& second = files_[b.file];
    if (first.is_backup != second.is_backup) return first.is_backup;
    return at(b).updated >= at(a).updated;
}

void MibFiles::settle(const std::string& module, const std::vector<Place>& places, MibProblems& problems) {
    Place best = places.front();
    for (const Place& place : places)
        if (isBetter(best, place)) best = place;
    const fs::path& used = files_[best.file].path;
    files_[best.file].editions[best.edition].is_used = true;
    places_.emplace(module, used);
    for (const Place& place : places) {
        const File& file = files_[place.file];
        if (at(place).hash == at(best).hash) continue;
        if (file.is_backup && !files_[best.file].is_backup) {
            backups_.push_back(file.path);
            continue;
        }
        problems.add(file.path.string() + ": " + module + " is in " + used.string() + " too, which is used" +
                     (at(place).updated == at(best).updated ? "" : ", as its edition is later"));
    }
}

// Writes those modules of the file that are used, each on the lines where it was.
bool MibFiles::copy(const File& file, const fs::path& to) const {
    const auto read = readMib(file.path);
    if (!read) return false;
    std::string text = plainMibText(*read);
    for (const Edition& edition : file.editions)
        if (!edition.is_used && edition.end <= text.size())
            std::replace_if(
                text.begin() + static_cast<std::ptrdiff_t>(edition.begin),
                text.begin() + static_cast<std::ptrdiff_t>(edition.end), [](char c) { return c != '\n'; }, ' ');
    std::ofstream out(to, std::ios::binary);
    out << text;
    return static_cast<bool>(out.flush());
}

// Files of several modules come first: their later modules are only known to the parser once it has read them.
std::vector<MibFile> MibFiles::choose(const fs::path& folder, MibProblems& problems) {
    for (const auto& [module, places] : modules_)
        settle(module, places, problems);
    if (!backups_.empty())
        problems.add(std::to_string(backups_.size()) + (backups_.size() == 1 ? " backup is" : " backups are") +
                     " not used, the first is " + backups_.front().string());
    std::vector<MibFile> chosen;
    for (const File& file : files_) {
        const auto isUsed = [](const Edition& edition) { return edition.is_used; };
        const auto first = std::ranges::find_if(file.editions, isUsed);
        if (first == file.editions.end()) continue;
        const auto used = static_cast<size_t>(std::ranges::count_if(file.editions, isUsed));
        MibFile mib{.path = file.path, .read = file.path, .first_module = first->module, .modules = used};
        if (!file.is_plain || used < file.editions.size()) {
            mib.read = folder / ("copy" + std::to_string(chosen.size()));
            if (!copy(file, mib.read)) problems.add(file.path.string() + ": it cannot be copied to " + folder.string());
        }
        chosen.push_back(std::move(mib));
    }
    std::ranges::stable_sort(chosen,
                             [](const MibFile& a, const MibFile& b) { return (a.modules > 1) > (b.modules > 1); });
    return chosen;
}

}  // namespace snmpolld::snmp
