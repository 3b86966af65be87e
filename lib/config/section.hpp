// A section of the config file, checked by its rows in the schema: every key is known, every value has its type and is
// within its bounds, and each `<key>_file` has been read. What the values mean together is up to the caller.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "config/schema.hpp"
#include "config/source.hpp"

namespace snmpolld::config {

class Section {
  public:
    // `node` is a map, or null for an empty one. `name` is the section's name in the schema. The source must outlive
    // the section.
    static Result<Section> read(const Source& source, const YamlNode& node, std::string_view name);

    // One element of a list.
    struct Item {
        const YamlNode* node;
        std::string text;
    };

    bool has(std::string_view key) const { return find(key) != nullptr; }
    // For scalars: what the file says, else the default.
    std::string text(std::string_view key) const;
    int64_t integer(std::string_view key) const;  // 0 for a word such as auto
    double number(std::string_view key) const;
    bool boolean(std::string_view key) const;
    Duration duration(std::string_view key) const;  // 0 for a word such as interval
    uint64_t size(std::string_view key) const;      // octets
    std::string octets(std::string_view key) const;
    // For a choice: the enumerator at the place of the word among the allowed ones, counted from `first`.
    template <typename Enum>
    Enum choice(std::string_view key, Enum first = Enum{}) const {
        return static_cast<Enum>(static_cast<size_t>(first) + wordNumber(*findOption(name_, key), text(key)));
    }
    std::vector<Item> items(std::string_view key) const;  // for list, choices, texts and mixed; empty if not given
    const YamlNode* node(std::string_view key) const;     // for map and block; null if not given
    std::string where(std::string_view key) const;        // of the value, or of the section if it is not given
    tl::unexpected<Error> bad(std::string_view key, const std::string& sentence) const;

  private:
    struct Value {
        const Option* option;
        const YamlNode* node;
        std::string text;
    };

    Section(const Source& source, const YamlNode& node, std::string_view name)
        : source_(&source), node_(&node), name_(name) {}
    Result<void> take(const YamlNode& key, const YamlNode& value);
    Result<void> takeFile(const Option& option, const YamlNode& value);
    Result<void> add(const Option& option, const YamlNode& value, std::string text);
    tl::unexpected<Error> unknown(const YamlNode& key) const;
    const Value* find(std::string_view key) const;

    const Source* source_;
    const YamlNode* node_;
    std::string_view name_;
    std::vector<Value> values_;
};

// "text", "a list": what a value is, for messages.
std::string_view kindName(YamlKind kind);

}  // namespace snmpolld::config
