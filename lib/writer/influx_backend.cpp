#include "writer/influx_backend.hpp"

#include <utility>

#include "writer/compress.hpp"
#include "writer/influx_lines.hpp"
#include "writer/url.hpp"

namespace snmpolld::writer {

namespace {

std::string targetOf(const InfluxSettings& settings) {
    if (settings.database.empty())
        return "/api/v2/write?org=" + asQueryValue(settings.organization) + "&bucket=" + asQueryValue(settings.bucket) +
               "&precision=ns";
    std::string target = "/write?db=" + asQueryValue(settings.database);
    if (!settings.retention_policy.empty()) target += "&rp=" + asQueryValue(settings.retention_policy);
    return target + "&precision=ns";
}

bool says(const Answer& answer, std::string_view text) {
    return answer.body.find(text) != std::string::npos;
}

bool isMissingPlace(const Answer& answer) {
    return says(answer, "database not found") || says(answer, "retention policy not found");
}

}  // namespace

InfluxBackend::InfluxBackend(InfluxSettings settings)
    : measurement_(std::move(settings.measurement)), target_(targetOf(settings)) {}

Request InfluxBackend::encode(Records records) const {
    size_t octets = 0;
    for (const model::OutputRecord* record : records)
        octets += weightOf(*record);
    std::string lines;
    lines.reserve(octets / 2);  // fields of a row share its tags
    for (const model::OutputRecord* record : records)
        appendInfluxLines(lines, measurement_, *record);
    return {.target = target_,
            .headers = {{"Content-Type", "text/plain; charset=utf-8"}, {"Content-Encoding", "gzip"}},
            .body = gzipped(lines)};
}

Verdict InfluxBackend::judge(const Answer& answer) const {
    Verdict verdict = judgeStatus(answer);
    if (answer.status >= 500 && says(answer, "hinted handoff queue not empty")) return {};
    if (answer.status >= 400 && isMissingPlace(answer)) verdict.fate = Fate::wait;
    return verdict;
}

}  // namespace snmpolld::writer
