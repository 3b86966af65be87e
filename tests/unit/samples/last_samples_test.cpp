#include "samples/last_samples.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "samples/last_poll.hpp"

using namespace snmpolld;
using namespace snmpolld::samples;
using model::HostRecord;
using model::Status;

namespace {

const model::MetricDefinition kOctets{
    .name = "octets", .oid = {}, .type = model::MetricType::counter, .help = "Octets."};
const model::MetricDefinition kOther{.name = "other", .oid = {}, .help = "Others."};

model::Target targetOf(const std::string& host) {
    model::Target target;
    target.host = host;
    target.labels = {{"site", "ams"}};
    return target;
}

model::Sample counter(uint32_t index, double value, const model::MetricDefinition& definition = kOctets) {
    model::Sample sample;
    sample.definition = &definition;
    sample.name = definition.name;
    sample.type = model::SampleType::counter;
    sample.labels = {{"index", std::to_string(index)}};
    sample.value = value;
    return sample;
}

HostRecord recordOf(const model::Target& target, Status status, std::vector<model::Sample> samples) {
    HostRecord record;
    record.status = status;
    record.samples = std::move(samples);
    record.duration = std::chrono::milliseconds(250);
    record.target = &target;
    return record;
}

void take(LastSamples& last, const HostRecord& record, QuestionPlace asked = {}) {
    if (auto poll = lastPollOf(record, asked)) last.take(std::move(*poll));
}

std::string pageOf(LastSamples& last) {
    const auto next = last.page();
    std::string page;
    for (std::string piece = next(); !piece.empty(); piece = next())
        page += piece;
    return page;
}

size_t countOf(const std::string& page, const std::string& text) {
    size_t count = 0;
    for (size_t at = page.find(text); at != std::string::npos; at = page.find(text, at + 1))
        ++count;
    return count;
}

}  // namespace

TEST_CASE("the page has every host's last samples, family by family, with host and labels") {
    LastSamples last;
    const auto a = targetOf("a");
    const auto b = targetOf("b");
    take(last, recordOf(a, Status::ok, {counter(1, 10), counter(2, 20)}));
    take(last, recordOf(b, Status::timeout, {}));
    CHECK(pageOf(last) ==
          "# HELP octets Octets.\n"
          "# TYPE octets counter\n"
          "octets{host=\"a\",index=\"1\",site=\"ams\"} 10\n"
          "octets{host=\"a\",index=\"2\",site=\"ams\"} 20\n"
          "# HELP snmpolld_poll_duration_seconds How long the last poll took.\n"
          "# TYPE snmpolld_poll_duration_seconds gauge\n"
          "snmpolld_poll_duration_seconds{host=\"a\",site=\"ams\"} 0.25\n"
          "snmpolld_poll_duration_seconds{host=\"b\",site=\"ams\"} 0.25\n"
          "# HELP snmpolld_poll_status How the last poll ended; always 1.\n"
          "# TYPE snmpolld_poll_status gauge\n"
          "snmpolld_poll_status{host=\"a\",site=\"ams\",status=\"ok\"} 1\n"
          "snmpolld_poll_status{host=\"b\",site=\"ams\",status=\"timeout\"} 1\n"
          "# HELP snmpolld_up Whether the device answered the last poll: status ok or partial.\n"
          "# TYPE snmpolld_up gauge\n"
          "snmpolld_up{host=\"a\",site=\"ams\"} 1\n"
          "snmpolld_up{host=\"b\",site=\"ams\"} 0\n");
    CHECK(last.hosts() == 2);
    CHECK(last.samples() == 2);
}

