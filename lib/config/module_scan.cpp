// Reads the lines of a block-style YAML file once. To tell a module's name from any other line, it is enough to know
// how far the line is indented and whether it lies inside a scalar. So the scanner follows scalars over their lines,
// and gives up at everything else: anchors, tags, complex keys, collections in [] or {} over several lines.
#include "config/module_scan.hpp"

#include <algorithm>
#include <unordered_set>

namespace snmpolld::config {

namespace {

constexpr size_t kNone = std::string_view::npos;
constexpr std::string_view kSpecial = "?&*!%@`,]}";  // what begins with one of these is not followed
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

std::string_view trimmed(std::string_view text) {
    const size_t first = text.find_first_not_of(' ');
    if (first == kNone) return {};
    return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

bool isComment(std::string_view trimmed_text) {
    return trimmed_text.empty() || trimmed_text.front() == '#';
}

// The position behind the closing quote of the scalar whose content begins at `at`; kNone: it does not end in this
// line.
size_t endOfQuoted(std::string_view line, size_t at, char quote) {
    for (; at < line.size(); ++at) {
        if (quote == '"' && line[at] == '\\') {
            ++at;
        } else if (line[at] == quote) {
            if (quote == '"' || at + 1 >= line.size() || line[at + 1] != '\'') return at + 1;
            ++at;
        }
    }
    return kNone;
}

// Whether the [] or {} that begins the text ends in it, followed by nothing but a comment.
bool isWholeFlow(std::string_view text) {
    int depth = 0;
    char before = ',';  // the last character that is not a space
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '"' || c == '\'') {
            const bool begins = before == ':' ? text[i - 1] == ' ' : std::string_view("[{,").find(before) != kNone;
            if (!begins) return false;
            i = endOfQuoted(text, i + 1, c);
            if (i == kNone) return false;
            --i;
        } else if (c == '#' || c == '&' || c == '*' || c == '!') {
            return false;
        } else if (c == '[' || c == '{') {
            ++depth;
        } else if (c == ']' || c == '}') {
            if (--depth == 0) return isComment(trimmed(text.substr(i + 1)));
        }
        if (c != ' ') before = text[i];
    }
    return false;
}

// A key and the value in its line.
struct Pair {
    std::string_view key;
    std::string_view value;  // empty, or a comment, when there is none
};

// nullopt: the text is not a pair, but a scalar or a collection.
std::optional<Pair> splitPair(std::string_view text) {
    const bool quoted = text.front() == '"' || text.front() == '\'';
    const size_t from = quoted ? endOfQuoted(text, 1, text.front()) : 0;
    if (from == kNone) return std::nullopt;
    const size_t comment = std::min(text.find(" #", from), text.size());
    for (size_t colon = text.find(':', from); colon < comment; colon = text.find(':', colon + 1)) {
        if (colon + 1 != text.size() && text[colon + 1] != ' ') continue;
        if (quoted && trimmed(text.substr(0, colon)).size() != from) return std::nullopt;
        return Pair{text.substr(0, colon), trimmed(text.substr(colon + 1))};
    }
    return std::nullopt;
}

bool isWord(std::string_view text) {
    return !text.empty() &&
           text.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-") == kNone &&
           text != "-" && !text.starts_with("---");
}

class Scanner {
  public:
    explicit Scanner(std::string_view text) : text_(text) {}

    std::optional<ModuleScan> run();

  private:
    enum class In { nothing, auths, modules };

    bool take(std::string_view line, size_t begin);
    bool takeTop(std::string_view content);
    bool takeName(std::string_view content, size_t begin);
    bool takeInner(std::string_view content, size_t column);
    bool takeValue(std::string_view value, size_t column);
    bool takeQuoted(std::string_view line);
    void closeBlock(size_t end);

