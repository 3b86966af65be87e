#include "config/yaml.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <optional>
#include <sstream>
#include <unordered_map>
#include <unordered_set>

#include "base/text.hpp"

namespace snmpolld::config {

namespace {

// Aliases may stand for at most this many times the nodes of the file itself, plus some for small files.
constexpr uint64_t kMaxAliasGrowth = 10;
constexpr uint64_t kFreeNodes = 10'000;

constexpr size_t kMaxDepth = 64;  // of sequences and maps in each other
constexpr size_t kMaxKey = 1024;  // octets
constexpr size_t kMaxScalar = size_t{4} << 20;

constexpr std::string_view kMergeKey = "<<";

[[noreturn]] void refuse(const YAML::Mark& mark, const std::string& sentence) {
    throw YAML::ParserException(mark, sentence);
}

// Builds the tree from yaml-cpp's events, which cost a tenth of the memory of its own nodes.
class TreeBuilder : public YAML::EventHandler {
  public:
    // Lines are counted from `first_line`.
    explicit TreeBuilder(uint32_t first_line) : first_line_(first_line) {}

    YamlDocument take() {
        if (document_.nodes.empty()) document_.nodes.emplace_back();
        return std::move(document_);
    }

    void OnDocumentStart(const YAML::Mark& mark) override {
        if (started_) refuse(mark, "a second document begins; a config file has one");
        started_ = true;
    }
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { addLeaf(YamlKind::null, mark, anchor, {}); }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override;
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        checkTag(mark, tag);
        // Escapes can produce what findBinary keeps out; yaml-cpp turns \N and \_ into bytes that are not even UTF-8.
        if (!isPlainText(value)) refuse(mark, "a control character in a value");
        checkLength(mark, value);
        const bool merges = value == kMergeKey && tag != "!" && awaitsKey();  // in quotes it is a word like any other
        addLeaf(YamlKind::scalar, mark, anchor, value);
        if (merges) merge_keys_.push_back(static_cast<uint32_t>(document_.nodes.size() - 1));
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(YamlKind::sequence, mark, tag, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(YamlKind::map, mark, tag, anchor);
    }
    void OnMapEnd() override {
        checkDuplicates(document_.nodes[open_.back()]);
        merge(document_.nodes[open_.back()]);
        close();
    }

  private:
    void checkTag(const YAML::Mark& mark, const std::string& tag) {
        if (!tag.empty() && tag != "?" && tag != "!") refuse(mark, "a tag; values have none in a config file");
    }
    void checkLength(const YAML::Mark& mark, const std::string& value) const;
    bool awaitsKey() const;
    std::string lastKey() const;
    uint32_t add(YamlKind kind, const YAML::Mark& mark, YAML::anchor_t anchor);
    void addLeaf(YamlKind kind, const YAML::Mark& mark, YAML::anchor_t anchor, const std::string& value);
    void attach(uint32_t number, const YAML::Mark& mark);
    void open(YamlKind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor);
    void close();
    void checkDuplicates(const YamlNode& map);
    void merge(YamlNode& map);
    std::vector<uint32_t> mergedMaps(const YamlNode& value) const;
    YAML::Mark markOf(const YamlNode& node) const;

