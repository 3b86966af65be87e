#include "writer/influx_lines.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/float_text.hpp"
#include "base/text.hpp"
#include "format/line_protocol.hpp"
#include "writer/backend.hpp"

namespace snmpolld::writer {

namespace {

using model::Labels;
using model::OutputRecord;
using model::OutputSample;

constexpr std::string_view kHost = "host";
constexpr std::string_view kPollMeasurement = "snmpolld_poll";
constexpr size_t kMostErrorText = 500;

bool isReserved(std::string_view name) {
    return name == "time" || name == "_field" || name == "_measurement";
}

std::string keyOf(std::string_view name) {
    return std::string(name) + (isReserved(name) ? "_" : "");
}

bool hasLabel(const Labels& labels, std::string_view name) {
    return std::ranges::any_of(labels, [&](const auto& label) { return label.first == name; });
}

bool isCommonTag(const OutputRecord& record, std::string_view name) {
    return name == kHost || hasLabel(record.labels, name);
}

// Of a label of a row.
std::string tagKeyOf(const OutputRecord& record, const Labels& row, std::string_view name) {
    std::string key = keyOf(name);
    while (isCommonTag(record, key) || (key != name && hasLabel(row, key)))
        key.insert(0, "exported_");
    return key;
}

void appendCommonTags(std::string& out, const OutputRecord& record) {
    format::appendTag(out, kHost, record.host);
    for (const auto& [name, value] : record.labels)
        if (name != kHost) format::appendTag(out, keyOf(name), value);
}

void appendRowTags(std::string& out, const OutputRecord& record, const Labels& labels) {
    for (const auto& [name, value] : labels)
        format::appendTag(out, tagKeyOf(record, labels, name), value);
}

std::string timeTextOf(const OutputRecord& record) {
    const auto since = timeOf(record).time_since_epoch();
    return " " + std::to_string(std::chrono::duration_cast<std::chrono::nanoseconds>(since).count()) + "\n";
}

// Positions of the samples, those of a row side by side.
std::vector<uint32_t> inRows(const OutputRecord& record) {
    std::vector<uint32_t> order(record.samples.size());
    std::iota(order.begin(), order.end(), 0U);
    std::ranges::stable_sort(order, {}, [&](uint32_t at) { return record.samples[at].labels; });
    return order;
}

void appendField(std::string& out, const OutputRecord& record, const OutputSample& sample) {
    const std::string& name = record.families[sample.family].name;
    format::appendFieldKey(out, keyOf(name));
    out += '=';
    appendGeneral(out, sample.value);
}

// Appends the rows of a record to a text, one line each.
class RowLines {
  public:
    RowLines(std::string& out, const OutputRecord& record, std::string_view head)
        : out_(out), record_(record), head_(head), tail_(timeTextOf(record)) {}

    void add(const OutputSample& sample) {
        if (!std::isfinite(sample.value)) return;
        if (is_open_ && sample.labels == labels_) {
            out_ += ',';
        } else {
            close();
            open(sample.labels);
        }
        appendField(out_, record_, sample);
    }
    void close() {
        if (is_open_) out_ += tail_;
        is_open_ = false;
    }

  private:
    void open(uint32_t labels) {
        out_ += head_;
        appendRowTags(out_, record_, record_.label_sets[labels]);
        out_ += ' ';
        labels_ = labels;
        is_open_ = true;
    }

    std::string& out_;
    const OutputRecord& record_;
    const std::string_view head_;
    const std::string tail_;
    uint32_t labels_ = 0;
    bool is_open_ = false;
};

void appendRows(std::string& out, const std::string& measurement, const OutputRecord& record) {
    std::string head;
    format::appendMeasurement(head, measurement);
    appendCommonTags(head, record);
    RowLines lines(out, record, head);
    for (const uint32_t at : inRows(record))
        lines.add(record.samples[at]);
    lines.close();
}

void appendNumber(std::string& out, std::string_view name, double value) {
    out.append(",").append(name).append("=");
    appendGeneral(out, value);
}

// When the poll began.
void appendEffort(std::string& out, const OutputRecord& record) {
    appendNumber(out, "duration_seconds", toSeconds(record.duration));
    appendNumber(out, "requests", record.requests);
    appendNumber(out, "retries", record.retries);
    if (record.rtt >= Duration::zero()) appendNumber(out, "rtt_seconds", toSeconds(record.rtt));
}

void appendPoll(std::string& out, const OutputRecord& record) {
    format::appendMeasurement(out, kPollMeasurement);
    appendCommonTags(out, record);
    if (!isCommonTag(record, "modules")) format::appendTag(out, "modules", modulesOf(record));
    out += " status=";
    format::appendFieldText(out, statusName(record.status));
    if (record.status != model::Status::skipped) appendNumber(out, "up", hasValues(record) ? 1 : 0);
    appendNumber(out, "missed", static_cast<double>(record.missed));
    if (record.started) appendEffort(out, record);
    if (!record.error.empty()) {
        out += ",error=";
        format::appendFieldText(out, cutUtf8(record.error, kMostErrorText));
    }
    out += timeTextOf(record);
}

}  // namespace

void appendInfluxLines(std::string& out, const std::string& measurement, const OutputRecord& record) {
    appendRows(out, measurement, record);
    appendPoll(out, record);
}

}  // namespace snmpolld::writer
