#include "writer/remote_write.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/utf8.hpp"
#include "decoders.hpp"
#include "records.hpp"

using namespace snmpolld;
using namespace snmpolld::writer;
using namespace snmpolld::writer::test;
using namespace std::chrono_literals;

namespace {

std::string textOf(const Series& series) {
    std::string out;
    for (const auto& [name, value] : series.labels)
        out += (out.empty() ? "" : " ") + name + "=" + value;
    return out;
}

std::vector<Series> seriesIn(const RemoteWrite& backend, const OutputRecord& record) {
    const OutputRecord* records[] = {&record};
    return writeRequestOf(backend.encode(records).body).series;
}

// Series and value of each sample; "stale" for a marker.
std::map<std::string, std::string> samplesIn(const RemoteWrite& backend, const OutputRecord& record) {
    std::map<std::string, std::string> out;
    for (const Series& series : seriesIn(backend, record)) {
        REQUIRE(series.samples.size() == 1);
        const uint64_t bits = series.samples[0].second;
        out[textOf(series)] = bits == kStaleBits ? "stale" : std::to_string(std::bit_cast<double>(bits));
    }
    return out;
}

OutputRecord later(OutputRecord record, Duration by) {
    record.scheduled += std::chrono::duration_cast<WallTime::duration>(by);
    if (record.started) *record.started += std::chrono::duration_cast<WallTime::duration>(by);
    return record;
}

}  // namespace

TEST_CASE("a sample is a series with sorted labels, one value and the time in milliseconds") {
    OutputRecord record = poll("192.0.2.1", {{"site", "ams"}, {"Area", "x"}});
    add(record, "ifHCInOctets", {{"ifIndex", "1"}, {"ifName", "eth0"}}, 1.5);
    const std::vector<Series> series = seriesIn(RemoteWrite("snmp"), record);
    REQUIRE(series.size() == 1);
    CHECK(textOf(series[0]) ==
          "Area=x __name__=ifHCInOctets ifIndex=1 ifName=eth0 instance=192.0.2.1 job=snmp site=ams");
    REQUIRE(series[0].samples.size() == 1);
    CHECK(series[0].samples[0].first == 1'700'000'000'000);
    CHECK(std::bit_cast<double>(series[0].samples[0].second) == 1.5);
}

TEST_CASE("labels of a target replace job and instance, and a row's labels of their names are exported") {
    OutputRecord record = poll("sw1", {{"job", "mine"}, {"a-b", "t"}, {"__name__", "x"}});
    add(record, "a", {{"a_b", "r"}, {"exported_instance", "e"}, {"instance", "i"}, {"job", "j"}}, 1);
    CHECK(
        textOf(seriesIn(RemoteWrite(), record).at(0)) ==
        "__name__=a a_b=t exported_a_b=r exported_exported_instance=i exported_instance=e exported_job=j instance=sw1 "
        "job=mine");
}

TEST_CASE("hostile labels: none is empty, all are UTF-8 and sorted, and no name comes twice") {
    OutputRecord record =
        poll("h\xff\n", {{"", "x"}, {"9", "y"}, {"e", ""}, {"a.b", "1"}, {"a-b", "2"}, {"\xff", "z"}});
    add(record, "a", {{"", "x"}, {"empty", ""}, {"raw", std::string("\0\xff\x80\n\"\\", 6)}, {"e", "v"}}, NAN);
    for (const Series& series : seriesIn(RemoteWrite(), record)) {
        for (size_t i = 0; i < series.labels.size(); ++i) {
            CHECK(isUtf8(series.labels[i].second));
            CHECK_FALSE(series.labels[i].first.empty());
            CHECK_FALSE(series.labels[i].second.empty());
            if (i > 0) CHECK(series.labels[i - 1].first < series.labels[i].first);
        }
        CHECK(std::isnan(std::bit_cast<double>(series.samples.at(0).second)));
        CHECK(series.samples[0].second != kStaleBits);
    }
}

