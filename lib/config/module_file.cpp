#include "config/module_file.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/text.hpp"
#include "config/auths.hpp"
#include "config/files.hpp"
#include "config/foreign_file.hpp"
#include "config/modules.hpp"
#include "config/section.hpp"
#include "config/targets.hpp"

namespace snmpolld::config {

namespace {

bool isSame(const struct stat& a, const struct stat& b) {
    const auto time = [](const struct stat& s) {
#ifdef __APPLE__
        return std::pair(s.st_mtimespec.tv_sec, s.st_mtimespec.tv_nsec);
#else
        return std::pair(s.st_mtim.tv_sec, s.st_mtim.tv_nsec);
#endif
    };
    return a.st_size == b.st_size && time(a) == time(b);
}

bool isModule(const Source& source, const YamlNode& node) {
    if (node.kind != YamlKind::map) return false;
    for (size_t i = 0; i < node.children.size(); i += 2)
        if (const std::string& key = source.at(node.children[i]).text; key == "walk" || key == "metrics") return true;
    return false;
}

// A module file has two keys, each with a map or nothing. snmp_exporter also has `version`, which is ignored.
Result<void> checkTop(const Source& source) {
    const YamlNode& root = source.root();
    if (root.kind != YamlKind::map && root.kind != YamlKind::null)
        return source.bad(root,
                          "a module file is a map with auths and modules, not " + std::string(kindName(root.kind)));
    if (const auto done = checkNotOld(source); !done) return done;
    for (size_t i = 0; i < root.children.size(); i += 2) {
        const YamlNode& key = source.at(root.children[i]);
        const YamlNode& value = source.at(root.children[i + 1]);
        if (key.text == "version") continue;
        if (key.text != "auths" && key.text != "modules")
            return source.bad(key, "unknown key \"" + printable(key.text) + "\"; a module file has auths and modules" +
                                       (isModule(source, value) ? ", and modules stand below modules:" : ""));
        if (value.kind != YamlKind::map && value.kind != YamlKind::null)
            return source.bad(value, key.text + ": a map is expected, not " + std::string(kindName(value.kind)));
    }
    return {};
}

Result<void> checkName(const Source& source, const YamlNode& key, const std::string& what) {
    if (isName(key.text)) return {};
    return source.bad(key, what + " \"" + printable(key.text) + "\": a name consists of letters, digits, _ . and -");
}

}  // namespace

Result<ModuleFile> ModuleFile::open(const std::filesystem::path& file, const Environment& environment,
                                    const names::NameCatalog& names) {
    ModuleFile out(file);
    auto opened = openConfigFile(file);
    if (!opened) return tl::unexpected(opened.error());
    out.fd_ = std::move(*opened);
    if (::fstat(out.fd_.get(), &out.status_) != 0) return systemError("stat " + file.string(), errno);
    const auto text = readConfigFile(out.fd_, file);
    if (!text) return tl::unexpected(text.error());
    const auto scan = scanModules(*text);
    const auto done = scan ? out.readPlain(*text, *scan, environment) : out.readWhole(*text, environment, names);
    if (!done) return tl::unexpected(done.error());
    return out;
}

std::string ModuleFile::where(const Block& block) const {
    return file_.string() + ":" + std::to_string(block.line) + ":" + std::to_string(block.column);
}

Result<void> ModuleFile::readPlain(const std::string& text, const ModuleScan& scan, const Environment& environment) {
    blocks_ = scan.modules;
    if (!scan.auths) return {};
    const Block& block = *scan.auths;
    auto source = parseSource(file_, text.substr(block.begin, block.length), environment, block.line);
    if (!source) return tl::unexpected(source.error());
    source->openness = opennessOf(fd_);
    return readAuths(*source, source->root());
}

Result<void> ModuleFile::readWhole(const std::string& text, const Environment& environment,
                                   const names::NameCatalog& names) {
    auto source = parseSource(file_, text, {});
    if (!source) return tl::unexpected(source.error());
    source->openness = opennessOf(fd_);
    fd_ = UniqueFd();
    if (const auto done = checkTop(*source); !done) return done;
    const std::vector<uint32_t> children = source->root().children;
    for (size_t i = 0; i < children.size(); i += 2) {
        const YamlNode& value = source->at(children[i + 1]);
        if (source->at(children[i]).text == "version") continue;
        const bool auths = source->at(children[i]).text == "auths";
        if (auths)
            if (const auto done = expandVariables(*source, children[i + 1], environment); !done) return done;
        if (const auto done = auths ? readAuths(*source, value) : addModules(*source, value, names); !done) return done;
    }
    return {};
}

Result<void> ModuleFile::readAuths(const Source& source, const YamlNode& map) {
    for (size_t i = 0; i < map.children.size(); i += 2) {
        const YamlNode& key = source.at(map.children[i]);
        if (const auto done = checkName(source, key, "auth"); !done) return done;
        auto credentials = readAuth(source, source.at(map.children[i + 1]), AuthStyle::module_file);
        if (!credentials) return tl::unexpected(credentials.error());
        auths_.push_back({key.text, std::move(*credentials), source.where(key)});
    }
    return {};
}

Result<void> ModuleFile::addModules(const Source& source, const YamlNode& map, const names::NameCatalog& names) {
    for (size_t i = 0; i < map.children.size(); i += 2) {
        const YamlNode& key = source.at(map.children[i]);
        if (const auto done = checkName(source, key, "module"); !done) return done;
        blocks_.push_back({key.text, 0, 0, key.line, key.column});
        whole_.emplace(key.text, readModule(source, key, source.at(map.children[i + 1]), names));
    }
    return {};
}

Result<std::string> ModuleFile::textOf(const Block& block) const {
    std::string text(block.length, '\0');
    size_t filled = 0;
    while (filled < text.size()) {
        const auto offset = static_cast<off_t>(block.begin + filled);
        const ssize_t n = ::pread(fd_.get(), text.data() + filled, text.size() - filled, offset);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) return systemError("read " + file_.string(), errno);
        if (n == 0) break;
        filled += static_cast<size_t>(n);
    }
    struct stat now {};
    if (filled < text.size() || ::fstat(fd_.get(), &now) != 0 || !isSame(now, status_))
        return usageError(file_.string() + " has changed since it was read; reload the config");
    return text;
}

Result<Module> ModuleFile::read(const Block& block, const names::NameCatalog& names) const {
    if (const auto known = whole_.find(block.name); known != whole_.end()) return known->second;
    const auto text = textOf(block);
    if (!text) return tl::unexpected(text.error());
    const auto source = parseSource(file_, *text, {}, block.line);
    if (!source) return tl::unexpected(source.error());
    const YamlNode& root = source->root();
    if (root.kind != YamlKind::map || root.children.size() != 2 || source->at(root.children[0]).text != block.name)
        return usageError(where(block) + ": module \"" + block.name + "\" is expected here, and nothing else");
    return readModule(*source, source->at(root.children[0]), source->at(root.children[1]), names);
}

}  // namespace snmpolld::config
