// The series of a record, which are its names and labels without its values, in few octets.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_set>

#include "model/output_record.hpp"

namespace snmpolld::writer {

// The same for records with the same series in the same order.
uint64_t fingerprintOf(const model::OutputRecord& record);

std::string packSeries(const model::OutputRecord& record);

// What packSeries() made in this process, without help texts and values.
model::OutputRecord unpackSeries(std::string_view packed);

// One text for each series, of which two are the same only if the series are.
std::unordered_set<std::string> seriesKeysOf(const model::OutputRecord& record);
std::string seriesKeyOf(const model::OutputRecord& record, const model::OutputSample& sample);

}  // namespace snmpolld::writer
