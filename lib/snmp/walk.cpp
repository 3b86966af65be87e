#include "snmp/walk.hpp"

#include <algorithm>

namespace snmpolld::snmp {

const model::Oid* anyAnswered(const std::vector<Walk>& walks) {
    const auto walk = std::ranges::find_if(walks, [](const Walk& w) { return w.rows > 0; });
    return walk == walks.end() ? nullptr : walk->root;
}

bool isStopped(const std::vector<Walk>& walks, const model::Oid& column) {
    return std::ranges::any_of(walks, [&](const Walk& walk) { return walk.stopped && column.startsWith(*walk.root); });
}

std::vector<model::Oid> emptyRoots(const std::vector<Walk>& walks) {
    std::vector<model::Oid> out;
    for (const Walk& walk : walks)
        if (walk.rows == 0 && !walk.stopped && !walk.aside && walk.root->size() > 2) out.push_back(*walk.root);
    return out;
}

}  // namespace snmpolld::snmp