    std::string_view text_;
    ModuleScan found_;
    uint32_t line_ = 0;
    In section_ = In::nothing;
    bool seen_auths_ = false;
    bool seen_modules_ = false;
    size_t names_column_ = 0;   // where the section's names begin; 0: none seen yet
    size_t scalar_column_ = 0;  // counted from 1; lines that begin further right belong to the last scalar; 0: none do
    char quote_ = 0;            // the quote that is open
    Block* open_ = nullptr;     // the block that the lines belong to
    std::unordered_set<std::string_view> names_;
};

std::optional<ModuleScan> Scanner::run() {
    size_t at = text_.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
    while (at < text_.size()) {
        const size_t end = std::min(text_.find('\n', at), text_.size());
        std::string_view line = text_.substr(at, end - at);
        if (line.ends_with('\r')) line.remove_suffix(1);
        ++line_;
        if (line.find('\r') != kNone || !take(line, at)) return std::nullopt;
        at = end + 1;
    }
    if (quote_ != 0) return std::nullopt;
    closeBlock(text_.size());
    return std::move(found_);
}

// Takes one line; false: it is not in plain block style.
bool Scanner::take(std::string_view line, size_t begin) {
    const size_t column = line.find_first_not_of(' ');
    if (column == kNone) return true;
    if (quote_ != 0) return column > names_column_ && takeQuoted(line);
    if (scalar_column_ != 0 && column + 1 > scalar_column_) return true;
    scalar_column_ = 0;
    const std::string_view content = line.substr(column);
    if (content.front() == '#') return true;
    if (content.find('\t') != kNone) return false;
    if (column == 0) {
        closeBlock(begin);
        return takeTop(content);
    }
    if (section_ == In::nothing) return false;
    if (names_column_ == 0) names_column_ = column;
    if (column < names_column_) return false;
    if (column == names_column_ && !takeName(content, begin)) return false;
    return takeInner(content, column);
}

bool Scanner::takeTop(std::string_view content) {
    if (trimmed(content) == "---") return !seen_auths_ && !seen_modules_;
    const auto pair = splitPair(content);
    if (!pair || !isComment(pair->value)) return false;
    const bool auths = pair->key == "auths";
    bool& seen = auths ? seen_auths_ : seen_modules_;
    if (seen || (!auths && pair->key != "modules")) return false;
    seen = true;
    section_ = auths ? In::auths : In::modules;
    names_column_ = 0;
    return true;
}

// Takes the line of a name in auths or modules, where a block begins.
bool Scanner::takeName(std::string_view content, size_t begin) {
    const auto pair = splitPair(content);
    if (!pair || !isWord(pair->key)) return false;
    const auto column = static_cast<uint32_t>(names_column_ + 1);
    if (section_ == In::auths) {
        if (!found_.auths) open_ = &found_.auths.emplace(Block{"auths", begin, 0, line_, column});
        return true;
    }
    closeBlock(begin);
    open_ = &found_.modules.emplace_back(Block{std::string(pair->key), begin, 0, line_, column});
    return names_.insert(pair->key).second;
}

void Scanner::closeBlock(size_t end) {
    if (open_ != nullptr) open_->length = end - open_->begin;
    open_ = nullptr;
}

// Takes a line outside of scalars: "key: value", "- value", "- key: value".
bool Scanner::takeInner(std::string_view content, size_t column) {
    size_t dash = kNone;
    while (content.front() == '-' && (content.size() == 1 || content[1] == ' ')) {
        dash = column;
        const size_t next = std::min(content.find_first_not_of(' ', 1), content.size());
        content.remove_prefix(next);
        column += next;
        if (isComment(content)) return true;
    }
    const bool collection = content.front() == '[' || content.front() == '{';
    const auto pair = collection ? std::nullopt : splitPair(content);
    if (!pair) return dash != kNone && takeValue(content, dash);
    if (kSpecial.find(content.front()) != kNone) return false;
    return isComment(pair->value) || takeValue(pair->value, column);
}

// Takes the scalar or collection that begins in this line and belongs to the key or dash at `column`.
bool Scanner::takeValue(std::string_view value, size_t column) {
    scalar_column_ = column + 1;
    const char first = value.front();
    if (first == '"' || first == '\'') {
        const size_t behind = endOfQuoted(value, 1, first);
        if (behind == kNone) quote_ = first;
        return behind == kNone || isComment(trimmed(value.substr(behind)));
    }
    if (first == '[' || first == '{') return isWholeFlow(value);
    return kSpecial.find(first) == kNone;
}

// Takes a further line of a quoted scalar.
bool Scanner::takeQuoted(std::string_view line) {
    const size_t behind = endOfQuoted(line, 0, quote_);
    if (behind == kNone) return true;
    quote_ = 0;
    return isComment(trimmed(line.substr(behind)));
}

}  // namespace

std::optional<ModuleScan> scanModules(std::string_view text) {
    return Scanner(text).run();
}

}  // namespace snmpolld::config
