// Devices that send what no MIB says: nothing of it may crash, take long, or give more samples than varbinds allow.
#include <cmath>
#include <random>

#include "evaluating.hpp"

using namespace snmpolld;
using namespace snmpolld::metrics::testing;

namespace {

const std::string kTable = "1.3.6.1.2.1.2.2.1.";

// A metric of every type with an index of every type that an index can have, and lookups between the columns.
std::vector<MetricDefinition> everything() {
    std::vector<MetricDefinition> out;
    for (uint8_t i = 0; i < model::kMetricTypeCount; ++i) {
        const auto type = static_cast<MetricType>(i);
        MetricDefinition one = metric("m" + std::to_string(i), kTable + std::to_string(i + 2), type, {index("a")});
        const bool number_like = type == MetricType::Float || type == MetricType::Double || i >= 12;
        one.indexes.push_back(index("b", number_like ? MetricType::LldpPortId : type, i % 3 == 0 ? 4 : 0, i % 4 == 0));
        one.lookups = {lookup({"a", "b"}, "c", kTable + "5", type), lookup({"c"}, "d", kTable + "6"), deletion("b")};
        one.lookups[0].display_hint = "*1x:/2d.";
        one.display_hint = "*1d.1x:";
        one.enum_values = {{0, "zero"}, {1, "one"}, {7, "seven"}, {70000, "far"}};
        one.datetime_pattern = "%Y-%m-%d %z";
        if (i % 5 == 0) one.regex_extracts = {{"X", {{"(.*)([0-9]+).*", "$2"}, {".*", "1"}}}};
        out.push_back(std::move(one));
    }
    return out;
}

class Device {
  public:
    explicit Device(uint32_t seed) : random_(seed) {}

    std::vector<Varbind> record(size_t count) {
        std::vector<Varbind> out;
        for (size_t i = 0; i < count; ++i)
            out.push_back(one());
        return out;
    }

  private:
    uint32_t below(uint32_t limit) { return static_cast<uint32_t>(random_() % limit); }

    uint32_t subIdentifier() {
        switch (below(6)) {
            case 0:
                return static_cast<uint32_t>(random_());
            case 1:
                return below(300);
            default:
                return below(5);
        }
    }

    std::string text() {
        std::string out(below(50) == 0 ? below(60'000) : below(20), '\0');
        for (char& c : out)
            c = static_cast<char>(below(3) == 0 ? random_() : '0' + below(12));
        return out;
    }

    model::Value value(Type type) {
        switch (type) {
            case Type::Integer32:
                return static_cast<int64_t>(below(3)) * (below(2) == 0 ? -1 : 1);
            case Type::OctetString:
            case Type::Opaque:
                return text();
            case Type::IpAddress:
                return text().substr(0, 4);
            case Type::ObjectIdentifier:
                return oid(kTable + "3.4");
            case Type::Counter32:
            case Type::Gauge32:
            case Type::TimeTicks:
            case Type::Counter64:
                return uint64_t{random_()} << below(40);
            case Type::Float:
            case Type::Double:
                return below(4) == 0 ? NAN : below(4) == 0 ? INFINITY : 1e300 * below(9);
            case Type::Malformed:
            case Type::Missing:
                return model::Failure{"why", text()};
            default:
                return {};
        }
    }

    Varbind one() {
        model::Oid at = oid(kTable + std::to_string(2 + below(20)));
        const uint32_t length = below(20) == 0 ? model::Oid::kMaxSize : below(12);
        for (uint32_t i = 0; i < length && at.size() < model::Oid::kMaxSize; ++i)
            at.push_back(subIdentifier());
        const auto type = static_cast<Type>(below(model::kTypeCount));
        return {at, type, value(type)};
    }

    std::mt19937 random_;
};

}  // namespace

TEST_CASE("random OIDs and values under the metrics' columns") {
    const metrics::Evaluator evaluator(everything());
    for (uint32_t seed = 1; seed <= 60; ++seed) {
        CAPTURE(seed);
        const auto varbinds = Device(seed).record(300);
        std::vector<model::Sample> samples;
        metrics::Counts counts;
        evaluator.evaluate(varbinds, samples, counts);
        CHECK(samples.size() <= varbinds.size() * 5);
        CHECK(counts.unfit <= varbinds.size());
        CHECK(metrics::dropDuplicates(samples) == 0);
    }
}

TEST_CASE("many rows whose labels are all the same") {
    constexpr uint32_t kRows = 50'000;
    std::vector<Varbind> varbinds;
    for (uint32_t i = 0; i < kRows; ++i)
        varbinds.push_back(octets(kTable + "2." + std::to_string(i), "same"));
    for (uint32_t i = 0; i < kRows; ++i)
        varbinds.push_back(integer(kTable + "10." + std::to_string(i), i));
    const auto outcome = evaluate(
        {metric("m", kTable + "10", MetricType::gauge, {index("i")}, {lookup({"i"}, "i", kTable + "2")})}, varbinds);
    CHECK(outcome.lines == Lines{R"(m{i="same"} 0)"});
    CHECK(outcome.counts.duplicates == kRows - 1);
}

TEST_CASE("one OID again and again, and columns that go backwards") {
    std::vector<Varbind> varbinds;
    for (uint32_t i = 50'000; i > 0; --i)
        varbinds.push_back(integer(kTable + "10." + std::to_string(i % 25'000), i));
    const auto outcome = evaluate({metric("m", kTable + "10", MetricType::gauge, {index("i")})}, varbinds);
    CHECK(outcome.lines.size() == 25'000);
    CHECK(outcome.lines.back() == R"(m{i="1"} 1)");
}

TEST_CASE("strings of 60 KB in all forms") {
    const std::string longest(60'000, '\xc3');
    for (const auto type : {MetricType::DisplayString, MetricType::OctetString, MetricType::PhysAddress48,
                            MetricType::InetAddress, MetricType::InetAddressMissingSize, MetricType::LldpPortId}) {
        const auto outcome =
            evaluate({metric("m", kTable + "9", type, {index("i")},
                             {lookup({"i"}, "l", kTable + "9", type), lookup({"l"}, "n", kTable + "9", type)})},
                     {octets(kTable + "9.1", longest)});
        CHECK(outcome.lines.size() == 1);
    }
}
