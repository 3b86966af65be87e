#include "samples/output_records.hpp"

#include <algorithm>
#include <functional>
#include <string_view>
#include <unordered_map>

namespace snmpolld::samples {

namespace {

using model::HostRecord;
using model::Labels;
using model::OutputRecord;
using model::Sample;

// Collects the families and sets of labels of a record's samples, each once. Samples come column by column, so the next
// one most likely has the labels behind those of the last one.
class Collector {
  public:
    explicit Collector(OutputRecord& out) : out_(out) {}

    void add(const Sample& sample) {
        const uint32_t family = familyOf(sample);
        out_.samples.push_back({.family = family, .labels = labelsOf(sample.labels), .value = sample.value});
    }

  private:
    uint32_t familyOf(const Sample& sample) {
        if (!out_.families.empty() && out_.families[last_family_].name == sample.name) return last_family_;
        const auto next = static_cast<uint32_t>(out_.families.size());
        const auto [place, added] = families_.try_emplace(sample.name, next);
        if (added)
            out_.families.push_back({.name = sample.name,
                                     .type = sample.type,
                                     .help = sample.definition != nullptr ? sample.definition->help : std::string()});
        return last_family_ = place->second;
    }

    uint32_t labelsOf(const Labels& labels) {
        const size_t expected = last_set_ + 1 < given_.size() ? last_set_ + 1 : 0;
        if (expected < given_.size() && *given_[expected] == labels) return last_set_ = static_cast<uint32_t>(expected);
        const auto [place, added] = sets_.try_emplace(keyOf(labels), static_cast<uint32_t>(given_.size()));
        if (added) {
            given_.push_back(&labels);
            std::ranges::sort(out_.label_sets.emplace_back(labels));
        }
        return last_set_ = place->second;
    }

    static std::string keyOf(const Labels& labels) {
        std::string key;
        for (const auto& [name, value] : labels)
            key.append(name).append(1, '\0').append(std::to_string(value.size())).append(1, ':').append(value);
        return key;
    }

    OutputRecord& out_;
    std::unordered_map<std::string_view, uint32_t> families_;
    std::unordered_map<std::string, uint32_t> sets_;
    std::vector<const Labels*> given_;  // the sets as they were given, borrowed
    uint32_t last_family_ = 0;
    uint32_t last_set_ = 0;
};

}  // namespace

OutputRecord outputRecordOf(const HostRecord& record, QuestionPlace asked, const std::string& run) {
    OutputRecord out{.host = record.target->host,
                     .address = record.address ? record.address->toString() : "",
                     .labels = {record.target->labels.begin(), record.target->labels.end()},
                     .modules = record.target->module_set->modules,
                     .question = static_cast<uint32_t>(asked.number),
                     .one_of_several = asked.one_of_several,
                     .run = run,
                     .seq = record.seq,
                     .scheduled = record.scheduled,
                     .started = record.started,
                     .duration = record.duration,
                     .rtt = record.rtt,
                     .status = record.status,
                     .error = record.error,
                     .requests = record.requests,
                     .retries = record.retries,
                     .missed = record.missed};
    out.samples.reserve(record.samples.size());
    Collector collector(out);
    for (const Sample& sample : record.samples)
        collector.add(sample);
    return out;
}

}  // namespace snmpolld::samples
