// A varbind's value as the number of a sample, or as the text of a label.
#pragma once

#include <optional>
#include <string>

#include "model/metrics.hpp"
#include "model/varbind.hpp"

namespace snmpolld::metrics {

// False for Null, the exceptions and the failures.
bool hasValue(const model::Varbind& varbind);

// A Counter64 is taken modulo 2^53, so that a double holds it exactly and rates stay right when it wraps. nullopt if
// the value is not a number.
std::optional<double> numberOf(const model::Varbind& varbind);

// Without rounding. 0 if the value is not an integer.
int64_t integerOf(const model::Varbind& varbind);

// The octets of an OctetString or Opaque, or null for other types.
const std::string* octetsOf(const model::Varbind& varbind);

// Numbers in decimal, OIDs without a leading dot, octets as `type` says; `hint` is a DISPLAY-HINT for OctetString.
void appendValue(std::string& text, const model::Varbind& varbind, model::MetricType type, const std::string& hint);

}  // namespace snmpolld::metrics
