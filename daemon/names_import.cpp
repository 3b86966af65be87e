#include "names_import.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <deque>
#include <functional>
#include <set>

#include "base/now.hpp"
#include "base/text.hpp"
#include "exit_codes.hpp"
#include "failure.hpp"
#include "names/name_file.hpp"
#include "names_yaml.hpp"
#include "snmp/mib_import.hpp"

namespace snmpolld::daemon {

namespace {

namespace fs = std::filesystem;
using names::ImportedName;
using Names = std::vector<ImportedName>;

struct Sources {
    std::vector<fs::path> mibs;
    std::vector<fs::path> yamls;
    std::set<fs::path> named;  // on the command line, not found in a folder
};

// False for hidden files and for what editors leave behind.
bool isWanted(const fs::path& file) {
    const std::string name = file.filename().string();
    return !name.empty() && name.front() != '.' && name.front() != '#' && name.back() != '~' && name.back() != '#';
}

void addFile(const fs::path& file, Sources& sources) {
    const bool is_yaml = file.extension() == ".yaml" || file.extension() == ".yml";
    (is_yaml ? sources.yamls : sources.mibs).push_back(file);
}

Result<void> addFolder(const fs::path& folder, Sources& sources) {
    std::error_code error;
    std::vector<fs::path> files;
    constexpr auto kOptions = fs::directory_options::skip_permission_denied;
    for (fs::recursive_directory_iterator at(folder, kOptions, error), end; !error && at != end; at.increment(error)) {
        std::error_code none;
        if (at->is_directory(none) && !isWanted(at->path())) at.disable_recursion_pending();
        if (at->is_regular_file(none) && isWanted(at->path())) files.push_back(at->path());
    }
    if (error) return usageError(folder.string() + ": " + error.message());
    std::sort(files.begin(), files.end());
    for (const fs::path& file : files)
        addFile(file, sources);
    return {};
}

Result<Sources> findSources(const std::vector<std::string>& arguments) {
    Sources sources;
    for (const std::string& argument : arguments) {
        std::error_code error;
        const auto status = fs::status(argument, error);
        if (!fs::exists(status)) return usageError(argument + ": " + error.message());
        if (fs::is_directory(status)) {
            if (auto added = addFolder(argument, sources); !added) return tl::unexpected(added.error());
        } else {
            sources.named.insert(argument);
            addFile(argument, sources);
        }
    }
    return sources;
}

void complain(const std::string& problem) {
    std::fprintf(stderr, "snmpolld: %s\n", printable(problem).c_str());
}

// A line on a terminal, drawn again every tenth of a second.
class ImportProgress {
  public:
    ~ImportProgress() {
        if (drawn_) std::fputs("\r\033[K", stderr);
    }
    void operator()(size_t done, size_t all) {
        const MonoTime now = monoNow();
        if (!shown_ || (drawn_ && now - last_ < std::chrono::milliseconds(100))) return;
        std::fprintf(stderr, "\rreading MIB files: %zu of %zu\033[K", done, all);
        drawn_ = true;
        last_ = now;
    }

