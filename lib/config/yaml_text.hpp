// Values as YAML that reads back as they were, ${} included.
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

// As a word, or in double quotes.
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

// By name when `resolve` leads back to the same OID.
using ResolveOid = Result<model::Oid> (names::NameScope::*)(std::string_view) const;
std::string yamlOid(const model::Oid& oid, const names::NameScope& names, ResolveOid resolve);

}  // namespace snmpolld::config
