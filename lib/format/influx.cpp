#include "format/influx.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <vector>

#include "base/float_text.hpp"
#include "format/line_protocol.hpp"

namespace snmpolld::format {

namespace {

using Tags = std::span<const std::pair<std::string, std::string>>;

bool hasTag(Tags tags, std::string_view name) {
    return std::any_of(tags.begin(), tags.end(), [&](const auto& tag) { return tag.first == name; });
}

// What all lines begin with.
std::string headOf(std::string_view measurement, Tags tags) {
    std::string head;
    appendMeasurement(head, measurement);
    for (size_t i = 0; i < tags.size(); ++i)
        if (!hasTag(tags.first(i), tags[i].first)) appendTag(head, tags[i].first, tags[i].second);
    return head;
}

std::string tailOf(WallTime at) {
    const auto since = at.time_since_epoch();
    return " " + std::to_string(std::chrono::duration_cast<std::chrono::nanoseconds>(since).count()) + "\n";
}

}  // namespace

void formatInflux(std::string_view measurement, std::span<const model::Sample> samples, Tags tags, WallTime at,
                  std::string& out) {
    const std::string head = headOf(measurement, tags);
    const std::string tail = tailOf(at);
    for (const model::Sample& sample : samples) {
        if (!std::isfinite(sample.value)) continue;
        out += head;
        for (const auto& [name, value] : sample.labels)
            if (!hasTag(tags, name)) appendTag(out, name, value);
        out += ' ';
        appendFieldKey(out, sample.name);
        out += '=';
        appendGeneral(out, sample.value);
        out += tail;
    }
}

}  // namespace snmpolld::format