TEST_CASE("a host whose last poll failed has no old values; a poll that was skipped changes nothing") {
    LastSamples last;
    const auto a = targetOf("a");
    take(last, recordOf(a, Status::ok, {counter(1, 10)}));
    take(last, recordOf(a, Status::skipped, {}));
    CHECK(pageOf(last).find("octets{") != std::string::npos);
    CHECK(pageOf(last).find("skipped") == std::string::npos);
    for (const Status status : {Status::timeout, Status::unreachable, Status::worker_lost, Status::bad_response}) {
        take(last, recordOf(a, status, {counter(1, 10)}));
        CHECK(pageOf(last).find("octets") == std::string::npos);
        CHECK(pageOf(last).find("snmpolld_up{host=\"a\",site=\"ams\"} 0") != std::string::npos);
        take(last, recordOf(a, Status::ok, {counter(1, 10)}));
        CHECK(pageOf(last).find("octets{") != std::string::npos);
    }
    take(last, recordOf(a, Status::partial, {counter(7, 10)}));
    CHECK(pageOf(last).find("octets{host=\"a\",index=\"7\"") != std::string::npos);
    CHECK(pageOf(last).find("index=\"1\"") == std::string::npos);
    CHECK(last.samples() == 1);
}

TEST_CASE("a host that is forgotten is on the page no more, nor is a family that nobody has") {
    LastSamples last;
    const auto a = targetOf("a");
    const auto b = targetOf("b");
    take(last, recordOf(a, Status::ok, {counter(1, 10)}));
    take(last, recordOf(b, Status::ok, {counter(1, 10, kOther)}));
    last.forget("a");
    last.forget("nobody");
    CHECK(pageOf(last).find("\"a\"") == std::string::npos);
    CHECK(pageOf(last).find("octets") == std::string::npos);
    CHECK(countOf(pageOf(last), "other{host=\"b\"") == 1);
    take(last, recordOf(a, Status::ok, {counter(1, 10)}));
    CHECK(countOf(pageOf(last), "octets{host=\"a\"") == 1);
    last.forget("a");
    last.forget("b");
    CHECK(pageOf(last).empty());
    CHECK(last.bytes() == 0);
    CHECK(last.samples() == 0);
}

TEST_CASE("samples that find no room are left out, the host is not") {
    LastSamples last(2000);
    const auto a = targetOf("a");
    const auto b = targetOf("b");
    std::vector<model::Sample> many;
    for (uint32_t i = 0; i < 1000; ++i)
        many.push_back(counter(i, i));
    take(last, recordOf(a, Status::ok, many));
    take(last, recordOf(b, Status::ok, {counter(1, 10)}));
    CHECK(countOf(pageOf(last), "octets{host=\"a\"") == 0);
    CHECK(countOf(pageOf(last), "octets{host=\"b\"") == 1);
    CHECK(countOf(pageOf(last), "snmpolld_up{") == 2);
    CHECK(last.leftOut() == 1);
}

TEST_CASE("a long page comes in pieces, each sample once, whatever is polled or forgotten meanwhile") {
    LastSamples last;
    std::vector<model::Target> targets;
    for (int i = 0; i < 500; ++i)
        targets.push_back(targetOf("host" + std::to_string(i)));
    std::vector<model::Sample> samples;
    for (uint32_t i = 0; i < 100; ++i)
        samples.push_back(counter(i, i));
    for (const model::Target& target : targets)
        take(last, recordOf(target, Status::ok, samples));
    const auto next = last.page();
    std::string page;
    int pieces = 0;
    for (std::string piece = next(); !piece.empty(); piece = next(), ++pieces) {
        page += piece;
        take(last, recordOf(targets[static_cast<size_t>(pieces)], Status::ok, samples));
        if (pieces == 5) last.forget("host499");
    }
    CHECK(pieces > 10);
    CHECK(countOf(page, "# TYPE ") == 4);
    CHECK(countOf(page, "octets{") == 499 * 100);
    CHECK(countOf(page, "octets{host=\"host3\",index=\"3\"") == 1);
    CHECK(countOf(page, "snmpolld_up{") == 499);
}

namespace {

model::Target askedFor(const std::string& module) {
    model::Target target = targetOf("a");
    target.module_set = std::make_shared<const model::ModuleSet>(model::ModuleSet{.modules = {module}});
    return target;
}

}  // namespace

