#include "config/section.hpp"
#include "config/load.hpp"

#include <charconv>

#include "base/panic.hpp"
#include "base/text.hpp"
#include "config/files.hpp"

namespace snmpolld::config {

namespace {

constexpr std::string_view kFileSuffix = "_file";

// What the option requires if `kind` is not that; "" if it is.
std::string_view wanted(const Option& option, YamlKind kind) {
    if (isScalar(option)) return kind == YamlKind::scalar ? "" : "one value";
    switch (option.type) {
        case OptionType::list:
        case OptionType::mixed:
            return kind == YamlKind::sequence || kind == YamlKind::null ? "" : "a list such as [a, b]";
        case OptionType::texts:
        case OptionType::choices:
            return kind == YamlKind::sequence || kind == YamlKind::scalar ? "" : "a text or a list";
        case OptionType::map:
            return kind == YamlKind::map || kind == YamlKind::null ? "" : "a map such as {name: value}";
        default:
            return "";
    }
}

// Module files that others made may have a help of any length.
bool isTooLong(const Option& option, const std::string& text) {
    constexpr size_t kMaxOption = size_t{64} << 10;
    return text.size() > kMaxOption && option.key != "help";
}

std::string listed(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words)
        out += (out.empty() ? "" : ", ") + word;
    return out;
}

}  // namespace

std::string_view kindName(YamlKind kind) {
    switch (kind) {
        case YamlKind::null:
            return "nothing";
        case YamlKind::scalar:
            return "one value";
        case YamlKind::sequence:
            return "a list";
        case YamlKind::map:
            return "a map";
    }
    return "";
}

Result<Section> Section::read(const Source& source, const YamlNode& node, std::string_view name) {
    Section section(source, node, name);
    if (node.kind != YamlKind::map && node.kind != YamlKind::null) {
        const std::string subject = name.empty() ? "the config file" : std::string(name);
        return source.bad(node,
                          subject + ": a map of keys and values is expected, not " + std::string(kindName(node.kind)));
    }
    for (size_t i = 0; i + 1 < node.children.size(); i += 2) {
        const auto taken = section.take(source.at(node.children[i]), source.at(node.children[i + 1]));
        if (!taken) return tl::unexpected(taken.error());
    }
    return section;
}

Result<void> Section::take(const YamlNode& key, const YamlNode& value) {
    if (const Option* option = findOption(name_, key.text)) {
        if (const auto want = wanted(*option, value.kind); !want.empty())
            return source_->bad(
                value, key.text + ": " + std::string(want) + " is expected, not " + std::string(kindName(value.kind)));
        if (option->secrecy == Secrecy::secret)
            if (const auto hidden = source_->checkSecret(value, key.text, value.text); !hidden) return hidden;
        return add(*option, value, value.text);
    }
    const std::string_view text = key.text;
    if (!text.ends_with(kFileSuffix)) return unknown(key);
    const Option* option = findOption(name_, text.substr(0, text.size() - kFileSuffix.size()));
    if (option == nullptr || !isScalar(*option)) return unknown(key);
    if (value.kind != YamlKind::scalar) return source_->bad(value, key.text + ": the name of a file is expected");
    return takeFile(*option, value);
}

Result<void> Section::takeFile(const Option& option, const YamlNode& value) {
    const std::filesystem::path file = source_->resolve(value.text);
    const auto named = [&](const Error& e) {
        return source_->bad(value, std::string(option.key) + "_file: " + e.message);
    };
    if (option.secrecy == Secrecy::open) {
        const auto content = readValueFile(file);
        if (!content) return named(content.error());
        return add(option, value, *content);
    }
    const auto secret = readSecretFile(file);
    if (!secret) return named(secret.error());
    return add(option, value, std::string(secret->reveal()));
}

Result<void> Section::add(const Option& option, const YamlNode& value, std::string text) {
    const std::string key(option.key);
    if (isTooLong(option, text)) return source_->bad(value, key + ": longer than 64 KiB");
    if (find(key) != nullptr) return source_->bad(value, "both " + key + " and " + key + "_file are given");
    if (const std::string wrong = checkValue(option, text); isScalar(option) && !wrong.empty())
        return source_->bad(value, key + ": " + wrong);
    if (option.type == OptionType::list || option.type == OptionType::texts || option.type == OptionType::choices)
        for (const uint32_t child : value.children) {
            const YamlNode& item = source_->at(child);
            if (item.kind != YamlKind::scalar)
                return source_->bad(item, key + ": one value is expected, not " + std::string(kindName(item.kind)));
            if (isTooLong(option, item.text)) return source_->bad(item, key + ": longer than 64 KiB");
            if (const std::string wrong = checkValue(option, item.text); !wrong.empty())
                return source_->bad(item, key + ": " + wrong);
        }
    values_.push_back({&option, &value, std::move(text)});
    return {};
}

tl::unexpected<Error> Section::unknown(const YamlNode& key) const {
    const auto keys = keysOf(name_);
    std::string sentence = "unknown key \"" + printable(key.text) + "\"";
    if (!name_.empty()) sentence += " in " + std::string(name_);
    const std::string meant = nearestWord(key.text, keys);
    sentence += meant.empty() ? "; known are " + listed(keys) : "; did you mean " + meant + "?";
    return source_->bad(key, sentence);
}

const Section::Value* Section::find(std::string_view key) const {
    for (const Value& value : values_)
        if (value.option->key == key) return &value;
    return nullptr;
}

std::string Section::text(std::string_view key) const {
    if (const Value* value = find(key)) return value->text;
    const Option* option = findOption(name_, key);
    if (option == nullptr) panic("a key without its row in the schema");
    return std::string(option->fallback);
}

int64_t Section::integer(std::string_view key) const {
    const std::string value = text(key);
    int64_t number = 0;
    std::from_chars(value.data(), value.data() + value.size(), number);
    return number;
}

double Section::number(std::string_view key) const {
    return parseNumber(text(key)).value_or(0);
}

bool Section::boolean(std::string_view key) const {
    return text(key) == "true";
}

Duration Section::duration(std::string_view key) const {
    return parseSpan(text(key)).value_or(Duration::zero());
}

uint64_t Section::size(std::string_view key) const {
    return parseSize(text(key)).value_or(0);
}

std::string Section::octets(std::string_view key) const {
    std::string digits = text(key);
    if (digits.starts_with("0x")) digits.erase(0, 2);
    std::string out;
    for (size_t i = 0; i + 1 < digits.size(); i += 2) {
        uint8_t octet = 0;
        std::from_chars(digits.data() + i, digits.data() + i + 2, octet, 16);
        out += static_cast<char>(octet);
    }
    return out;
}

std::vector<Section::Item> Section::items(std::string_view key) const {
    std::vector<Item> out;
    const Value* value = find(key);
    if (value == nullptr) return out;
    if (value->node->kind == YamlKind::scalar) out.push_back({value->node, value->node->text});
    for (const uint32_t child : value->node->children)
        out.push_back({&source_->at(child), source_->at(child).text});
    return out;
}

const YamlNode* Section::node(std::string_view key) const {
    const Value* value = find(key);
    return value == nullptr ? nullptr : value->node;
}

std::string Section::where(std::string_view key) const {
    const Value* value = find(key);
    return source_->where(value == nullptr ? *node_ : *value->node);
}

tl::unexpected<Error> Section::bad(std::string_view key, const std::string& sentence) const {
    return usageError(where(key) + ": " + std::string(key) + ": " + sentence);
}

}  // namespace snmpolld::config
