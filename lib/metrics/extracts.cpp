#include "metrics/extracts.hpp"

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <optional>

#include "metrics/number_syntax.hpp"

namespace snmpolld::metrics {

namespace {

constexpr size_t kMaxGroups = 64;

// A piece of a template: text, or what a group of the expression matched.
struct Piece {
    std::string text;
    int group = -1;
};
using Groups = std::array<re2::StringPiece, kMaxGroups>;

bool isNameByte(char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<uint8_t>(c) >= 0x80;
}

// A number as it stands, or a group's name; an unknown one is a group that never matches.
int groupOf(const RE2& regex, std::string_view name) {
    const bool is_number = name.size() < 9 && (name == "0" || name.front() != '0') &&
                           std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (is_number) return std::stoi(std::string(name));
    const auto& names = regex.NamedCapturingGroups();
    const auto found = names.find(std::string(name));
    return found == names.end() ? static_cast<int>(kMaxGroups) : found->second;
}

// "name" or "{name}" at the start, taken away; empty when it is neither.
std::string_view takeName(std::string_view& rest) {
    const size_t brace = rest.starts_with('{') ? 1 : 0;
    size_t end = brace;
    while (end < rest.size() && isNameByte(rest[end]))
        ++end;
    if (end == brace || (brace == 1 && !rest.substr(end).starts_with('}'))) return {};
    const std::string_view name = rest.substr(brace, end - brace);
    rest.remove_prefix(end + brace);
    return name;
}

// "$1", "${1}", "$name", "$$"; another $ is itself.
std::vector<Piece> parseTemplate(const RE2& regex, std::string_view rest) {
    std::vector<Piece> pieces;
    while (!rest.empty()) {
        const size_t dollar = std::min(rest.find('$'), rest.size());
        pieces.push_back({std::string(rest.substr(0, dollar))});
        rest.remove_prefix(dollar);
        if (rest.empty()) break;
        rest.remove_prefix(1);
        const std::string_view name = takeName(rest);
        if (!name.empty()) {
            pieces.push_back({{}, groupOf(regex, name)});
            continue;
        }
        pieces.push_back({"$"});
        if (rest.starts_with('$')) rest.remove_prefix(1);
    }
    return pieces;
}

struct Try {
    std::unique_ptr<RE2> regex;
    std::vector<Piece> pieces;
    int groups = 1;  // that a match must report

    std::optional<double> number(std::string_view text) const {
        Groups matched;
        const re2::StringPiece input(text.data(), text.size());
        if (!regex->Match(input, 0, text.size(), RE2::UNANCHORED, matched.data(), groups)) return std::nullopt;
        std::string number;
        for (const Piece& piece : pieces) {
            number += piece.text;
            if (piece.group >= 0 && piece.group < groups)
                number.append(matched[static_cast<size_t>(piece.group)].data(),
                              matched[static_cast<size_t>(piece.group)].size());
        }
        return parseNumber(number);
    }
};

Try compileTry(const std::string& regex, const std::string& text) {
    RE2::Options options(RE2::Quiet);
    options.set_max_mem(model::kRegexMemory);
    Try compiled;
    compiled.regex = std::make_unique<RE2>(model::wholeText(regex), options);
    compiled.pieces = parseTemplate(*compiled.regex, text);
    const int there = std::min(compiled.regex->NumberOfCapturingGroups() + 1, static_cast<int>(kMaxGroups));
    for (const Piece& piece : compiled.pieces)
        if (piece.group < there) compiled.groups = std::max(compiled.groups, piece.group + 1);
    return compiled;
}

}  // namespace

struct Extracts::Compiled {
    std::vector<std::vector<Try>> extracts;
};

Extracts::Extracts(const std::vector<model::RegexExtract>& extracts) : compiled_(std::make_unique<Compiled>()) {
    for (const model::RegexExtract& extract : extracts) {
        std::vector<Try>& tries = compiled_->extracts.emplace_back();
        for (const auto& [regex, text] : extract.tries)
            tries.push_back(compileTry(regex, text));
    }
}

Extracts::Extracts(Extracts&&) noexcept = default;
Extracts& Extracts::operator=(Extracts&&) noexcept = default;
Extracts::~Extracts() = default;

bool Extracts::empty() const {
    return compiled_->extracts.empty();
}

void Extracts::apply(std::string_view text, std::vector<std::pair<size_t, double>>& found) const {
    for (size_t i = 0; i < compiled_->extracts.size(); ++i) {
        for (const Try& one : compiled_->extracts[i]) {
            const auto number = one.number(text);
            if (!number) continue;
            found.emplace_back(i, *number);
            break;
        }
    }
}

}  // namespace snmpolld::metrics
