// dropDuplicates of evaluator.hpp: one hash over the names and labels, as they are shown.
#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "base/utf8.hpp"
#include "metrics/evaluator.hpp"
#include "metrics/hash_slots.hpp"

namespace snmpolld::metrics {

namespace {

// Lengths stand before the parts, so that different parts never give the same key.
void appendPiece(std::string& key, const std::string& text) {
    std::string shown;
    appendAsUtf8(shown, text);
    key += std::to_string(shown.size());
    key += ':';
    key += shown;
}

std::string keyOf(const model::Sample& sample) {
    std::vector<const std::pair<std::string, std::string>*> labels;
    for (const auto& label : sample.labels)
        labels.push_back(&label);
    std::sort(labels.begin(), labels.end(), [](const auto* a, const auto* b) { return a->first < b->first; });
    std::string key;
    appendPiece(key, sample.name);
    for (const auto* label : labels) {
        appendPiece(key, label->first);
        appendPiece(key, label->second);
    }
    return key;
}

}  // namespace

uint64_t dropDuplicates(std::vector<model::Sample>& samples, size_t first) {
    const uint64_t seed = uint64_t{std::random_device{}()} << 32 | std::random_device{}();
    HashSlots seen;
    std::vector<std::string> keys;
    size_t kept = first;
    for (size_t i = first; i < samples.size(); ++i) {
        std::string key = keyOf(samples[i]);
        const uint64_t hash = hashOf(std::string_view(key), seed);
        if (seen.find(hash, [&](uint32_t k) { return keys[k] == key; }) != HashSlots::kNone) continue;
        seen.add(hash, static_cast<uint32_t>(keys.size()));
        keys.push_back(std::move(key));
        if (kept != i) samples[kept] = std::move(samples[i]);
        ++kept;
    }
    const size_t dropped = samples.size() - kept;
    samples.resize(kept);
    return dropped;
}

}  // namespace snmpolld::metrics
