// Finds where each module stands in a module file, without parsing the file: of a file of thousands of metrics, only
// the modules that are used cost anything. Never guesses: a file that is not certain to be in plain block style is left
// to the YAML parser.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace snmpolld::config {

// Whole lines of the file.
struct Block {
    std::string name;
    size_t begin = 0;     // octets
    size_t length = 0;    // likewise
    uint32_t line = 1;    // of its first line
    uint32_t column = 1;  // of its name
};

struct ModuleScan {
    std::optional<Block> auths;  // what stands below `auths:`
    std::vector<Block> modules;  // each with the line of its name, in the order of the file, no name twice
};

// nullopt: the text is not in plain block style, or not YAML; a parser must say which.
std::optional<ModuleScan> scanModules(std::string_view text);

}  // namespace snmpolld::config
