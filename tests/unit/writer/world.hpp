// World: an outside of Delivery for unit tests: a clock that stands until it is moved, a backend whose requests can be
// read, and a server that answers what the test says.
#pragma once

#include <algorithm>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "../fake_timing.hpp"
#include "records.hpp"
#include "writer/batch_delivery.hpp"

namespace snmpolld::writer::test {

using snmpolld::test::FakeClocks;
using snmpolld::test::FakeTiming;

using Points = std::vector<std::string>;  // "host/row", or "host" of a record without samples

// Encodes a batch as its points, one a line.
class LinesBackend final : public Backend {
  public:
    Request encode(Records records) const override {
        Request request;
        for (const auto* record : records) {
            if (record->samples.empty() && record->status != model::Status::skipped)
                request.body += record->host + "\n";
            for (const auto& sample : record->samples)
                request.body += record->host + "/" + record->label_sets.at(sample.labels).at(0).second + "\n";
        }
        return request;
    }
    Verdict judge(const Answer& answer) const override { return judgeStatus(answer); }
    bool wantsHostsOnce() const override { return hosts_once; }
    std::optional<Request> aside(MonoTime) override { return std::exchange(next_aside, std::nullopt); }
    std::optional<model::OutputRecord> prepare(model::OutputRecord&) override {
        return std::exchange(next_beside, std::nullopt);
    }

    bool hosts_once = false;
    std::optional<Request> next_aside;
    std::optional<model::OutputRecord> next_beside;
};

class FakeTransport final : public Transport {
  public:
    struct Sent {
        Points points;
        std::function<void(Answer)> answered;
    };
    void send(Request request, std::function<void(Answer)> answered) override {
        Points points;
        for (size_t at = 0; at < request.body.size(); at = request.body.find('\n', at) + 1)
            points.push_back(request.body.substr(at, request.body.find('\n', at) - at));
        under_way.push_back({points, std::move(answered)});
        ++count;
    }
    void abandon() override { under_way.clear(); }
    Points answer(const Answer& answer) {
        Sent first = std::move(under_way.at(0));
        under_way.erase(under_way.begin());
        first.answered(answer);
        return first.points;
    }

    std::vector<Sent> under_way;
    int count = 0;
};

struct World : DeliveryListener {
    explicit World(const DeliverySettings& settings = {.shards = 1}) : delivery(around, settings, *this) {}

    void rejected(uint64_t id, const model::OutputRecord& record, const std::string& why) override {
        std::string what = std::to_string(id) + ":";
        for (const auto& sample : record.samples)
            what += " " + record.label_sets.at(sample.labels).at(0).second;
        poison.push_back(what);
        last_why = why;
    }
    void settled(const Outcome& outcome) override { outcomes.push_back(outcome); }

    std::vector<uint64_t> settledIds() {
        timing.endTurns();
        std::vector<uint64_t> ids;
        for (const Outcome& outcome : outcomes)
            ids.push_back(outcome.id);
        return ids;
    }
    // Answers as a server does that refuses requests with one of the bad points, until nothing is under way.
    void serve(const std::set<std::string>& bad, Points& has) {
        while (!transport.under_way.empty()) {
            const Points points = transport.under_way[0].points;
            const bool refuses = std::ranges::any_of(points, [&](const auto& point) { return bad.contains(point); });
            transport.answer({.status = refuses ? 400 : 204, .body = refuses ? "bad point" : ""});
            if (!refuses) has.insert(has.end(), points.begin(), points.end());
            timing.endTurns();
        }
    }

    FakeClocks clocks;
    FakeTiming timing{clocks};
    LinesBackend backend;
    FakeTransport transport;
    Surroundings around{
        .clocks = clocks, .timing = timing, .backend = backend, .transport = transport, .random = [] { return 0.5; }};
    std::vector<std::string> poison;
    std::string last_why;
    std::vector<Outcome> outcomes;
    Delivery delivery;
};

}  // namespace snmpolld::writer::test
