// The files of a config in turn: the main file's own settings first, then what it includes; references last, when every
// name is known. Each file's tree is freed before the next file is read.
#include "config/load.hpp"

#include <glob.h>

#include <cstdlib>
#include <set>
#include <system_error>

#include "base/text.hpp"
#include "config/auths.hpp"
#include "config/modules.hpp"
#include "config/section.hpp"
#include "config/shipped.hpp"
#include "config/targets.hpp"

namespace snmpolld::config {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view kBuiltInAuth = "public_v2";

void addBuiltIns(Config& config) {
    config.auths.try_emplace(std::string(kBuiltInAuth), std::make_shared<model::Credentials>());
    if (config.outputs.empty()) config.outputs.emplace_back();
}

// What one file includes and where that was written.
struct Include {
    bool is_glob;
    fs::path path;
    std::string where;
};

bool isGlob(const std::string& text) {
    return text.find_first_of("*?[") != std::string::npos;
}

// The folder of the file stands for itself, whatever characters it has.
Include includeOf(const Source& source, const std::string& name, std::string where) {
    if (!isGlob(name)) return {false, source.resolve(name), std::move(where)};
    std::string folder;
    for (const char c : source.file.parent_path().string()) {
        if (isGlob(std::string(1, c)) || c == '\\') folder += '\\';
        folder += c;
    }
    return {true, fs::path(folder) / name, std::move(where)};
}

class Loader {
  public:
    explicit Loader(const Environment& environment) : environment_(environment) {}

    Result<Config> load(const fs::path& file);

  private:
    Result<void> readMain(const fs::path& file);
    Result<void> readIncluded(const fs::path& file, const Include& include);
    Result<void> include(const Include& include);
    Result<void> readShared(const Source& source, const Section& top);
    Result<void> readDefaults(const Source& source, const YamlNode& node);
    Result<void> readOutputs(const Source& source, const YamlNode& node);
    Result<void> readOutput(const Source& source, const YamlNode& node);
    Result<void> defineModule(const Source& source, const YamlNode& key, const YamlNode& node);
    Result<void> define(const Source& source, const YamlNode& key, Reference::To kind);
    Result<void> settleReferences();

