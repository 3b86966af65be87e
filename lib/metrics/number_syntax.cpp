#include "metrics/number_syntax.hpp"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <string>

namespace snmpolld::metrics {

namespace {

bool isDigit(char c) {
    return c >= '0' && c <= '9';
}
char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}
bool isHexDigit(char c) {
    return isDigit(c) || (lower(c) >= 'a' && lower(c) <= 'f');
}

bool same(std::string_view text, std::string_view word) {
    return text.size() == word.size() &&
           std::equal(text.begin(), text.end(), word.begin(), [](char a, char b) { return lower(a) == b; });
}

std::optional<double> parseWord(std::string_view text, bool negative, bool has_sign) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    if (same(text, "inf") || same(text, "infinity")) return negative ? -kInfinity : kInfinity;
    if (same(text, "nan") && !has_sign) return std::numeric_limits<double>::quiet_NaN();
    return std::nullopt;
}

// Digits, a point among them, an exponent behind them; underscores between digits.
class NumberScan {
  public:
    explicit NumberScan(std::string_view text) : text_(text) {
        hex_ = text.size() > 2 && text[0] == '0' && lower(text[1]) == 'x';
        if (hex_) keep(2);
        after_digit_ = hex_;
    }

    bool scan() {
        if (!mantissa() || !exponent()) return false;
        return at_ == text_.size() && kept_.back() != '_';
    }
    const std::string& plain() const { return kept_; }

  private:
    void keep(size_t count) {
        kept_ += text_.substr(at_, count);
        at_ += count;
    }

    bool isOfNumber(char c) const { return hex_ ? isHexDigit(c) : isDigit(c); }

    bool underscore() {
        const bool between = after_digit_ && at_ + 1 < text_.size() && isOfNumber(text_[at_ + 1]);
        ++at_;
        after_digit_ = false;
        return between;
    }

    bool mantissa() {
        bool digits = false;
        bool point = false;
        for (; at_ < text_.size(); keep(1)) {
            while (at_ < text_.size() && text_[at_] == '_')
                if (!underscore()) return false;
            if (at_ == text_.size()) return false;
            const bool is_digit = isOfNumber(text_[at_]);
            if (!is_digit && (text_[at_] != '.' || point)) break;
            after_digit_ = is_digit;
            point = point || !is_digit;
            digits = digits || is_digit;
        }
        return digits;
    }

    bool exponent() {
        if (at_ == text_.size()) return !hex_;
        if (lower(text_[at_]) != (hex_ ? 'p' : 'e')) return false;
        keep(1);
        if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-')) keep(1);
        if (at_ == text_.size() || !isDigit(text_[at_])) return false;
        after_digit_ = false;
        while (at_ < text_.size() && (isDigit(text_[at_]) || text_[at_] == '_')) {
            if (text_[at_] == '_' && !underscore()) return false;
            after_digit_ = true;
            keep(1);
        }
        return true;
    }

    std::string_view text_;
    size_t at_ = 0;
    std::string kept_;
    bool hex_ = false;
    bool after_digit_ = false;
};

}  // namespace

std::optional<double> parseNumber(std::string_view text) {
    const bool has_sign = text.starts_with('-') || text.starts_with('+');
    const bool negative = text.starts_with('-');
    if (has_sign) text.remove_prefix(1);
    if (text.empty()) return std::nullopt;
    if (const auto word = parseWord(text, negative, has_sign)) return word;
    NumberScan number(text);
    if (!number.scan()) return std::nullopt;
    const double value = std::strtod(number.plain().c_str(), nullptr);
    if (std::isinf(value)) return std::nullopt;
    return negative ? -value : value;
}

}  // namespace snmpolld::metrics
