// Names of metrics in configs: which are known, where they may be used, and that dumps do without them.
#include "names/metric_names.hpp"

#include "config/dump.hpp"
#include "config/expand.hpp"
#include "folder.hpp"
#include "names/name_catalog.hpp"

using namespace snmpolld;
using namespace snmpolld::test;
using model::Oid;

namespace {

constexpr const char* kFile =
    "modules:\n"
    "  oven:\n"
    "    get: [ovenDoor.0]\n"
    "    walk: [ovenHeat]\n"
    "    metrics:\n"
    "    - name: ovenHeat\n"
    "      oid: 1.3.6.1.4.1.99999.2.1.4\n"
    "      type: gauge\n"
    "      indexes: [{labelname: shelf, type: gauge}]\n"
    "      lookups: [{labels: [shelf], labelname: ovenLabel, oid: ovenLabel, type: DisplayString}]\n"
    "    - {name: ovenDoor, oid: 1.3.6.1.4.1.99999.3, type: gauge}\n"
    "    - {name: ovenLabel, oid: 1.3.6.1.4.1.99999.2.1.5, type: DisplayString}\n"
    "  stove:\n"
    "    walk: [1.3.6.1.4.1.88888]\n"
    "    metrics: [{name: flame, oid: 1.3.6.1.4.1.88888.1, type: gauge}]\n";

std::string nameIn(const config::Config& config, std::string_view oid) {
    return config.names->nameOf(*Oid::parse(oid)).value_or("none");
}

config::Config loaded(const Folder& folder, const std::string& content) {
    auto config = folder.load(content);
    REQUIRE_MESSAGE(config.has_value(), config.error().message);
    return std::move(*config);
}

std::string message(const Folder& folder, const std::string& content) {
    const auto config = folder.load(content);
    REQUIRE_FALSE(config.has_value());
    return config.error().message.substr(config.error().message.rfind('/') + 1);
}

}  // namespace

TEST_CASE("metrics of the modules that are named give names, those of others do not") {
    const Folder folder;
    const auto config = folder.loadFile(kFile, "oven");
    REQUIRE_MESSAGE(config.has_value(), config.error().message);
    const config::Module& oven = config->modules.at("oven");
    CHECK(oven.get == std::vector<Oid>{{1, 3, 6, 1, 4, 1, 99999, 3, 0}});
    CHECK(oven.walk == std::vector<Oid>{{1, 3, 6, 1, 4, 1, 99999, 2, 1, 4}});
    CHECK(oven.metrics->metrics[0].lookups[0].oid == Oid{1, 3, 6, 1, 4, 1, 99999, 2, 1, 5});
    CHECK(nameIn(*config, "1.3.6.1.4.1.99999.2.1.4.3") == "ovenHeat.3");
    CHECK(nameIn(*config, "1.3.6.1.4.1.88888.1.0") == "none");
    CHECK(config->names->hasMetricsOf("system"));
    REQUIRE(config::moduleSet(*config, {"stove"}).has_value());
    CHECK(nameIn(*config, "1.3.6.1.4.1.88888.1.0") == "flame.0");
    const auto other = folder.loadFile(kFile, "stove");
    REQUIRE(other.has_value());
    CHECK(nameIn(*other, "1.3.6.1.4.1.99999.2.1.4.3") == "none");
    CHECK(nameIn(*config, "1.3.6.1.4.1.99999.2.1.4.3") == "ovenHeat.3");
    CHECK(other->library->checkAll(*other->names).empty());
    CHECK(nameIn(*other, "1.3.6.1.4.1.99999.2.1.4.3") == "none");
}

TEST_CASE("a file that is read as a whole gives the names of what is named, too") {
    const Folder folder;
    const auto flow = folder.loadFile(
        "{modules: {oven: {walk: [ovenHeat],\n metrics: [{name: ovenHeat, oid: 1.3.6.1.4.1.99999.2, type: gauge}]},\n"
        "stove: {walk: [1.3.6.1.4.1.88888], metrics: [{name: flame, oid: 1.3.6.1.4.1.88888.1, type: gauge}]}}}\n",
        "oven");
    REQUIRE_MESSAGE(flow.has_value(), flow.error().message);
    CHECK(nameIn(*flow, "1.3.6.1.4.1.99999.2.3") == "ovenHeat.3");
    CHECK(nameIn(*flow, "1.3.6.1.4.1.88888.1.0") == "none");
}

TEST_CASE("the config's own modules use each other's names and those of module files, in any order") {
    const Folder folder;
    folder.write("m.yml", kFile);
    const std::string text =
        "modules_files: [m.yml]\n"
        "targets: [{host: sw1, modules: [first, oven]}]\n"
        "modules:\n"
        "  first:\n"
        "    get: [ovenDoor.0, secondMetric.0]\n"
        "    walk: [\"oven::ovenHeat\"]\n"
        "    filters: {dynamic: [{oid: ovenLabel, targets: [ovenHeat], values: [left]}]}\n"
        "  second: {get: [secondMetric.0], metrics: [{name: secondMetric, oid: 1.3.6.1.4.1.77777.1, type: gauge}]}\n";
    const auto config = loaded(folder, text);
    const config::Module& first = config.modules.at("first");
    CHECK(first.get == std::vector<Oid>{{1, 3, 6, 1, 4, 1, 99999, 3, 0}, {1, 3, 6, 1, 4, 1, 77777, 1, 0}});
    CHECK(first.walk == std::vector<Oid>{{1, 3, 6, 1, 4, 1, 99999, 2, 1, 4}});
    CHECK(first.filters.by_value.at(0).oid == Oid{1, 3, 6, 1, 4, 1, 99999, 2, 1, 5});
    const auto again = loaded(folder, config::dump(config));
    CHECK(again.modules.at("first").get == first.get);
    CHECK(again.modules.at("second").metrics->metrics[0].oid == Oid{1, 3, 6, 1, 4, 1, 77777, 1});
    CHECK(nameIn(again, "1.3.6.1.4.1.77777.1.0") == "secondMetric.0");
}

TEST_CASE("a built-in name stays what it is, whatever metrics are called") {
    const Folder folder;
    const auto config = loaded(folder,
                               "targets: [{host: sw1, modules: [m]}]\n"
                               "modules:\n"
                               "  m:\n"
                               "    walk: [ifDescr]\n"
                               "    metrics: [{name: ifDescr, oid: 1.3.6.1.4.1.99999.2, type: gauge}]\n");
    CHECK(config.modules.at("m").walk == std::vector<Oid>{{1, 3, 6, 1, 2, 1, 2, 2, 1, 2}});
}

TEST_CASE("a name of a metric that is nowhere, or in two modules, is refused with its place") {
    const Folder folder;
    CHECK(message(folder, "modules: {m: {walk: [ovenHeat]}}") ==
          "main.yaml:1:22: \"ovenHeat\" is not a known name; numeric OIDs always work");
    const std::string two =
        "modules:\n"
        "  a: {walk: [1.3.6.1.4.1.1], metrics: [{name: heat, oid: 1.3.6.1.4.1.1.1, type: gauge}]}\n"
        "  b: {walk: [heat], metrics: [{name: heat, oid: 1.3.6.1.4.1.2.1, type: gauge}]}\n";
    CHECK(loaded(folder, two).modules.at("b").walk == std::vector<Oid>{{1, 3, 6, 1, 4, 1, 2, 1}});
    CHECK(message(folder, two + "  c: {walk: [heat]}\n") ==
          "main.yaml:4:14: \"heat\" is ambiguous: a::heat (1.3.6.1.4.1.1.1), b::heat (1.3.6.1.4.1.2.1)");
}