    const Environment& environment_;
    Draft draft_;
    std::map<std::string, std::string> auth_places_;  // where each name was defined
    std::map<std::string, std::string> module_places_;
    std::vector<Include> includes_;
    std::set<fs::path> seen_;  // canonical names of the files read
};

Result<Config> Loader::load(const fs::path& file) {
    draft_.config.file = file;
    if (const auto done = readMain(file); !done) return tl::unexpected(done.error());
    for (const Include& one : includes_)
        if (const auto done = include(one); !done) return tl::unexpected(done.error());
    addBuiltIns(draft_.config);
    if (const auto done = settleReferences(); !done) return tl::unexpected(done.error());
    return std::move(draft_.config);
}

Result<void> readWorkers(const Source& source, const YamlNode& node, Workers& workers) {
    const auto section = Section::read(source, node, "workers");
    if (!section) return tl::unexpected(section.error());
    workers.count = static_cast<int>(section->integer("count"));
    workers.sessions = static_cast<int>(section->integer("sessions"));
    workers.max_polls = static_cast<int>(section->integer("max_polls"));
    return {};
}

Result<void> readControl(const Source& source, const YamlNode& node, Control& control) {
    const auto section = Section::read(source, node, "control");
    if (!section) return tl::unexpected(section.error());
    control.socket = section->text("socket");
    control.group = section->text("group");
    return {};
}

Result<void> readLog(const Source& source, const YamlNode& node, log::Level& level) {
    const auto section = Section::read(source, node, "log");
    if (!section) return tl::unexpected(section.error());
    const std::string word = section->text("level");
    using enum log::Level;
    level = word == "debug" ? debug : word == "warning" ? warning : word == "error" ? error : info;
    return {};
}

Result<void> Loader::readMain(const fs::path& file) {
    const auto source = readSource(file, environment_);
    if (!source) return tl::unexpected(source.error());
    std::error_code ignored;
    seen_.insert(fs::weakly_canonical(file, ignored));
    const auto top = Section::read(*source, source->root(), "");
    if (!top) return tl::unexpected(top.error());
    Config& config = draft_.config;
    const auto block = [&](std::string_view key, auto read) -> Result<void> {
        const YamlNode* node = top->node(key);
        return node == nullptr ? Result<void>{} : read(*node);
    };
    const auto done =
        block("defaults", [&](const YamlNode& node) { return readDefaults(*source, node); })
            .and_then(
                [&] { return block("workers", [&](auto& n) { return readWorkers(*source, n, config.workers); }); })
            .and_then([&] { return block("outputs", [&](auto& n) { return readOutputs(*source, n); }); })
            .and_then(
                [&] { return block("control", [&](auto& n) { return readControl(*source, n, config.control); }); })
            .and_then([&] { return block("log", [&](auto& n) { return readLog(*source, n, config.log_level); }); })
            .and_then([&] { return readShared(*source, *top); });
    for (const auto& item : top->items("include"))
        includes_.push_back(includeOf(*source, item.text, source->where(*item.node)));
    return done;
}

// Unknown to an included file are all sections but these.
Result<void> onlyShared(const Source& source) {
    for (size_t i = 0; i < source.root().children.size(); i += 2) {
        const YamlNode& key = source.at(source.root().children[i]);
        if (key.text != "auths" && key.text != "modules" && key.text != "targets" &&
            findOption("", key.text) != nullptr)
            return source.bad(key,
                              key.text + " belongs into the main file; an included one has auths, modules and targets");
    }
    return {};
}

Result<void> Loader::readIncluded(const fs::path& file, const Include& include) {
    std::error_code ignored;
    if (file.has_filename() && fs::equivalent(file, draft_.config.file, ignored))
        return usageError(include.where + ": include: " + file.string() + " is the file that includes it");
    if (!seen_.insert(fs::weakly_canonical(file, ignored)).second) return {};
    const auto source = readSource(file, environment_);
    if (!source) return tl::unexpected(source.error());
    if (source->root().kind == YamlKind::map)
        if (const auto done = onlyShared(*source); !done) return done;
    const auto top = Section::read(*source, source->root(), "");
    if (!top) return tl::unexpected(top.error());
    return readShared(*source, *top);
}

Result<void> Loader::include(const Include& include) {
    std::error_code missing;
    if (!include.is_glob) {
        if (!fs::exists(include.path, missing))
            return usageError(include.where + ": include: " + include.path.string() + " does not exist");
        return readIncluded(include.path, include);
    }
    glob_t found{};
    const int status = ::glob(include.path.c_str(), 0, nullptr, &found);
    std::vector<fs::path> files;
    for (size_t i = 0; status == 0 && i < found.gl_pathc; ++i)
        files.emplace_back(found.gl_pathv[i]);
    ::globfree(&found);
    if (status != 0 && status != GLOB_NOMATCH)
        return usageError(include.where + ": include: " + include.path.string() + " cannot be searched");
    for (const fs::path& file : files)
        if (const auto done = readIncluded(file, include); !done) return done;
    return {};
}

// The three sections that every file may have.
Result<void> Loader::readShared(const Source& source, const Section& top) {
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
    const auto module = [&](const YamlNode& key, const YamlNode& node) { return defineModule(source, key, node); };
    if (const auto done = names("auths", auth); !done) return done;
    if (const auto done = names("modules", module); !done) return done;
    const YamlNode* targets = top.node("targets");
    return targets == nullptr ? Result<void>{} : readTargets(source, *targets, draft_);
}

Result<void> Loader::define(const Source& source, const YamlNode& key, Reference::To kind) {
    const bool auth = kind == Reference::To::auth;
    const std::string what = auth ? "auth \"" : "module \"";
    if (!isName(key.text))
        return source.bad(key, what + printable(key.text) + "\": letters, digits, _ . and - make a name");
    auto& places = auth ? auth_places_ : module_places_;
    const auto [place, fresh] = places.try_emplace(key.text, source.where(key));
    if (!fresh) return source.bad(key, what + key.text + "\" is defined twice, first at " + place->second);
    return {};
}

Result<void> Loader::defineModule(const Source& source, const YamlNode& key, const YamlNode& node) {
    if (const auto done = define(source, key, Reference::To::module); !done) return done;
    auto module = readModule(source, key, node);
    if (!module) return tl::unexpected(module.error());
    draft_.config.modules[key.text] = std::move(*module);
    return {};
}

Result<void> Loader::readDefaults(const Source& source, const YamlNode& node) {
    const auto section = Section::read(source, node, "defaults");
    if (!section) return tl::unexpected(section.error());
    Defaults& defaults = draft_.config.defaults;
    defaults.auth = section->text("auth");
    if (section->has("auth")) draft_.references.push_back({Reference::To::auth, defaults.auth, section->where("auth")});
    defaults.interval = section->duration("interval");
    defaults.timeout = section->duration("timeout");
    defaults.retries = static_cast<int>(section->integer("retries"));
    defaults.deadline = section->duration("deadline");
    defaults.manner = readManner(*section, defaults.manner);
    if (!section->has("modules")) return {};
    defaults.modules.clear();
    for (const auto& item : section->items("modules")) {
        defaults.modules.push_back(item.text);
        draft_.references.push_back({Reference::To::module, item.text, source.where(*item.node)});
    }
    if (defaults.modules.empty()) return section->bad("modules", "at least one is needed");
    return {};
}

Result<void> Loader::readOutput(const Source& source, const YamlNode& node) {
    const auto section = Section::read(source, node, "outputs");
    if (!section) return tl::unexpected(section.error());
    const std::string type = section->text("type");
    const std::string sync = section->text("sync");
    Output output;
    output.type = type == "csv" ? OutputType::csv : type == "text" ? OutputType::text : OutputType::jsonl;
    output.path = section->text("path");
    output.sync = sync == "interval" ? Sync::interval : sync == "always" ? Sync::always : Sync::never;
    if (output.path.empty()) return section->bad("path", "empty");
    for (const Output& other : draft_.config.outputs)
        if (other.path == output.path) return section->bad("path", "two outputs write to " + printable(output.path));
    draft_.config.outputs.push_back(std::move(output));
    return {};
}

Result<void> Loader::readOutputs(const Source& source, const YamlNode& node) {
    if (node.kind == YamlKind::null) return {};
    if (node.kind != YamlKind::sequence)
        return source.bad(node, "outputs: a list is expected, not " + std::string(kindName(node.kind)));
    for (const uint32_t child : node.children)
        if (const auto done = readOutput(source, source.at(child)); !done) return done;
    return {};
}

Result<void> checkAuth(const Config& config, const Reference& reference) {
    if (config.auths.contains(reference.name)) return {};
    std::vector<std::string> names;
    for (const auto& [name, unused] : config.auths)
        names.push_back(name);
    const std::string meant = nearestWord(reference.name, names);
    return usageError(reference.where + ": no auth \"" + printable(reference.name) + "\"" +
                      (meant.empty() ? "" : "; did you mean " + meant + "?"));
}

// A shipped module that is named becomes one of the config's.
Result<void> takeModule(const std::string& name, const std::string& where, Config& config) {
    if (config.modules.contains(name)) return {};
    if (!isShipped(name)) return withContext(where, unknownModule(config, name).value());
    auto module = shippedModule(name);
    if (!module) return tl::unexpected(module.error());
    config.modules[name] = std::move(*module);
    return {};
}

// References last, when every name is known.
Result<void> Loader::settleReferences() {
    Config& config = draft_.config;
    for (const Reference& reference : draft_.references) {
        const auto done = reference.to == Reference::To::auth ? checkAuth(config, reference)
                                                              : takeModule(reference.name, reference.where, config);
        if (!done) return done;
    }
    for (const std::string& name : config.defaults.modules)
        if (const auto done = takeModule(name, config.file.string(), config); !done) return done;
    return {};
}

}  // namespace

Environment processEnvironment() {
    return [](const std::string& name) -> std::optional<std::string> {
        const char* value = std::getenv(name.c_str());
        return value == nullptr ? std::nullopt : std::optional<std::string>(value);
    };
}

Result<Config> load(const fs::path& file, const Environment& environment) {
    // Whatever is wrong with a config file, its user must change something.
    return Loader(environment).load(file).map_error([](Error error) {
        error.kind = ErrorKind::usage;
        return error;
    });
}

Config builtIn() {
    Config config;
    addBuiltIns(config);
    return config;
}

}  // namespace snmpolld::config