    uint32_t first_line_;
    YamlDocument document_;
    std::vector<uint64_t> expanded_;    // for each node, how many nodes it is with all aliases followed
    std::vector<uint32_t> open_;        // sequences and maps that have begun
    std::vector<uint32_t> merge_keys_;  // of maps that have begun, the innermost one's last
    std::unordered_map<YAML::anchor_t, uint32_t> anchors_;
    uint64_t alias_nodes_ = 0;
    bool started_ = false;
};

// Whether the next node is a key of the innermost open map.
bool TreeBuilder::awaitsKey() const {
    if (open_.empty()) return false;
    const YamlNode& parent = document_.nodes[open_.back()];
    return parent.kind == YamlKind::map && parent.children.size() % 2 == 0;
}

// "key: " of the innermost value that is being read, for messages; "" if it has none.
std::string TreeBuilder::lastKey() const {
    for (auto open = open_.rbegin(); open != open_.rend(); ++open) {
        const YamlNode& parent = document_.nodes[*open];
        if (parent.kind != YamlKind::map || parent.children.empty()) continue;
        return printable(document_.nodes[parent.children[(parent.children.size() - 1) / 2 * 2]].text) + ": ";
    }
    return "";
}

void TreeBuilder::checkLength(const YAML::Mark& mark, const std::string& value) const {
    if (awaitsKey() && value.size() > kMaxKey) refuse(mark, "a key of more than 1024 octets");
    if (value.size() > kMaxScalar) refuse(mark, lastKey() + "a value of more than 4 MiB");
}

// Where yaml-cpp saw the node.
YAML::Mark TreeBuilder::markOf(const YamlNode& node) const {
    YAML::Mark mark;
    mark.line = static_cast<int>(node.line - first_line_);
    mark.column = static_cast<int>(node.column) - 1;
    return mark;
}

uint32_t TreeBuilder::add(YamlKind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
    const auto number = static_cast<uint32_t>(document_.nodes.size());
    YamlNode& node = document_.nodes.emplace_back();
    node.kind = kind;
    node.line = first_line_ + static_cast<uint32_t>(mark.line);
    node.column = static_cast<uint32_t>(mark.column + 1);
    expanded_.push_back(1);
    if (anchor != YAML::NullAnchor) anchors_[anchor] = number;
    attach(number, mark);
    return number;
}

void TreeBuilder::addLeaf(YamlKind kind, const YAML::Mark& mark, YAML::anchor_t anchor, const std::string& value) {
    const uint32_t number = add(kind, mark, anchor);
    document_.nodes[number].text = value;
    if (!open_.empty()) ++expanded_[open_.back()];
}

// Makes `number` the next child of the innermost open node.
void TreeBuilder::attach(uint32_t number, const YAML::Mark& mark) {
    if (open_.empty()) return;
    YamlNode& parent = document_.nodes[open_.back()];
    if (parent.kind == YamlKind::map && parent.children.size() % 2 == 0) {
        YamlNode& key = document_.nodes[number];
        if (key.kind != YamlKind::scalar) refuse(mark, "a key must be a word");
        key.is_key = true;
    }
    parent.children.push_back(number);
}

void TreeBuilder::open(YamlKind kind, const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor) {
    checkTag(mark, tag);
    if (open_.size() == kMaxDepth) refuse(mark, lastKey() + "nested more than 64 levels deep");
    open_.push_back(add(kind, mark, anchor));
}

void TreeBuilder::close() {
    const uint64_t size = expanded_[open_.back()];
    open_.pop_back();
    if (!open_.empty()) expanded_[open_.back()] += size;
}

void TreeBuilder::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
    const uint32_t number = anchors_.at(anchor);
    const YamlNode& parent = document_.nodes[open_.back()];
    if (parent.kind == YamlKind::map && parent.children.size() % 2 == 0) refuse(mark, "an alias as a key");
    if (std::find(open_.begin(), open_.end(), number) != open_.end()) refuse(mark, "an alias inside its own anchor");
    alias_nodes_ += expanded_[number];
    if (alias_nodes_ > kFreeNodes + kMaxAliasGrowth * document_.nodes.size())
        refuse(mark, "aliases make this file more than ten times as large");
    attach(number, mark);
    expanded_[open_.back()] += expanded_[number];
}

void TreeBuilder::checkDuplicates(const YamlNode& map) {
    std::vector<uint32_t> keys;
    for (size_t i = 0; i < map.children.size(); i += 2)
        keys.push_back(map.children[i]);
    const auto& nodes = document_.nodes;
    const auto before = [&](uint32_t a, uint32_t b) {
        const int order = nodes[a].text.compare(nodes[b].text);
        return order != 0 ? order < 0 : a < b;
    };
    std::sort(keys.begin(), keys.end(), before);
    const auto same = [&](uint32_t a, uint32_t b) { return nodes[a].text == nodes[b].text; };
    const auto found = std::adjacent_find(keys.begin(), keys.end(), same);
    if (found == keys.end()) return;
    const YamlNode& again = nodes[*(found + 1)];
    const bool merges = again.text == kMergeKey;
    refuse(markOf(again), "\"" + printable(again.text) + "\" is given twice, first in line " +
                              std::to_string(nodes[*found].line) + (merges ? "; write <<: [*one, *other]" : ""));
}

// The maps that the value of a merge key stands for.
std::vector<uint32_t> TreeBuilder::mergedMaps(const YamlNode& value) const {
    const auto isMap = [&](uint32_t number) { return document_.nodes[number].kind == YamlKind::map; };
    const auto number = static_cast<uint32_t>(&value - document_.nodes.data());
    if (isMap(number)) return {number};
    if (value.kind == YamlKind::sequence && std::ranges::all_of(value.children, isMap)) return value.children;
    refuse(markOf(value), "<<: a map such as *NAME, or a list of maps, is expected");
}

// Puts the pairs of other maps in the place of a merge key. The map's own keys count before them, and those of an
// earlier map before those of a later one. Nodes keep their own places, so that messages name the line of the value.
void TreeBuilder::merge(YamlNode& map) {
    if (merge_keys_.empty()) return;
    const auto key = std::ranges::find(map.children, merge_keys_.back());
    if (key == map.children.end()) return;
    merge_keys_.pop_back();
    const size_t at = static_cast<size_t>(key - map.children.begin());
    std::unordered_set<std::string_view> given;
    for (size_t i = 0; i < map.children.size(); i += 2)
        if (i != at) given.insert(document_.nodes[map.children[i]].text);
    std::vector<uint32_t> pairs;
    for (const uint32_t other : mergedMaps(document_.nodes[map.children[at + 1]])) {
        const auto& children = document_.nodes[other].children;
        for (size_t i = 0; i < children.size(); i += 2)
            if (given.insert(document_.nodes[children[i]].text).second)
                pairs.insert(pairs.end(), {children[i], children[i + 1]});
    }
    const auto place = map.children.erase(key, key + 2);
    map.children.insert(place, pairs.begin(), pairs.end());
}

YamlFault faultAt(const YAML::Mark& mark, std::string sentence) {
    if (mark.is_null()) return {1, 1, std::move(sentence)};
    return {static_cast<uint32_t>(mark.line + 1), static_cast<uint32_t>(mark.column + 1), std::move(sentence)};
}

// Where the bytes stop being text; nullopt: nowhere.
std::optional<YamlFault> findBinary(const std::string& text) {
    if (isPlainText(text)) return std::nullopt;
    YamlFault fault;
    std::string_view rest(text);
    for (size_t end = rest.find('\n'); end != rest.npos && isPlainText(rest.substr(0, end)); end = rest.find('\n')) {
        rest.remove_prefix(end + 1);
        ++fault.line;
    }
    while (!rest.empty()) {
        size_t length = 1;
        while (length <= 4 && !isPlainText(rest.substr(0, length)))
            ++length;
        if (length > 4) break;
        rest.remove_prefix(std::min(length, rest.size()));
        ++fault.column;
    }
    const bool nul = !rest.empty() && rest.front() == '\0';
    fault.sentence = nul ? "a NUL character" : "a control character or invalid UTF-8";
    return fault;
}

// yaml-cpp's message about a tab at the beginning of a line does not say that the tab is the fault.
std::optional<YamlFault> findTab(const std::string& text, const YamlFault& fault) {
    std::string_view rest(text);
    for (uint32_t line = 1; !rest.empty() && line <= fault.line; ++line) {
        const size_t content = rest.find_first_not_of(' ');
        if (line + 1 >= fault.line && content != rest.npos && rest[content] == '\t')
            return YamlFault{line, static_cast<uint32_t>(content + 1),
                             "a tab before the line; YAML wants spaces there"};
        rest.remove_prefix(std::min(rest.find('\n'), rest.size() - 1) + 1);
    }
    return std::nullopt;
}

}  // namespace

tl::expected<YamlDocument, YamlFault> parseYaml(const std::string& text, uint32_t first_line) {
    const auto inFile = [&](YamlFault fault) {
        fault.line += first_line - 1;
        return tl::unexpected(std::move(fault));
    };
    if (auto fault = findBinary(text)) return inFile(std::move(*fault));
    try {
        std::istringstream stream(text);
        YAML::Parser parser(stream);
        TreeBuilder builder(first_line);
        while (parser.HandleNextDocument(builder)) {
        }
        return builder.take();
    } catch (const YAML::Exception& e) {
        const YamlFault fault = faultAt(e.mark, e.msg);
        return inFile(findTab(text, fault).value_or(fault));
    } catch (const std::exception& e) {
        return inFile({1, 1, std::string("not readable as YAML: ") + e.what()});
    }
}

}  // namespace snmpolld::config
