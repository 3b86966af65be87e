// Varbinds in few octets, to be kept in memory: of each OID only what differs from the one before. A row of a column
// takes 5 octets and those of its value.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/varbind.hpp"

namespace snmpolld::samples {

std::string packVarbinds(std::span<const model::Varbind> varbinds);

// Only of what packVarbinds made.
std::vector<model::Varbind> unpackVarbinds(std::string_view packed);

}  // namespace snmpolld::samples