TEST_CASE("times before 1970 and large numbers survive") {
    OutputRecord record = poll("a");
    record.started = WallTime(-1500us);
    add(record, std::string(200, 'n'), {{"l", std::string(20'000, 'v')}}, -1e300);
    const std::vector<Series> series = seriesIn(RemoteWrite(), record);
    CHECK(series.at(0).samples.at(0).first == -2);
    CHECK(series[0].labels.at(0).second == std::string(200, 'n'));
    CHECK(series[0].labels.at(3).second == std::string(20'000, 'v'));
    CHECK(std::bit_cast<double>(series[0].samples[0].second) == -1e300);
}

TEST_CASE("a poll brings the samples that dashboards of snmp_exporter ask for") {
    RemoteWrite backend;
    OutputRecord record = poll("sw1");
    record.modules = {"if_mib", "system"};
    add(record, "a", {}, 1);
    CHECK_FALSE(backend.prepare(record));
    const std::string rest = " instance=sw1 job=snmpolld";
    const std::string with_module = rest + " module=if_mib,system";
    CHECK(samplesIn(backend, record) == std::map<std::string, std::string>{
                                            {"__name__=a" + rest, "1.000000"},
                                            {"__name__=up" + rest, "1.000000"},
                                            {"__name__=snmp_scrape_duration_seconds" + with_module, "0.250000"},
                                            {"__name__=snmp_scrape_walk_duration_seconds" + with_module, "0.250000"},
                                            {"__name__=snmp_scrape_packets_sent" + with_module, "4.000000"},
                                            {"__name__=snmp_scrape_packets_retried" + with_module, "1.000000"},
                                            {"__name__=snmp_scrape_pdus_returned" + with_module, "1.000000"},
                                        });
    record = poll("sw2");
    record.one_of_several = true;
    backend.prepare(record);
    CHECK(samplesIn(backend, record).contains("__name__=up instance=sw2 job=snmpolld module=if_mib"));
}

TEST_CASE("a row that is gone and a poll that fails end their series, once") {
    RemoteWrite backend;
    OutputRecord both = poll("sw1");
    for (const char* index : {"1", "2"})
        add(both, "a", {{"i", index}}, 1);
    OutputRecord one = later(poll("sw1"), 30s);
    add(one, "a", {{"i", "1"}}, 1);
    OutputRecord failed = later(poll("sw1"), 60s);
    failed.status = model::Status::timeout;
    OutputRecord failed_again = later(failed, 30s);
    CHECK_FALSE(backend.prepare(both));
    const auto of_row = backend.prepare(one);
    REQUIRE(of_row);
    CHECK(samplesIn(backend, *of_row) ==
          std::map<std::string, std::string>{{"__name__=a i=2 instance=sw1 job=snmpolld", "stale"}});
    CHECK(seriesIn(backend, *of_row).at(0).samples.at(0).first == 1'700'000'030'000);
    const auto of_poll = backend.prepare(failed);
    REQUIRE(of_poll);
    const auto ended = samplesIn(backend, *of_poll);
    CHECK(ended.size() == 5);
    CHECK(ended.at("__name__=a i=1 instance=sw1 job=snmpolld") == "stale");
    CHECK(ended.contains("__name__=snmp_scrape_packets_sent instance=sw1 job=snmpolld module=if_mib"));
    CHECK(samplesIn(backend, failed).at("__name__=up instance=sw1 job=snmpolld") == "0.000000");
    CHECK(samplesIn(backend, failed).size() == 2);
    CHECK_FALSE(backend.prepare(failed_again));
}

TEST_CASE("questions of a host end their own series only") {
    RemoteWrite backend;
    OutputRecord first = poll("sw1");
    add(first, "a", {}, 1);
    OutputRecord second = poll("sw1");
    second.question = 1;
    second.modules = {"system"};
    add(second, "b", {}, 1);
    backend.prepare(first);
    CHECK_FALSE(backend.prepare(second));
    OutputRecord again = later(poll("sw1"), 30s);
    add(again, "a", {}, 2);
    CHECK_FALSE(backend.prepare(again));
}

TEST_CASE("a skipped poll says nothing, unless the target was removed") {
    RemoteWrite backend;
    OutputRecord record = poll("sw1");
    add(record, "a", {}, 1);
    backend.prepare(record);
    OutputRecord skipped = later(poll("sw1"), 30s);
    skipped.status = model::Status::skipped;
    skipped.started.reset();
    skipped.error = "overrun";
    CHECK_FALSE(backend.prepare(skipped));
    const OutputRecord* records[] = {&skipped};
    CHECK(backend.encode(records).body.empty());
    skipped.error = "removed";
    const auto goodbye = backend.prepare(skipped);
    REQUIRE(goodbye);
    CHECK(samplesIn(backend, *goodbye).at("__name__=up instance=sw1 job=snmpolld") == "stale");
    CHECK_FALSE(backend.prepare(skipped));
}

TEST_CASE("other labels of a target end the series with the old ones") {
    RemoteWrite backend;
    OutputRecord before = poll("sw1", {{"site", "ams"}});
    add(before, "a", {}, 1);
    OutputRecord after = later(poll("sw1", {{"site", "fra"}}), 30s);
    add(after, "a", {}, 1);
    backend.prepare(before);
    const auto markers = backend.prepare(after);
    REQUIRE(markers);
    CHECK(samplesIn(backend, *markers).at("__name__=a instance=sw1 job=snmpolld site=ams") == "stale");
    CHECK(samplesIn(backend, *markers).size() == 7);
}

TEST_CASE("a host that is gone ends all its series behind its last samples, and is forgotten") {
    RemoteWrite backend;
    for (uint32_t question : {0U, 1U}) {
        OutputRecord record = poll("sw1");
        record.question = question;
        backend.prepare(record);
    }
    OutputRecord other = poll("sw10");
    backend.prepare(other);
    const auto markers = backend.gone("sw1", kBegun - 1h);
    REQUIRE(markers.size() == 2);
    CHECK(seriesIn(backend, markers[0]).size() == 6);
    CHECK(seriesIn(backend, markers[1]).at(0).samples.at(0).first == 1'700'000'000'001);
    CHECK(backend.gone("sw1", kBegun).empty());
    CHECK(backend.gone("sw10", kBegun).size() == 1);
}

TEST_CASE("a record that is older than the last ends nothing") {
    RemoteWrite backend;
    OutputRecord newer = later(poll("sw1"), 1h);
    add(newer, "a", {}, 1);
    backend.prepare(newer);
    OutputRecord older = poll("sw1");
    CHECK_FALSE(backend.prepare(older));
}

TEST_CASE("what is remembered is bounded") {
    StaleMarkers markers(20'000);
    for (int i = 0; i < 1'000; ++i)
        markers.compare(pollWith("h" + std::to_string(i), 100));
    CHECK(markers.octets() <= 20'000);
    CHECK(markers.octets() > 15'000);
    CHECK(markers.notKept() > 900);
    for (int i = 0; i < 1'000; ++i)
        markers.gone("h" + std::to_string(i), kBegun);
    CHECK(markers.octets() == 0);
}

TEST_CASE("metadata of all metrics is due at once and each minute") {
    RemoteWrite backend;
    CHECK_FALSE(backend.aside(MonoTime(1h)));
    OutputRecord record = poll("a");
    add(record, "b_total", {}, 1, model::SampleType::counter);
    backend.prepare(record);
    const auto first = backend.aside(MonoTime(1h));
    REQUIRE(first);
    const WriteRequest request = writeRequestOf(first->body);
    CHECK(request.series.empty());
    CHECK(request.metadata.size() == 7);
    CHECK(request.metadata.at("b_total").type == 1);
    CHECK(request.metadata.at("b_total").help == "Help of b_total");
    CHECK(request.metadata.at("up").type == 2);
    CHECK_FALSE(backend.aside(MonoTime(1h + 59s)));
    CHECK(backend.aside(MonoTime(1h + 60s)));
}
