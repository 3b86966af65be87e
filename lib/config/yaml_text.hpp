// Writes values as YAML that reads back as the same values, ${} included.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/oid.hpp"

namespace snmpolld::names {
class NameScope;
}

namespace snmpolld::config {

// As a plain word if it is one, else in double quotes.
std::string yamlText(std::string_view text);

// "[a, b]", each element by `show`.
template <typename Range, typename Show>
std::string yamlList(const Range& range, Show show) {
    std::string out = "[";
    for (const auto& element : range)
        out += (out.size() > 1 ? ", " : "") + show(element);
    return out + "]";
}

std::string yamlNames(const std::vector<std::string>& names);

// By name if `resolve` finds the same OID again, else by number.
using ResolveOid = Result<model::Oid> (names::NameScope::*)(std::string_view) const;
std::string yamlOid(const model::Oid& oid, const names::NameScope& names, ResolveOid resolve);

}  // namespace snmpolld::config
