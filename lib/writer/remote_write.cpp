#include "writer/remote_write.hpp"

#include <utility>

#include "base/utf8.hpp"
#include "writer/compress.hpp"
#include "writer/protobuf.hpp"
#include "writer/scrape_samples.hpp"
#include "writer/series_labels.hpp"

namespace snmpolld::writer {

namespace {

using model::OutputRecord;

constexpr Duration kDescribeEvery = std::chrono::minutes(1);
constexpr size_t kMostFamilies = 10'000;

// Fields of WriteRequest, TimeSeries, Sample and MetricMetadata in Prometheus' prompb.
constexpr uint32_t kSeriesOfRequest = 1;
constexpr uint32_t kMetadataOfRequest = 3;
constexpr uint32_t kSampleOfSeries = 2;
constexpr uint32_t kValueOfSample = 1;
constexpr uint32_t kTimeOfSample = 2;
constexpr uint32_t kTypeOfMetadata = 1;
constexpr uint32_t kNameOfMetadata = 2;
constexpr uint32_t kHelpOfMetadata = 4;
constexpr int64_t kCounterType = 1;
constexpr int64_t kGaugeType = 2;

Request requestOf(const std::string& message) {
    return {.target = {},
            .headers = {{"Content-Type", "application/x-protobuf"},
                        {"Content-Encoding", "snappy"},
                        {"X-Prometheus-Remote-Write-Version", "0.1.0"}},
            .body = message.empty() ? "" : snappyBlock(message)};
}

int64_t millisecondsOf(WallTime at) {
    return std::chrono::floor<std::chrono::milliseconds>(at.time_since_epoch()).count();
}

// The series of one record. Labels and names are encoded once for all samples that have them.
class SeriesWriter {
  public:
    SeriesWriter(std::string& message, const OutputRecord& record, std::string_view job) : message_(message) {
        const SeriesLabels labels(record, job);
        for (const model::Labels& row : record.label_sets)
            sets_.push_back(labels.encode(row));
        names_.resize(record.families.size());
        for (size_t i = 0; i < names_.size(); ++i)
            appendLabel(names_[i], "__name__", record.families[i].name);
        appendInteger(time_, kTimeOfSample, millisecondsOf(timeOf(record)));
    }

    void add(const model::OutputSample& sample) {
        const EncodedLabels& labels = sets_[sample.labels];
        const std::string& name = names_[sample.family];
        const size_t sample_octets = kValueOctets + time_.size();  // fewer than 128
        const size_t labels_octets = labels.before.size() + name.size() + labels.behind.size();
        appendTagOf(message_, kSeriesOfRequest, WireType::octets);
        appendVarint(message_, labels_octets + 2 + sample_octets);
        message_.append(labels.before).append(name).append(labels.behind);
        appendTagOf(message_, kSampleOfSeries, WireType::octets);
        appendVarint(message_, sample_octets);
        appendDouble(message_, kValueOfSample, sample.value);
        message_ += time_;
    }

  private:
    static constexpr size_t kValueOctets = 9;  // with the field's tag

    std::string& message_;
    std::vector<EncodedLabels> sets_;
    std::vector<std::string> names_;
    std::string time_;
};

std::string asUtf8(std::string_view text) {
    std::string out;
    appendAsUtf8(out, text);
    return out;
}

}  // namespace

RemoteWrite::RemoteWrite(std::string job) : job_(std::move(job)) {}

std::optional<OutputRecord> RemoteWrite::prepare(OutputRecord& record) {
    addScrapeSamples(record);
    describe(record);
    return markers_.compare(record);
}

Request RemoteWrite::encode(Records records) const {
    std::string message;
    size_t octets = 0;
    for (const OutputRecord* record : records)
        octets += weightOf(*record);
    message.reserve(octets);
    for (const OutputRecord* record : records) {
        SeriesWriter series(message, *record, job_);
        for (const auto& sample : record->samples)
            series.add(sample);
    }
    return requestOf(message);
}

void RemoteWrite::describe(const OutputRecord& record) {
    for (const auto& family : record.families) {
        if (family.help.empty() || families_.contains(family.name) || families_.size() == kMostFamilies) continue;
        families_.emplace(family.name, Described{family.type, family.help});
    }
}

std::optional<Request> RemoteWrite::aside(MonoTime now) {
    if (families_.empty() || (described_at_ && now < *described_at_ + kDescribeEvery)) return std::nullopt;
    described_at_ = now;
    std::string message;
    for (const auto& [name, described] : families_) {
        std::string metadata;
        const bool counts = described.type == model::SampleType::counter;
        appendInteger(metadata, kTypeOfMetadata, counts ? kCounterType : kGaugeType);
        appendOctets(metadata, kNameOfMetadata, name);
        appendOctets(metadata, kHelpOfMetadata, asUtf8(described.help));
        appendOctets(message, kMetadataOfRequest, metadata);
    }
    return requestOf(message);
}

}  // namespace snmpolld::writer
