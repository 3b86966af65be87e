#include "snmp/mib_scan.hpp"

#include <algorithm>

namespace snmpolld::snmp {

namespace {

bool isWordCharacter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

// Words and single characters, without strings and without comments, which end with their line.
class Tokens {
  public:
    explicit Tokens(std::string_view text) : rest_(text) {}

    // Empty at the end.
    std::string_view next() {
        skipSpaceAndComments();
        if (rest_.empty()) return {};
        if (rest_[0] == '"') return take(std::min(rest_.find('"', 1), rest_.size() - 1) + 1);
        const size_t length =
            static_cast<size_t>(std::find_if_not(rest_.begin(), rest_.end(), isWordCharacter) - rest_.begin());
        return take(std::max<size_t>(length, 1));
    }

  private:
    void skipSpaceAndComments() {
        while (!rest_.empty()) {
            const size_t space = std::min(rest_.find_first_not_of(" \t\r\n\f\v"), rest_.size());
            rest_.remove_prefix(space);
            if (!rest_.starts_with("--")) return;
            rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size()));
        }
    }

    std::string_view take(size_t length) {
        const std::string_view token = rest_.substr(0, length);
        rest_.remove_prefix(length);
        return token;
    }

    std::string_view rest_;
};

// "a, b FROM M c FROM N ;"
void scanImports(Tokens& tokens, MibModule& module) {
    std::set<std::string> symbols;
    for (auto token = tokens.next(); !token.empty() && token != ";"; token = tokens.next()) {
        if (token == "FROM") {
            module.imports[std::string(tokens.next())].merge(symbols);
            symbols.clear();
        } else if (isWordCharacter(token[0])) {
            symbols.emplace(token);
        }
    }
}

}  // namespace

std::vector<MibModule> scanMib(std::string_view text) {
    std::vector<MibModule> modules;
    Tokens tokens(text);
    std::string_view label;  // the last word outside of braces: "NAME { iso 3 } DEFINITIONS" is an old form
    std::string_view before;
    bool in_braces = false;
    for (auto token = tokens.next(); !token.empty(); before = token, token = tokens.next()) {
        if (token == "{" || token == "}") in_braces = token == "{";
        if (token == ":" && before == "DEFINITIONS" && !label.empty())
            modules.push_back({std::string(label), static_cast<size_t>(label.data() - text.data()), {}, {}});
        if (token == "IMPORTS" && !modules.empty()) scanImports(tokens, modules.back());
        if (before == "LAST-UPDATED" && token.size() > 2 && !modules.empty() && modules.back().updated.empty())
            modules.back().updated = token.substr(1, token.size() - 2);
        if (!in_braces && isWordCharacter(token[0]) && token != "DEFINITIONS") label = token;
    }
    return modules;
}

}  // namespace snmpolld::snmp
