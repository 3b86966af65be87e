// A varbind's value as the number of a sample, or as the text of a label.
#pragma once

#include <optional>
#include <string>

#include "model/metrics.hpp"
#include "model/varbind.hpp"

namespace snmpolld::metrics {

// Null and the exceptions: an answer without a value.
bool hasValue(const model::Varbind& varbind);

// Counter64 comes modulo 2^53, so that a double holds it exactly and rates stay right over the wrap. nullopt: no
// number.
std::optional<double> numberOf(const model::Varbind& varbind);

// Exact; 0 for what is no integer.
int64_t integerOf(const model::Varbind& varbind);

// The octets of OctetString and Opaque; null for other types.
const std::string* octetsOf(const model::Varbind& varbind);

// Numbers in decimal, OIDs without a leading dot, octets as `type` says; `hint` is a DISPLAY-HINT for OctetString.
void appendValue(std::string& text, const model::Varbind& varbind, model::MetricType type, const std::string& hint);

}  // namespace snmpolld::metrics
