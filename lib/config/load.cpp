// Reads the files of a config one after the other: first the main file with its own settings, then what it includes.
// References are settled last, when every name is known. The tree of a file is freed before the next file is read,
// unless it defines modules.
#include "config/load.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <system_error>

#include "base/text.hpp"
#include "config/auths.hpp"
#include "config/file_list.hpp"
#include "config/foreign_file.hpp"
#include "config/metric_sections.hpp"
#include "config/poll_options.hpp"
#include "config/references.hpp"
#include "config/section.hpp"
#include "config/settings.hpp"
#include "config/targets.hpp"

namespace snmpolld::config {

namespace {

namespace fs = std::filesystem;

constexpr size_t kMaxFiles = 10'000;                      // that a config has, with those that it includes
constexpr uintmax_t kMaxTogether = uintmax_t{256} << 20;  // octets of them
constexpr std::string_view kBuiltInAuth = "public_v2";

void addBuiltIns(Config& config) {
    config.auths.try_emplace(std::string(kBuiltInAuth), std::make_shared<model::Credentials>());
    const bool only_scraped = config.targets.empty() && config.http.listen;
    if (config.outputs.empty() && !only_scraped) config.outputs.emplace_back();
}

// One entry of modules_files.
struct ModuleEntry {
    FileEntry files;
    bool skip_broken = false;
};

class Loader {
  public:
    Loader(const Environment& environment, names::NameCatalog names) : environment_(environment) {
        draft_.config.names->swap(names);
    }

    Result<Config> load(const fs::path& file);

  private:
    Result<void> readMain(const fs::path& file);
    Result<void> readIncluded(const fs::path& file, const FileEntry& include);
    Result<void> include(const FileEntry& include);
    Result<std::vector<fs::path>> find(const FileEntry& entry);
    Result<bool> isNew(const fs::path& file, const std::string& where);
    Result<void> readShared(const std::shared_ptr<const Source>& source, const Section& top);
    Result<void> readDefaults(const Source& source, const YamlNode& node);
    Result<void> readModuleEntries(const Source& source, const Section& top);
    Result<void> readModuleEntry(const Source& source, const YamlNode& node);
    Result<void> openModuleFiles(const ModuleEntry& entry);
    Result<void> takeAuths(const ModuleFile& file);
    Result<void> defineModule(const OwnModule& module);
    Result<void> define(const Source& source, const YamlNode& key, Reference::To kind);

