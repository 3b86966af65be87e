#include "samples/sample_packer.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

using namespace snmpolld;
using namespace snmpolld::samples;
using Labels = std::vector<format::LabelView>;

TEST_CASE("samples come back as they were packed, range by range, with their labels as text") {
    const std::string octets("\xff\n\"", 3);
    const Labels target{{"host", "sw1"}};
    SamplePacker packer(target);
    packer.begin({.name = "a"});
    packer.add(Labels{{"ifIndex", "1"}, {"ifAlias", octets}}, 0.1);
    packer.add(Labels{}, -std::numeric_limits<double>::infinity());
    packer.begin({.name = "b"});
    packer.add(Labels{{"ifIndex", "1"}}, std::nan(""));
    const model::PackedSamples packed = packer.finish();
    REQUIRE(packed.families.size() == 2);
    CHECK(packed.count == 3);
    SampleReader samples(packed.octets);
    CHECK_FALSE(samples.next());
    samples.read(0, packed.families[0].end);
    REQUIRE(samples.next());
    CHECK(samples.labels() == "{host=\"sw1\",ifAlias=\"\xef\xbf\xbd\\n\\\"\",ifIndex=\"1\"}");
    CHECK(samples.value() == 0.1);
    REQUIRE(samples.next());
    CHECK(samples.labels() == "{host=\"sw1\"}");
    CHECK(samples.value() == -std::numeric_limits<double>::infinity());
    CHECK_FALSE(samples.next());
    samples.read(packed.families[0].end, packed.families[1].end);
    REQUIRE(samples.next());
    CHECK(samples.labels() == "{host=\"sw1\",ifIndex=\"1\"}");
    CHECK(std::isnan(samples.value()));
    CHECK_FALSE(samples.next());
}

TEST_CASE("labels that many samples share are kept once") {
    const std::string alias(1000, 'a');
    const Labels target{{"host", "sw1"}};
    SamplePacker packer(target);
    packer.begin({.name = "a"});
    for (int column = 0; column < 100; ++column)
        for (const std::string row : {"1", "2", "3"})
            packer.add(Labels{{"ifIndex", row}, {"ifAlias", alias}}, column);
    CHECK(packer.finish().octets.size() < 3 * 1060 + 300 * 10 + 20);
}

TEST_CASE("nothing is read of what was never packed, and never beyond it") {
    SampleReader nothing("");
    nothing.read(0, 100);
    CHECK_FALSE(nothing.next());
    for (const std::string octets : {std::string(200, '\xff'), std::string("\x05{}"), std::string("\x00\x01", 2),
                                     std::string("\x02{}\xff\xff\xff\xff\x0f") + std::string(8, 'x')}) {
        SampleReader reader(octets);
        for (const uint32_t begin : {0U, 1U, 5000U, ~0U})
            for (reader.read(begin, ~0U); reader.next();)
                CHECK(reader.labels().size() <= octets.size());
    }
}

TEST_CASE("text has one head for each family, in the style that is asked for") {
    SamplePacker packer({});
    packer.begin({.name = "a_total", .type = model::FamilyType::counter, .help = "Some \"a\"."});
    packer.add({}, 1);
    packer.begin({.name = "b", .type = model::FamilyType::counter, .help = "B."});
    packer.add({}, -0.0);
    packer.begin({.name = "h", .type = model::FamilyType::histogram, .help = "H.", .suffix = "_bucket"});
    packer.add(Labels{{"le", "+Inf"}}, 2);
    packer.begin({.name = "h", .type = model::FamilyType::histogram, .help = "H.", .suffix = "_count"});
    packer.add({}, 2);
    const model::PackedSamples packed = packer.finish();
    std::string prometheus, open_metrics;
    appendText(packed, format::TextStyle::prometheus, prometheus);
    appendText(packed, format::TextStyle::open_metrics, open_metrics);
    const std::string histogram = "# HELP h H.\n# TYPE h histogram\nh_bucket{le=\"+Inf\"} 2\nh_count 2\n";
    CHECK(prometheus ==
          "# HELP a_total Some \"a\".\n# TYPE a_total counter\na_total 1\n"
          "# HELP b B.\n# TYPE b counter\nb 0\n" +
              histogram);
    CHECK(open_metrics ==
          "# HELP a Some \\\"a\\\".\n# TYPE a counter\na_total 1\n"
          "# HELP b B.\n# TYPE b unknown\nb 0\n" +
              histogram);
}
