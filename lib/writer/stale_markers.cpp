#include "writer/stale_markers.hpp"

#include <algorithm>
#include <bit>

#include "writer/backend.hpp"
#include "writer/kept_series.hpp"

namespace snmpolld::writer {

namespace {

using model::OutputRecord;

constexpr size_t kKeptOctets = 150;  // of a question beside its series
constexpr std::string_view kRemoved = "removed";

bool isGoodbye(const OutputRecord& record) {
    return record.status == model::Status::skipped && record.error == kRemoved;
}

// Makes the series of a question its markers.
OutputRecord markersOf(std::string_view series, const std::string& host, uint32_t question, WallTime at) {
    OutputRecord markers = unpackSeries(series);
    markers.host = host;
    markers.question = question;
    markers.status = model::Status::skipped;
    markers.scheduled = at;
    markers.started = at;
    for (auto& sample : markers.samples)
        sample.value = std::bit_cast<double>(kStaleBits);
    return markers;
}

}  // namespace

std::optional<OutputRecord> StaleMarkers::compare(const OutputRecord& record) {
    const Question question(record.host, record.question);
    if (isGoodbye(record)) return end(question, timeOf(record));
    if (record.status == model::Status::skipped) return std::nullopt;
    const uint64_t fingerprint = fingerprintOf(record);
    const auto last = kept_.find(question);
    if (last != kept_.end() && timeOf(record) <= last->second.time) return std::nullopt;
    if (last != kept_.end() && last->second.fingerprint == fingerprint) {
        last->second.time = timeOf(record);
        return std::nullopt;
    }
    std::optional<OutputRecord> ended = end(question, timeOf(record));
    keep(record, fingerprint);
    if (!ended) return std::nullopt;
    const auto still = seriesKeysOf(record);
    std::erase_if(ended->samples, [&](const auto& sample) { return still.contains(seriesKeyOf(*ended, sample)); });
    if (ended->samples.empty()) return std::nullopt;
    return ended;
}

std::vector<OutputRecord> StaleMarkers::gone(const std::string& host, WallTime at) {
    std::vector<OutputRecord> out;
    for (auto next = kept_.lower_bound({host, 0}); next != kept_.end() && next->first.first == host;) {
        const Question question = next->first;
        ++next;
        out.push_back(*end(question, at));
    }
    return out;
}

std::optional<OutputRecord> StaleMarkers::end(const Question& question, WallTime at) {
    const auto place = kept_.find(question);
    if (place == kept_.end()) return std::nullopt;
    const WallTime behind = place->second.time + std::chrono::milliseconds(1);
    OutputRecord markers = markersOf(place->second.series, question.first, question.second, std::max(at, behind));
    forget(place);
    return markers;
}

void StaleMarkers::keep(const OutputRecord& record, uint64_t fingerprint) {
    Kept kept{fingerprint, timeOf(record), packSeries(record)};
    const size_t octets = kept.series.size() + record.host.size() + kKeptOctets;
    if (octets_ + octets > most_octets_) {
        ++not_kept_;
        return;
    }
    octets_ += octets;
    kept_.insert_or_assign({record.host, record.question}, std::move(kept));
}

void StaleMarkers::forget(Place place) {
    octets_ -= place->second.series.size() + place->first.first.size() + kKeptOctets;
    kept_.erase(place);
}

}  // namespace snmpolld::writer
