#include "samples/last_poll.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "samples/sample_packer.hpp"

namespace snmpolld::samples {

namespace {

using model::HostRecord;
using model::Sample;
using model::Status;

const model::MetricDefinition kUp{
    .name = "snmpolld_up", .oid = {}, .help = "Whether the device answered the last poll: status ok or partial."};
const model::MetricDefinition kDuration{
    .name = "snmpolld_poll_duration_seconds", .oid = {}, .help = "How long the last poll took."};
const model::MetricDefinition kStatus{
    .name = "snmpolld_poll_status", .oid = {}, .help = "How the last poll ended; always 1."};

bool answered(const HostRecord& record) {
    return record.status == Status::ok || record.status == Status::partial;
}

std::string modulesOf(const HostRecord& record) {
    std::string out;
    for (const std::string& name : record.target->module_set->modules)
        out += (out.empty() ? "" : ",") + name;
    return out;
}

std::vector<Sample> verdictOf(const HostRecord& record, bool one_of_several) {
    const auto gauge = model::SampleType::gauge;
    std::vector<Sample> samples{
        {&kUp, kUp.name, gauge, {}, answered(record) ? 1.0 : 0.0},
        {&kDuration, kDuration.name, gauge, {}, toSeconds(record.duration)},
        {&kStatus, kStatus.name, gauge, {{"status", std::string(statusName(record.status))}}, 1}};
    if (one_of_several)
        for (Sample& sample : samples)
            sample.labels.emplace_back("modules", modulesOf(record));
    return samples;
}

// The host, and the labels that its target has.
std::vector<std::pair<std::string, std::string>> labelsOf(const model::Target& target) {
    std::vector<std::pair<std::string, std::string>> labels{{"host", target.host}};
    labels.insert(labels.end(), target.labels.begin(), target.labels.end());
    return labels;
}

// Samples of one name that follow one another.
using Run = std::span<const Sample>;

void addRuns(std::span<const Sample> samples, std::vector<Run>& runs) {
    while (!samples.empty()) {
        const auto other = std::ranges::find_if(samples, [&](const Sample& s) { return s.name != samples[0].name; });
        runs.push_back(samples.first(static_cast<size_t>(other - samples.begin())));
        samples = samples.subspan(runs.back().size());
    }
}

// By family; runs of one name stay in the order in which they came.
std::vector<Run> sortedRuns(std::span<const Sample> samples, std::span<const Sample> verdict) {
    std::vector<Run> runs;
    addRuns(samples, runs);
    addRuns(verdict, runs);
    std::ranges::stable_sort(runs, {}, [](const Run& run) -> const std::string& { return run[0].name; });
    return runs;
}

model::PackedSamples pack(std::span<const format::LabelView> target_labels, const std::vector<Run>& runs) {
    SamplePacker packer(target_labels);
    std::vector<format::LabelView> labels;
    const std::string* family = nullptr;
    for (const Run& run : runs) {
        if (family == nullptr || *family != run[0].name) packer.begin(format::familyOf(run[0]));
        family = &run[0].name;
        for (const Sample& sample : run) {
            format::viewLabels(sample.labels, labels);
            packer.add(labels, sample.value);
        }
    }
    return packer.finish();
}

}  // namespace

std::optional<model::LastPoll> lastPollOf(const HostRecord& record, QuestionPlace asked) {
    if (record.status == Status::skipped) return std::nullopt;
    const std::span<const Sample> samples = answered(record) ? std::span(record.samples) : std::span<const Sample>();
    const std::vector<Sample> verdict = verdictOf(record, asked.one_of_several);
    const auto own = labelsOf(*record.target);
    const auto shown = format::targetLabels(own);
    std::vector<format::LabelView> labels;
    format::viewLabels(shown, labels);
    return model::LastPoll{.host = record.target->host,
                           .question = static_cast<uint32_t>(asked.number),
                           .one_of_several = asked.one_of_several,
                           .samples = pack(labels, sortedRuns(samples, verdict)),
                           .verdict = pack(labels, sortedRuns({}, verdict))};
}

model::PackedSamples packSamples(std::span<const Sample> samples) {
    return pack({}, sortedRuns(samples, {}));
}

}  // namespace snmpolld::samples