TEST_CASE("each of a host's questions keeps its samples, and says how it ended with its modules") {
    LastSamples last;
    const auto first = askedFor("interfaces");
    const auto second = askedFor("inventory");
    take(last, recordOf(second, Status::ok, {counter(1, 10, kOther)}), {1, true});
    take(last, recordOf(first, Status::ok, {counter(1, 10), counter(2, 20)}), {0, true});
    take(last, recordOf(second, Status::timeout, {}), {1, true});
    const std::string page = pageOf(last);
    CHECK(countOf(page, "octets{") == 2);
    CHECK(countOf(page, "other") == 0);
    CHECK(page.find("snmpolld_up{host=\"a\",modules=\"interfaces\",site=\"ams\"} 1\n") != std::string::npos);
    CHECK(page.find("snmpolld_up{host=\"a\",modules=\"inventory\",site=\"ams\"} 0\n") != std::string::npos);
    CHECK(last.hosts() == 1);
    CHECK(last.samples() == 2);
    last.forget("a");
    CHECK(pageOf(last).empty());
    CHECK(last.bytes() == 0);
}

TEST_CASE("a sample that two questions of a host make is shown once, the newest") {
    LastSamples last;
    const auto first = askedFor("interfaces");
    const auto second = askedFor("inventory");
    take(last, recordOf(first, Status::ok, {counter(1, 10), counter(2, 20), counter(3, 30, kOther)}), {0, true});
    take(last, recordOf(second, Status::ok, {counter(2, 21), counter(3, 31, kOther)}), {1, true});
    const std::string page = pageOf(last);
    CHECK(countOf(page, "index=\"2\",site=\"ams\"} 21\n") == 1);
    CHECK(countOf(page, "index=\"2\"") == 1);
    CHECK(countOf(page, "index=\"3\",site=\"ams\"} 31\n") == 1);
    CHECK(countOf(page, "index=\"1\",site=\"ams\"} 10\n") == 1);
    CHECK(countOf(page, "index=\"3\"") == 1);
    CHECK(last.samples() == 3);
    take(last, recordOf(first, Status::ok, {counter(2, 22)}), {0, true});
    CHECK(countOf(pageOf(last), "index=\"2\",site=\"ams\"} 22\n") == 1);
    CHECK(countOf(pageOf(last), "index=\"2\"") == 1);
}

TEST_CASE("octets that are shown alike make one series, of which the newest sample is shown") {
    LastSamples last;
    const auto first = askedFor("interfaces");
    const auto second = askedFor("inventory");
    auto older = counter(1, 10), newer = counter(1, 11);
    older.labels = {{"b", "\xff"}, {"a", "x"}};
    newer.labels = {{"a", "x"}, {"b", "\xfe"}};
    take(last, recordOf(first, Status::ok, {older}), {0, true});
    take(last, recordOf(second, Status::ok, {newer}), {1, true});
    CHECK(countOf(pageOf(last), "octets{") == 1);
    CHECK(countOf(pageOf(last), "octets{a=\"x\",b=\"\xef\xbf\xbd\",host=\"a\",site=\"ams\"} 11\n") == 1);
}

TEST_CASE("a sample's label that its target has too, and names that Prometheus does not know, are shown as ever") {
    LastSamples last;
    model::Target target = targetOf("a");
    target.labels = {{"data center", "north"}, {"site", "ams"}};
    auto sample = counter(1, 1.5);
    sample.labels = {{"site", "own \"quoted\"\n"}, {"zone", "z"}};
    take(last, recordOf(target, Status::ok, {sample}));
    CHECK(countOf(pageOf(last),
                  "octets{data_center=\"north\",exported_site=\"own \\\"quoted\\\"\\n\",host=\"a\",site=\"ams\","
                  "zone=\"z\"} 1.5\n") == 1);
}

TEST_CASE("the samples of a table take a fraction of the octets that they have as text") {
    LastSamples last;
    const auto a = targetOf("a");
    std::vector<model::MetricDefinition> columns(30);
    std::vector<model::Sample> samples;
    for (size_t column = 0; column < columns.size(); ++column) {
        columns[column].name = "column" + std::to_string(column);
        for (uint32_t row = 0; row < 48; ++row) {
            samples.push_back(counter(row, 1e9 + row, columns[column]));
            samples.back().labels.emplace_back("ifDescr", "GigabitEthernet1/0/" + std::to_string(row));
        }
    }
    take(last, recordOf(a, Status::ok, samples));
    CHECK(last.samples() == 30 * 48);
    CHECK(last.bytes() < pageOf(last).size() / 4);
}
