#include "writer/backend.hpp"

#include <algorithm>

#include "base/text.hpp"

namespace snmpolld::writer {

namespace {

constexpr size_t kMostSaid = 300;      // octets of an answer in a message
constexpr size_t kSampleOctets = 32;   // of a sample beside its name and labels
constexpr size_t kRecordOctets = 200;  // of a record beside its samples

// The first line of what the server said, fit for a message.
std::string saidIn(const Answer& answer) {
    std::string_view text = answer.body;
    text = text.substr(0, std::min(text.find('\n'), text.find('\r')));
    return printable(cutUtf8(text, kMostSaid));
}

std::string statusWithText(const Answer& answer) {
    const std::string said = saidIn(answer);
    return "HTTP " + std::to_string(answer.status) + (said.empty() ? "" : ": " + said);
}

Verdict redirected(const Answer& answer) {
    const std::string where = printable(cutUtf8(answer.location, kMostSaid));
    return {Fate::wait, "HTTP " + std::to_string(answer.status) + ": the server redirects to " +
                            (where.empty() ? "nowhere" : where) + "; redirects are not followed, set that URL"};
}

size_t weightOfLabels(const model::Labels& labels) {
    size_t octets = 0;
    for (const auto& [name, value] : labels)
        octets += name.size() + value.size() + 6;
    return octets;
}

}  // namespace

Verdict judgeStatus(const Answer& answer) {
    const int status = answer.status;
    if (status == 0) return {Fate::again, answer.trouble};
    if (status >= 200 && status < 300) return {};
    if (status >= 300 && status < 400) return redirected(answer);
    const std::string why = statusWithText(answer);
    if (status == 400 || status == 422) return {Fate::refused, why};
    if (status == 413) return {Fate::smaller, why};
    if (status == 408 || status == 425 || status == 429 || status >= 500) return {Fate::again, why};
    return {Fate::wait, why};
}

size_t weightOf(const model::OutputRecord& record) {
    const size_t common = weightOfLabels(record.labels) + record.host.size();
    std::vector<size_t> of_sets;
    of_sets.reserve(record.label_sets.size());
    for (const model::Labels& labels : record.label_sets)
        of_sets.push_back(weightOfLabels(labels));
    size_t octets = kRecordOctets;
    for (const model::OutputSample& sample : record.samples)
        octets += common + of_sets[sample.labels] + record.families[sample.family].name.size() + kSampleOctets;
    return octets;
}

WallTime timeOf(const model::OutputRecord& record) {
    return record.started.value_or(record.scheduled);
}

bool hasValues(const model::OutputRecord& record) {
    return record.status == model::Status::ok || record.status == model::Status::partial;
}

std::string modulesOf(const model::OutputRecord& record) {
    std::string out;
    for (const std::string& name : record.modules)
        out += (out.empty() ? "" : ",") + name;
    return out;
}

}  // namespace snmpolld::writer
