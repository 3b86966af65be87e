#include "samples/packed_samples.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

using namespace snmpolld;
using namespace snmpolld::samples;
using Labels = std::vector<format::LabelView>;

namespace {

std::string textOf(std::span<const format::LabelView> labels) {
    std::string out;
    for (const auto& [name, value] : labels)
        out.append(name).append("=").append(value).append(";");
    return out;
}

}  // namespace

TEST_CASE("samples come back as they were packed, range by range") {
    const std::string octets("\0\xff\n\"", 4);
    SamplePacker packer(Labels{{"host", "sw1"}});
    packer.add(Labels{{"ifIndex", "1"}, {"ifAlias", octets}}, 0.1);
    packer.add(Labels{}, -std::numeric_limits<double>::infinity());
    const uint32_t middle = packer.position();
    packer.add(Labels{{"ifIndex", "1"}}, std::nan(""));
    const std::string packed = packer.finish();
    PackedSamples samples(packed);
    CHECK(textOf(samples.targetLabels()) == "host=sw1;");
    CHECK_FALSE(samples.next());
    samples.read(0, middle);
    REQUIRE(samples.next());
    CHECK(textOf(samples.labels()) == "ifIndex=1;ifAlias=" + octets + ";");
    CHECK(samples.value() == 0.1);
    REQUIRE(samples.next());
    CHECK(samples.labels().empty());
    CHECK(samples.value() == -std::numeric_limits<double>::infinity());
    CHECK_FALSE(samples.next());
    samples.read(middle, packer.position());
    REQUIRE(samples.next());
    CHECK(textOf(samples.labels()) == "ifIndex=1;");
    CHECK(std::isnan(samples.value()));
    CHECK_FALSE(samples.next());
}

TEST_CASE("labels that many samples share are kept once") {
    const std::string alias(1000, 'a');
    SamplePacker packer(Labels{{"host", "sw1"}});
    for (int column = 0; column < 100; ++column)
        for (const std::string row : {"1", "2", "3"})
            packer.add(Labels{{"ifIndex", row}, {"ifAlias", alias}}, column);
    CHECK(packer.finish().size() < 3 * 1030 + 300 * 10 + 20);
}

TEST_CASE("nothing is read of what was never packed") {
    PackedSamples samples("");
    CHECK(samples.targetLabels().empty());
    samples.read(0, 0);
    CHECK_FALSE(samples.next());
}
