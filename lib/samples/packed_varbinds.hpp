// Varbinds in few octets, to be kept in memory. Of each OID, only what differs from the one before is kept. A row of a
// column takes 5 octets and those of its value.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/varbind.hpp"

namespace snmpolld::samples {

std::string packVarbinds(std::span<const model::Varbind> varbinds);

// Only for what packVarbinds() made.
std::vector<model::Varbind> unpackVarbinds(std::string_view packed);

}  // namespace snmpolld::samples
