#include "metrics/display_hint.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

namespace snmpolld::metrics {

namespace {

constexpr size_t kLongestText = 1 << 20;
constexpr size_t kLongestTake = 1 << 20;
constexpr char kHexDigits[] = "0123456789ABCDEF";

// One octet-format specification: "*1x:/".
struct Spec {
    bool repeated = false;  // the first octet says how often
    size_t take = 0;
    char format = 'a';
    std::optional<char> separator{};
    std::optional<char> terminator{};

    bool consumes() const { return take > 0 || repeated; }
};

class HintReader {
  public:
    explicit HintReader(std::string_view hint) : hint_(hint) {}

    // The next specification; at the end, the last one again and again. nullopt: the hint is wrong, or would go on for
    // ever.
    std::optional<Spec> next() {
        if (hint_.empty()) return last_ && last_->consumes() ? last_ : std::nullopt;
        Spec spec;
        spec.repeated = skip('*');
        if (!readTake(spec.take) || !readFormat(spec.format)) return std::nullopt;
        spec.separator = readMark();
        if (spec.repeated) spec.terminator = readMark();
        last_ = spec;
        return spec;
    }

  private:
    static bool isDigit(char c) { return c >= '0' && c <= '9'; }

    bool skip(char c) {
        if (!hint_.starts_with(c)) return false;
        hint_.remove_prefix(1);
        return true;
    }

    bool readTake(size_t& take) {
        if (hint_.empty() || !isDigit(hint_.front())) return false;
        for (; !hint_.empty() && isDigit(hint_.front()); hint_.remove_prefix(1))
            take = std::min(take * 10 + static_cast<size_t>(hint_.front() - '0'), kLongestTake);
        return true;
    }

    bool readFormat(char& format) {
        if (hint_.empty() || std::string_view("dxoat").find(hint_.front()) == std::string_view::npos) return false;
        format = hint_.front();
        hint_.remove_prefix(1);
        return true;
    }

    std::optional<char> readMark() {
        if (hint_.empty() || isDigit(hint_.front()) || hint_.front() == '*') return std::nullopt;
        const char mark = hint_.front();
        hint_.remove_prefix(1);
        return mark;
    }

    std::string_view hint_;
    std::optional<Spec> last_;
};

bool appendNumber(std::string& text, std::string_view octets, int base) {
    if (octets.size() > 8) return false;
    uint64_t value = 0;
    for (const char octet : octets)
        value = value << 8 | static_cast<uint8_t>(octet);
    char digits[24];
    text.append(digits, std::to_chars(digits, digits + sizeof digits, value, base).ptr);
    return true;
}

void appendHexDigits(std::string& text, std::string_view octets) {
    for (const char octet : octets) {
        text += kHexDigits[static_cast<uint8_t>(octet) >> 4];
        text += kHexDigits[static_cast<uint8_t>(octet) & 15];
    }
}

bool appendChunk(std::string& text, std::string_view octets, char format) {
    if (format == 'd') return appendNumber(text, octets, 10);
    if (format == 'o') return appendNumber(text, octets, 8);
    if (format == 'x')
        appendHexDigits(text, octets);
    else
        text += octets;
    return true;
}

bool apply(const Spec& spec, std::string& text, std::string_view& octets) {
    size_t repeat = 1;
    if (spec.repeated) {
        repeat = static_cast<uint8_t>(octets.front());
        octets.remove_prefix(1);
    }
    for (size_t i = 0; i < repeat && !octets.empty(); ++i) {
        const std::string_view chunk = octets.substr(0, spec.take);
        if (!appendChunk(text, chunk, spec.format) || text.size() > kLongestText) return false;
        octets.remove_prefix(chunk.size());
        const bool terminated = spec.terminator && i + 1 == repeat;
        if (spec.separator && !octets.empty() && !terminated) text += *spec.separator;
    }
    if (spec.terminator && !octets.empty()) text += *spec.terminator;
    return true;
}

}  // namespace

bool appendHinted(std::string& text, std::string_view octets, std::string_view hint) {
    if (hint.empty() || octets.empty()) return false;
    const size_t before = text.size();
    HintReader reader(hint);
    while (!octets.empty()) {
        const auto spec = reader.next();
        if (spec && apply(*spec, text, octets)) continue;
        text.resize(before);
        return false;
    }
    return true;
}

}  // namespace snmpolld::metrics
