// NameCatalog::findNames: what `snmpolld names` lists.
#include <fnmatch.h>

#include <algorithm>

#include "names/name_lists.hpp"

namespace snmpolld::names {

namespace {

// A part of a text, or a shell pattern of the whole text; empty fits everything.
class Pattern {
  public:
    explicit Pattern(std::string_view text)
        : text_(lowered(text)), is_glob_(text.find_first_of("*?[") != std::string_view::npos) {}

    bool fits(std::string_view text) const {
        if (text_.empty()) return true;
        const std::string low = lowered(text);
        return is_glob_ ? ::fnmatch(text_.c_str(), low.c_str(), 0) == 0 : low.find(text_) != std::string::npos;
    }

  private:
    std::string text_;
    bool is_glob_;
};

struct Wanted {
    model::Oid under;
    Pattern module{""};
    Pattern name{""};
};

Wanted parsePattern(std::string_view text) {
    if (const auto oid = model::Oid::parse(text)) return {*oid};
    const size_t colons = text.find("::");
    if (colons == std::string_view::npos) return {{}, Pattern(""), Pattern(text)};
    return {{}, Pattern(text.substr(0, colons)), Pattern(text.substr(colons + 2))};
}

void collect(const NameIndex& index, const Wanted& wanted, std::vector<KnownName>& found) {
    const RowRange rows = index.under(wanted.under.ids());
    for (size_t row = rows.first; row < rows.last; ++row) {
        const NameEntry entry = index.entry(row);
        if (!entry.name.empty() && wanted.module.fits(entry.module) && wanted.name.fits(entry.name))
            found.push_back({entry, index.ids(row)});
    }
}

// Whether the name is built in too, perhaps in another module.
bool isBuiltIn(const KnownName& known) {
    const auto built_in = builtInNames().at(known.ids);
    return built_in && built_in->entry.name == known.entry.name;
}

bool before(const KnownName& a, const KnownName& b) {
    return std::lexicographical_compare(a.ids.begin(), a.ids.end(), b.ids.begin(), b.ids.end());
}

}  // namespace

std::vector<NameEntry> NameCatalog::findNames(std::string_view pattern) const {
    const Wanted wanted = parsePattern(pattern);
    std::vector<KnownName> found;
    collect(builtInNames(), wanted, found);
    const auto built_in = static_cast<std::ptrdiff_t>(found.size());
    if (const NameIndex* more = imported()) collect(*more, wanted, found);
    found.erase(std::remove_if(found.begin() + built_in, found.end(), isBuiltIn), found.end());
    std::inplace_merge(found.begin(), found.begin() + built_in, found.end(), before);
    std::vector<NameEntry> names;
    for (const KnownName& known : found)
        names.push_back(known.entry);
    return names;
}

}  // namespace snmpolld::names
