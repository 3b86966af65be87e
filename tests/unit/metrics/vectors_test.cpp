// Every type of a metric with values of every type: what snmp_exporter itself gives for them, and what is left out.
#include <algorithm>
#include <array>

#include "base/utf8.hpp"
#include "evaluating.hpp"

using namespace snmpolld;
using namespace snmpolld::metrics::testing;

namespace {

const std::string kCell = "1.3.6.1.4.1.9.1.5.2";
constexpr size_t kValues = 14;

std::array<Varbind, kValues> values() {
    const model::Oid at = oid(kCell);
    return {{integer(kCell, 3),
             integer(kCell, -1),
             gauge32(kCell, 4294967295U),
             counter64(kCell, (1ULL << 53) + 3),
             {at, Type::Float, static_cast<double>(1.1F)},
             {at, Type::Double, -2.5e-10},
             octets(kCell, ""),
             octets(kCell, "12.5 C"),
             octets(kCell,
                    "\x02\x1b\xff\xfe"
                    "A\x0f"),
             octets(kCell, "\x07\xe2\x08\x0f\x08\x01\x0f\x01+\x02\x1e"),
             {at, Type::IpAddress, std::string("\x0a\x01\x02\xff")},
             {at, Type::ObjectIdentifier, oid("1.3.6.1")},
             {at, Type::Null, {}},
             {at, Type::Opaque, std::string("ab")}}};
}

// Of the metric m{i="2"}: numbers, or its own label = number; "" is no sample. Where that is so snmp_exporter gives 0
// for numbers and words, an empty label for texts, and an error for the whole answer for Bits.
struct Row {
    std::vector<MetricType> types;
    std::array<std::string, kValues> expected;
};
const std::vector<Row> kRows{
    {{MetricType::gauge, MetricType::counter, MetricType::Float, MetricType::Double},
     {"3", "-1", "4.294967295e+09", "3", "1.100000023841858", "-2.5e-10", "", "", "", "", "", "", "", ""}},
    {{MetricType::DisplayString, MetricType::LldpPortId},
     {"3=1", "-1=1", "4294967295=1", "9007199254740995=1", "1.1=1", "-0.00000000025=1", "=1", "12.5 C=1",
      "\x02\x1b\xef\xbf\xbd"
      "A\x0f=1",
      "\x07\xef\xbf\xbd\x08\x0f\x08\x01\x0f\x01+\x02\x1e=1", "10.1.2.255=1", "1.3.6.1=1", "", "ab=1"}},
    {{MetricType::OctetString},
     {"3=1", "-1=1", "4294967295=1", "9007199254740995=1", "1.1=1", "-0.00000000025=1", "=1", "0x31322E352043=1",
      "0x021BFFFE410F=1", "0x07E2080F08010F012B021E=1", "10.1.2.255=1", "1.3.6.1=1", "", "0x6162=1"}},
    {{MetricType::PhysAddress48},
     {"3=1", "-1=1", "4294967295=1", "9007199254740995=1", "1.1=1", "-0.00000000025=1", "00:00:00:00:00:00=1",
      "31:32:2E:35:20:43=1", "02:1B:FF:FE:41:0F=1", "07:E2:08:0F:08:01=1", "10.1.2.255=1", "1.3.6.1=1", "",
      "61:62:00:00:00:00=1"}},
    {{MetricType::InetAddress, MetricType::InetAddressIPv4, MetricType::InetAddressMissingSize},
     {"3=1", "-1=1", "4294967295=1", "9007199254740995=1", "1.1=1", "-0.00000000025=1", "0.0.0.0=1", "49.50.46.53=1",
      "2.27.255.254=1", "7.226.8.15=1", "10.1.2.255=1", "1.3.6.1=1", "", "97.98.0.0=1"}},
    {{MetricType::InetAddressIPv6},
     {"3=1", "-1=1", "4294967295=1", "9007199254740995=1", "1.1=1", "-0.00000000025=1",
      "0000:0000:0000:0000:0000:0000:0000:0000=1", "3132:2E35:2043:0000:0000:0000:0000:0000=1",
      "021B:FFFE:410F:0000:0000:0000:0000:0000=1", "07E2:080F:0801:0F01:2B02:1E00:0000:0000=1", "10.1.2.255=1",
      "1.3.6.1=1", "", "6162:0000:0000:0000:0000:0000:0000:0000=1"}},
    {{MetricType::EnumAsInfo},
     {"three=1", "-1=1", "4294967295=1", "three=1", "one=1", "zero=1", "", "", "", "", "", "", "", ""}},
    {{MetricType::EnumAsStateSet},
     {"last=0 one=0 three=1 zero=0", "-1=1 last=0 one=0 three=0 zero=0", "4294967295=1 last=0 one=0 three=0 zero=0",
      "last=0 one=0 three=1 zero=0", "last=0 one=1 three=0 zero=0", "last=0 one=0 three=0 zero=1", "", "", "", "", "",
      "", "", ""}},
    {{MetricType::Bits},
     {"", "", "", "", "", "", "last=0 one=0 three=0 zero=0", "last=0 one=0 three=1 zero=0",
      "last=1 one=0 three=0 zero=0", "last=0 one=0 three=0 zero=0", "", "", "", "last=0 one=1 three=0 zero=0"}},
    {{MetricType::DateAndTime}, {"", "", "", "", "", "", "", "", "", "1.534311075e+09", "", "", "", ""}},
    {{MetricType::ParseDateAndTime},
     {"3", "-1", "4.294967295e+09", "9.007199254740996e+15", "", "", "", "", "", "", "", "", "", ""}},
    {{MetricType::NTPTimeStamp}, {"", "", "", "", "", "", "", "", "", "-2.076735089e+09", "", "", "", ""}},
};

std::string shown(const model::Sample& sample) {
    std::string text;
    for (const auto& [name, value] : sample.labels)
        if (name == "m") appendAsUtf8(text, value);
    if (sample.labels.size() > 1) text += '=';
    appendGeneral(text, sample.value);
    return text;
}

std::string outcomeOf(MetricType type, const Varbind& varbind) {
    MetricDefinition definition = metric("m", "1.3.6.1.4.1.9.1.5", type, {index("i")});
    definition.enum_values = {{0, "zero"}, {1, "one"}, {3, "three"}, {15, "last"}};
    definition.datetime_pattern = "%s";
    const metrics::Evaluator evaluator({definition});
    std::vector<model::Sample> samples;
    metrics::Counts counts;
    const std::vector<Varbind> varbinds{integer("1.3.6.1.4.1.9.1.4.2", 1), varbind};  // the type in front: IPv4, text
    evaluator.evaluate(varbinds, samples, counts);
    CHECK(counts.unfit == (samples.empty() ? 1 : 0));
    std::vector<std::string> all;
    std::transform(samples.begin(), samples.end(), std::back_inserter(all), shown);
    std::sort(all.begin(), all.end());
    std::string text;
    for (const std::string& one : all)
        text += (text.empty() ? "" : " ") + one;
    return text;
}

}  // namespace

TEST_CASE("each type of a metric with each type of a value") {
    size_t types = 0;
    for (const Row& row : kRows) {
        for (const MetricType type : row.types) {
            ++types;
            for (size_t i = 0; i < kValues; ++i) {
                CAPTURE(static_cast<int>(type));
                CAPTURE(i);
                CHECK(outcomeOf(type, values()[i]) == row.expected[i]);
            }
        }
    }
    CHECK(types == model::kMetricTypeCount);
}