  private:
    bool shown_ = ::isatty(STDERR_FILENO) != 0;
    bool drawn_ = false;
    MonoTime last_{};
};

snmp::MibImport readMibs(const std::vector<fs::path>& files) {
    ImportProgress progress;
    return snmp::importMibs(files, std::ref(progress));
}

Names readSources(const Sources& sources, const names::NameCatalog& catalog) {
    auto mibs = readMibs(sources.mibs);
    for (const fs::path& file : mibs.no_modules)
        if (sources.named.contains(file)) complain(file.string() + ": no MIB module is in it");
    for (const std::string& problem : mibs.problems)
        complain(problem);
    Names names = std::move(mibs.names);
    for (const fs::path& file : sources.yamls) {
        auto more = readYamlNames(file, catalog);
        if (!more) complain(more.error().message);
        if (more) std::move(more->begin(), more->end(), std::back_inserter(names));
    }
    return names;
}

std::set<std::string> modulesOf(const Names& names) {
    std::set<std::string> modules;
    for (const ImportedName& name : names)
        modules.insert(name.module);
    return modules;
}

// The names of a module that is imported again take the place of its former ones.
void addFormer(Names former, const std::set<std::string>& modules, Names& names) {
    for (ImportedName& name : former)
        if (!modules.contains(name.module)) names.push_back(std::move(name));
}

// The names that stand for different OIDs in different modules, in alphabetical order.
std::vector<std::string> ambiguousNames(const Names& names) {
    struct Use {
        std::string_view name;
        std::string_view module;
        const model::Oid* oid;
    };
    std::deque<model::Oid> built_in;
    std::vector<Use> uses;
    for (const ImportedName& name : names)
        uses.push_back({name.name, name.module, &name.oid});
    for (const auto& entry : names::nameTable())
        uses.push_back(
            {entry.name, entry.module, &built_in.emplace_back(model::Oid::parse(entry.oid).value_or(model::Oid{}))});
    std::stable_sort(uses.begin(), uses.end(), [](const Use& a, const Use& b) { return a.name < b.name; });
    std::vector<std::string> ambiguous;
    for (size_t i = 1; i < uses.size(); ++i) {
        const Use& a = uses[i - 1];
        const Use& b = uses[i];
        const bool differ = a.name == b.name && a.module != b.module && *a.oid != *b.oid;
        if (differ && (ambiguous.empty() || ambiguous.back() != a.name)) ambiguous.emplace_back(a.name);
    }
    return ambiguous;
}

std::string count(size_t number, const std::string& word) {
    return std::to_string(number) + " " + word + (number == 1 ? "" : "s");
}

void summarize(size_t read, size_t modules, const Names& all, const fs::path& file) {
    constexpr size_t kShown = 10;
    const auto ambiguous = ambiguousNames(all);
    std::string line = count(read, "name") + " from " + count(modules, "module") + "; " + file.string() + " has " +
                       count(all.size(), "name");
    if (!ambiguous.empty()) line += "; " + count(ambiguous.size(), "ambiguous one") + ", to be written MODULE::name: ";
    for (size_t i = 0; i < std::min(ambiguous.size(), kShown); ++i)
        line += (i == 0 ? "" : ", ") + ambiguous[i];
    if (ambiguous.size() > kShown) line += ", ..";
    std::puts(line.c_str());
}

int clearNames(const fs::path& file) {
    std::error_code error;
    fs::remove(file, error);
    if (error) return failure({ErrorKind::system, "remove " + file.string() + ": " + error.message()});
    std::printf("%s is removed\n", file.c_str());
    return kOk;
}

int importInto(const fs::path& file, const NamesImport& options) {
    const auto sources = findSources(options.sources);
    if (!sources) return failure(sources.error());
    auto former = options.clear ? Names{} : names::readNames(file);
    if (!former) return failure(former.error());
    Names names = readSources(*sources, names::withImportedNames());
    if (names.empty()) {
        complain("no names were found");
        return kSomeFailed;
    }
    const size_t read = names.size();
    const auto modules = modulesOf(names);
    addFormer(std::move(*former), modules, names);
    if (auto written = names::writeNames(file, names); !written) return failure(written.error());
    summarize(read, modules.size(), names, file);
    return kOk;
}

}  // namespace

int importNames(const NamesImport& options) {
    const fs::path file = options.output.empty() ? names::importedNamesPath() : options.output;
    if (file.empty()) return failure(usageError("no place for the names is known; say --output FILE").value());
    if (options.sources.empty() && options.clear) return clearNames(file);
    if (options.sources.empty()) return failure(usageError("names import: a folder or a file is expected").value());
    return importInto(file, options);
}

}  // namespace snmpolld::daemon