    const Environment& environment_;
    Draft draft_;
    std::map<std::string, std::string> auth_places_;  // where the config defines each name
    std::map<std::string, std::string> module_places_;
    std::map<std::string, std::string> file_auths_;  // where each auth of a module file was defined
    std::vector<FileEntry> includes_;
    std::vector<ModuleEntry> module_entries_;
    std::set<fs::path> seen_;    // canonical names of the files read
    uintmax_t octets_read_ = 0;  // of all these files
};

Result<Config> Loader::load(const fs::path& file) {
    draft_.config.file = file;
    if (const auto done = readMain(file); !done) return tl::unexpected(done.error());
    for (const FileEntry& one : includes_)
        if (const auto done = include(one); !done) return tl::unexpected(done.error());
    for (const ModuleEntry& one : module_entries_)
        if (const auto done = openModuleFiles(one); !done) return tl::unexpected(done.error());
    addBuiltIns(draft_.config);
    if (const auto done = settleReferences(draft_); !done) return tl::unexpected(done.error());
    return std::move(draft_.config);
}

Result<void> Loader::readMain(const fs::path& file) {
    auto read = readSource(file, environment_);
    if (!read) return tl::unexpected(read.error());
    const auto source = std::make_shared<const Source>(std::move(*read));
    std::error_code ignored;
    seen_.insert(fs::weakly_canonical(file, ignored));
    if (const auto done = checkNotOld(*source); !done) return done;
    const auto top = Section::read(*source, source->root(), "");
    if (!top) return tl::unexpected(top.error());
    if (const YamlNode* defaults = top->node("defaults"))
        if (const auto done = readDefaults(*source, *defaults); !done) return done;
    const auto done = readSettings(*source, *top, draft_.config)
                          .and_then([&] { return readModuleEntries(*source, *top); })
                          .and_then([&] { return readShared(source, *top); });
    for (const auto& item : top->items("include"))
        includes_.push_back(fileEntry(*source, item.text, source->where(*item.node) + ": include"));
    return done;
}

// false: the file was read before. Errors: there are too many files, or they are too large together.
Result<bool> Loader::isNew(const fs::path& file, const std::string& where) {
    std::error_code error;
    if (!seen_.insert(fs::weakly_canonical(file, error)).second) return false;
    if (seen_.size() > kMaxFiles) return usageError(where + ": more than 10000 files up to " + file.string());
    const uintmax_t size = fs::file_size(file, error);
    if (!error) octets_read_ += size;
    if (octets_read_ > kMaxTogether) return usageError(where + ": more than 256 MiB of files up to " + file.string());
    return true;
}

// An included file may have only the sections that every file may have.
Result<void> onlyShared(const Source& source) {
    for (size_t i = 0; i < source.root().children.size(); i += 2) {
        const YamlNode& key = source.at(source.root().children[i]);
        if (key.text != "auths" && key.text != "modules" && key.text != "targets" &&
            findOption("", key.text) != nullptr)
            return source.bad(key, key.text +
                                       " is allowed only in the main file; an included file may have auths, modules "
                                       "and targets");
    }
    return {};
}

Result<void> Loader::readIncluded(const fs::path& file, const FileEntry& include) {
    std::error_code ignored;
    if (file.has_filename() && fs::equivalent(file, draft_.config.file, ignored))
        return usageError(include.where + ": " + file.string() + " is the file that includes it");
    const auto fresh = isNew(file, include.where);
    if (!fresh) return tl::unexpected(fresh.error());
    if (!*fresh) return {};
    auto read = readSource(file, environment_);
    if (!read) return tl::unexpected(read.error());
    const auto source = std::make_shared<const Source>(std::move(*read));
    if (const auto done = checkNotOld(*source); !done) return done;
    if (source->root().kind == YamlKind::map)
        if (const auto done = onlyShared(*source); !done) return done;
    const auto top = Section::read(*source, source->root(), "");
    if (!top) return tl::unexpected(top.error());
    return readShared(source, *top);
}

// The files of an entry. A glob that matches nothing may be meant, for files to come, or be misspelt.
Result<std::vector<fs::path>> Loader::find(const FileEntry& entry) {
    auto files = filesOf(entry);
    if (files && files->empty())
        draft_.config.warnings.push_back(entry.where + ": no file matches " + entry.path.string());
    return files;
}

Result<void> Loader::include(const FileEntry& include) {
    const auto files = find(include);
    if (!files) return tl::unexpected(files.error());
    for (const fs::path& file : *files)
        if (const auto done = readIncluded(file, include); !done) return done;
    return {};
}

Result<void> Loader::readModuleEntry(const Source& source, const YamlNode& node) {
    const std::string where = source.where(node) + ": modules_files";
    if (node.kind == YamlKind::scalar) {
        module_entries_.push_back({fileEntry(source, node.text, where), false});
        return {};
    }
    const auto section = Section::read(source, node, "modules_files");
    if (!section) return tl::unexpected(section.error());
    if (section->text("path").empty()) return section->bad("path", "missing or empty");
    module_entries_.push_back({fileEntry(source, section->text("path"), where), section->boolean("skip_broken")});
    return {};
}

Result<void> Loader::readModuleEntries(const Source& source, const Section& top) {
    const YamlNode* list = top.node("modules_files");
    if (list == nullptr || list->kind == YamlKind::null) return {};
    if (list->kind != YamlKind::sequence)
        return source.bad(*list, "modules_files: a list is expected, not " + std::string(kindName(list->kind)));
    for (const uint32_t child : list->children)
        if (const auto done = readModuleEntry(source, source.at(child)); !done) return done;
    return {};
}

Result<void> Loader::openModuleFiles(const ModuleEntry& entry) {
    const auto files = find(entry.files);
    if (!files) return tl::unexpected(files.error());
    for (const fs::path& path : *files) {
        const auto fresh = isNew(path, entry.files.where);
        if (!fresh) return tl::unexpected(fresh.error());
        if (!*fresh) continue;
        auto file = ModuleFile::open(path, environment_, *draft_.config.names);
        if (!file) return tl::unexpected(file.error());
        if (const auto done = takeAuths(*file); !done) return done;
        if (const auto done = draft_.config.library->add(std::move(*file), entry.skip_broken); !done) return done;
    }
    return {};
}

// An auth that the config defines itself takes precedence. Several module files may define an auth of the same name, as
// all files of snmp_exporter's generator do, if it is the same in each of them.
Result<void> Loader::takeAuths(const ModuleFile& file) {
    for (const ModuleFile::Auth& auth : file.auths()) {
        if (auth_places_.contains(auth.name)) continue;
        auto& known = draft_.config.auths[auth.name];
        const auto [place, fresh] = file_auths_.try_emplace(auth.name, auth.where);
        if (!fresh && *known != *auth.credentials)
            return usageError(auth.where + ": auth \"" + auth.name + "\" differs from its definition at " +
                              place->second);
        known = auth.credentials;
    }
    return {};
}

// Reads the sections that every file may have: auths, modules and targets.
Result<void> Loader::readShared(const std::shared_ptr<const Source>& shared, const Section& top) {
    const Source& source = *shared;
    const auto names = [&](std::string_view key, auto read) -> Result<void> {
        const YamlNode* node = top.node(key);
        for (size_t i = 0; node != nullptr && i + 1 < node->children.size(); i += 2)
            if (const auto done = read(source.at(node->children[i]), source.at(node->children[i + 1])); !done)
                return done;
        return {};
    };
    const auto auth = [&](const YamlNode& key, const YamlNode& node) -> Result<void> {
        if (const auto done = define(source, key, Reference::To::auth); !done) return done;
        auto credentials = readAuth(source, node);
        if (!credentials) return tl::unexpected(credentials.error());
        draft_.config.auths[key.text] = std::move(*credentials);
        return {};
    };
    const auto module = [&](const YamlNode& key, const YamlNode& node) { return defineModule({shared, &key, &node}); };
    if (const auto done = names("auths", auth); !done) return done;
    if (const auto done = names("modules", module); !done) return done;
    const YamlNode* targets = top.node("targets");
    return targets == nullptr ? Result<void>{} : readTargets(source, *targets, draft_);
}

Result<void> Loader::define(const Source& source, const YamlNode& key, Reference::To kind) {
    const bool auth = kind == Reference::To::auth;
    const std::string what = auth ? "auth \"" : "module \"";
    if (!isName(key.text))
        return source.bad(key, what + printable(key.text) + "\": a name consists of letters, digits, _ . and -");
    auto& places = auth ? auth_places_ : module_places_;
    const auto [place, fresh] = places.try_emplace(key.text, source.where(key));
    if (!fresh) return source.bad(key, what + key.text + "\" is defined twice, first at " + place->second);
    return {};
}

Result<void> Loader::defineModule(const OwnModule& module) {
    if (const auto done = define(*module.source, *module.key, Reference::To::module); !done) return done;
    names::NameCatalog& names = *draft_.config.names;
    names.learn(outlineMetrics(*module.source, module.key->text, *module.node, names));
    draft_.config.modules[module.key->text] = {};
    draft_.modules.push_back(module);
    return {};
}

Result<void> Loader::readDefaults(const Source& source, const YamlNode& node) {
    const auto section = Section::read(source, node, "defaults");
    if (!section) return tl::unexpected(section.error());
    Defaults& defaults = draft_.config.defaults;
    defaults.auth = section->text("auth");
    if (section->has("auth")) draft_.references.push_back({Reference::To::auth, defaults.auth, section->where("auth")});
    const auto given = readGiven(*section, defaults.timeout);
    if (!given) return tl::unexpected(given.error());
    defaults.given = *given;
    model::apply(defaults.given, static_cast<model::HostSettings&>(defaults));
    model::apply(defaults.given, static_cast<model::RequestSettings&>(defaults));
    defaults.timeout_min = std::min(defaults.timeout_min, defaults.timeout);
    return readModuleNames(*section, source, defaults.modules, defaults.intervals, draft_);
}

}  // namespace

Environment processEnvironment() {
    return [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());
        return value == nullptr ? std::nullopt : std::optional<std::string>(value);
    };
}

Result<Config> load(const fs::path& file, const Environment& environment, names::NameCatalog names) {
    // Whatever is wrong with a config file, the user must change something.
    return Loader(environment, std::move(names)).load(file).map_error([](Error error) {
        error.kind = ErrorKind::usage;
        return error;
    });
}

Config builtIn(names::NameCatalog names) {
    Config config;
    config.names->swap(names);
    addBuiltIns(config);
    return config;
}

}  // namespace snmpolld::config
