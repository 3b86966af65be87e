// A YAML file as a small tree that has the place of every value. yaml.cpp is the only file that includes yaml-cpp; it
// refuses what yaml-cpp lets pass: duplicate keys, a second document, tags, NUL, aliases that make a small file huge.
// Merge keys (`<<: *NAME`, `<<: [*ONE, *OTHER]`) are replaced by the pairs that they stand for.
#pragma once

#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <vector>

namespace snmpolld::config {

enum class YamlKind : uint8_t { null, scalar, sequence, map };

struct YamlNode {
    YamlKind kind = YamlKind::null;
    bool is_key = false;       // a key of a map: variables are not expanded in it
    bool is_expanded = false;  // a variable stood in it, so that its text is not what the file says
    uint32_t line = 1;         // from 1
    uint32_t column = 1;
    std::string text;                // of a scalar
    std::vector<uint32_t> children;  // numbers of nodes; a map's are key, value, key, value ..
};

// Nodes refer to each other by number; an alias is the number of its anchor's node, and a merged pair consists of the
// nodes of the map that it comes from, so a node may have several parents.
struct YamlDocument {
    std::vector<YamlNode> nodes;
    uint32_t root = 0;

    const YamlNode& at(uint32_t number) const { return nodes[number]; }
};

// What is wrong, and where.
struct YamlFault {
    uint32_t line = 1;
    uint32_t column = 1;
    std::string sentence;
};

// `text` is the whole file, or a part of it whose first line is line `first_line` of the file. An empty file has a null
// root.
tl::expected<YamlDocument, YamlFault> parseYaml(const std::string& text, uint32_t first_line = 1);

}  // namespace snmpolld::config
