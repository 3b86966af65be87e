#include "config/targets.hpp"

#include <algorithm>
#include <optional>

#include "base/text.hpp"
#include "config/poll_options.hpp"

namespace snmpolld::config {

namespace {

constexpr size_t kMaxLabels = 64;  // of a target
constexpr size_t kMaxLabelName = 128;
constexpr size_t kMaxLabelValue = 4096;

// Whether the name follows Prometheus' rule for label names.
bool isLabelName(const std::string& name) {
    const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
    const auto rest = [&](char c) { return letter(c) || (c >= '0' && c <= '9'); };
    return !name.empty() && letter(name[0]) && std::all_of(name.begin(), name.end(), rest);
}

Result<void> readLabels(const Source& source, const YamlNode& node, std::map<std::string, std::string>& labels) {
    for (size_t i = 0; i + 1 < node.children.size(); i += 2) {
        const YamlNode& key = source.at(node.children[i]);
        const YamlNode& value = source.at(node.children[i + 1]);
        if (!isLabelName(key.text))
            return source.bad(key, "label \"" + printable(key.text) +
                                       "\": a name consists of letters, digits and _, and does not begin with a digit");
        if (key.text.size() > kMaxLabelName)
            return source.bad(key, "label " + key.text.substr(0, 32) + "..: a name of more than 128 characters");
        if (value.text.size() > kMaxLabelValue)
            return source.bad(value, "label " + key.text + ": a value of more than 4096 octets");
        if (labels.size() == kMaxLabels) return source.bad(key, "label " + key.text + ": more than 64 labels");
        if (value.kind != YamlKind::scalar)
            return source.bad(
                value, "label " + key.text + ": one value is expected, not " + std::string(kindName(value.kind)));
        labels[key.text] = value.text;
    }
    return {};
}

TargetEntry fromDefaults(const Defaults& defaults) {
    TargetEntry entry;
    entry.auth = defaults.auth;
    entry.modules = defaults.modules;
    entry.intervals = defaults.intervals;
    return entry;
}

struct AskedModule {
    std::string name;
    std::optional<Duration> interval{};  // of its own
    std::string where;
};

Result<AskedModule> readAskedModule(const Source& source, const Section::Item& item) {
    if (item.node->kind == YamlKind::scalar) return AskedModule{.name = item.text, .where = source.where(*item.node)};
    const auto section = Section::read(source, *item.node, "module");
    if (!section) return tl::unexpected(section.error());
    if (section->text("name").empty()) return section->bad("name", "missing or empty");
    AskedModule asked{.name = section->text("name"), .where = section->where("name")};
    if (section->has("interval")) asked.interval = section->duration("interval");
    return asked;
}

// Reads everything in an entry that all of its hosts share.
Result<void> readCommon(const Section& section, const Source& source, TargetEntry& entry, Draft& draft) {
    if (section.has("auth")) {
        entry.auth = section.text("auth");
        draft.references.push_back({Reference::To::auth, entry.auth, section.where("auth")});
    }
    const auto given = readGiven(section);
    if (!given) return tl::unexpected(given.error());
    entry.given = *given;
    if (const YamlNode* labels = section.node("labels"))
        if (const auto done = readLabels(source, *labels, entry.labels); !done) return done;
    return readModuleNames(section, source, entry.modules, entry.intervals, draft);
}

// Adds one host or range, with everything else as in `entry`.
Result<void> addHosts(const Source& source, const Section::Item& item, TargetEntry entry, bool own_auth, Draft& draft) {
    auto spec = parseTarget(item.text);
    if (!spec) return source.bad(*item.node, spec.error().message);
    if (spec->community && own_auth)
        return source.bad(*item.node, "target \"" + printable(spec->text) +
                                          "\" has both a community and an auth; only one may be given");
    if (spec->community) {
        const auto hidden =
            source.checkSecret(*item.node, "target " + printable(spec->text), spec->community->reveal());
        if (!hidden) return hidden;
        entry.auth.clear();
    }
    draft.hosts += spec->count;
    if (draft.hosts > kMaxTargets) return source.bad(*item.node, "more than 2000000 targets up to here");
    entry.spec = std::move(*spec);
    entry.where = source.where(*item.node);
    draft.config.targets.push_back(std::move(entry));
    return {};
}

Result<void> readEntry(const Source& source, const YamlNode& node, Draft& draft) {
    const auto section = Section::read(source, node, "targets");
    if (!section) return tl::unexpected(section.error());
    if (section->has("host") == section->has("hosts"))
        return source.bad(node, section->has("host") ? "both host and hosts are given" : "a host or hosts is missing");
    TargetEntry entry = fromDefaults(draft.config.defaults);
    if (const auto done = readCommon(*section, source, entry, draft); !done) return done;
    auto hosts = section->items("hosts");
    if (const YamlNode* host = section->node("host")) hosts.push_back({host, section->text("host")});
    if (hosts.empty()) return section->bad("hosts", "at least one is needed");
    for (const auto& item : hosts)
        if (const auto done = addHosts(source, item, entry, section->has("auth"), draft); !done) return done;
    return {};
}

}  // namespace

bool isName(const std::string& name) {
    return !name.empty() &&
           name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-") ==
               std::string::npos;
}

Result<void> readModuleNames(const Section& section, const Source& source, std::vector<std::string>& modules,
                             Intervals& intervals, Draft& draft) {
    if (!section.has("modules")) return {};
    modules.clear();
    intervals.clear();
    for (const auto& item : section.items("modules")) {
        const auto asked = readAskedModule(source, item);
        if (!asked) return tl::unexpected(asked.error());
        if (std::ranges::find(modules, asked->name) != modules.end())
            return usageError(asked->where + ": modules: " + printable(asked->name) + " is named twice");
        modules.push_back(asked->name);
        if (asked->interval) intervals[asked->name] = *asked->interval;
        draft.references.push_back({Reference::To::module, asked->name, asked->where});
    }
    if (modules.empty()) return section.bad("modules", "at least one is needed");
    return {};
}

Result<void> readTargets(const Source& source, const YamlNode& node, Draft& draft) {
    if (node.kind == YamlKind::null) return {};
    if (node.kind != YamlKind::sequence)
        return source.bad(node, "targets: a list is expected, not " + std::string(kindName(node.kind)));
    for (const uint32_t child : node.children) {
        const YamlNode& entry = source.at(child);
        const auto done = entry.kind == YamlKind::scalar ? addHosts(source, {&entry, entry.text},
                                                                    fromDefaults(draft.config.defaults), false, draft)
                                                         : readEntry(source, entry, draft);
        if (!done) return done;
    }
    return {};
}

}  // namespace snmpolld::config
