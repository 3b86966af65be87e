#include "config/module_file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>

#include "config/expand.hpp"
#include "config/load.hpp"
#include "config/metric_sections.hpp"
#include "folder.hpp"

namespace fs = std::filesystem;
using namespace snmpolld;
using namespace snmpolld::test;

namespace {

std::string messageOf(const Result<config::Config>& config) {
    REQUIRE_FALSE(config.has_value());
    const std::string& message = config.error().message;
    return message.substr(message.rfind('/') + 1);
}

std::string firstFault(const config::Config& config) {
    const auto faults = config.library->checkAll(*config.names);
    if (faults.empty()) return "";
    const std::string& message = faults.front().error.message;
    return message.substr(message.rfind("m.yml"));
}

constexpr const char* kTwo =
    "modules:\n"
    "  a:\n"
    "    walk: [1.3.6.1.2.1.2]\n"
    "    metrics:\n"
    "    - name: ifNumber\n"
    "      oid: 1.3.6.1.2.1.2.1\n"
    "      type: gauge\n"
    "  b:\n"
    "    walk: [1.3.6.1.2.1.4]\n"
    "    metrics: [{name: x, oid: 1.3.6.1.2.1.4.1, type: guage}]\n";

const fs::path kStock = fs::path(SNMPOLLD_SOURCE_DIR) / "../shared/snmp_exporter/snmp.yml";

bool stockIsAtHand() {
    if (fs::exists(kStock)) return true;
    MESSAGE("skipped: snmp_exporter's stock snmp.yml is not at hand");
    return false;
}

}  // namespace

TEST_CASE("every module of snmp_exporter's stock file loads") {
    if (!stockIsAtHand()) return;
    const auto file = config::ModuleFile::open(kStock, noEnvironment, {});
    REQUIRE_MESSAGE(file.has_value(), file.error().message);
    CHECK(file->blocks().size() == 53);
    REQUIRE(file->auths().size() == 2);
    CHECK(file->auths()[0].name == "public_v1");
    CHECK(file->auths()[0].credentials->version == model::Version::v1);
    size_t metrics = 0;
    for (const config::Block& block : file->blocks()) {
        const auto module = file->read(block, {});
        REQUIRE_MESSAGE(module.has_value(), module.error().message);
        CHECK(module->metrics->name == block.name);
        metrics += module->metrics->metrics.size();
    }
    CHECK(metrics == 4802);
}

TEST_CASE("the stock if_mib has its labels and its words") {
    if (!stockIsAtHand()) return;
    Folder folder;
    const auto config =
        folder.load("modules_files: [" + kStock.string() + "]\ntargets: [{host: sw1, modules: [if_mib]}]\n");
    REQUIRE_MESSAGE(config.has_value(), config.error().message);
    CHECK(config->modules.size() == 2);  // and the default's
    const auto set = config::moduleSet(*config, {"if_mib", "system", "if_mib"});
    REQUIRE(set.has_value());
    REQUIRE((*set)->metrics.size() >= 1);
    CHECK((*set)->metrics[0] == config->modules.at("if_mib").metrics);
    const auto& metrics = (*set)->metrics[0]->metrics;
    CHECK(metrics.size() == 39);
    const model::MetricDefinition& type = metrics[2];
    CHECK(type.name == "ifType");
    CHECK(config::metricTypeName(type.type) == "EnumAsInfo");
    CHECK(type.enum_values.at(6) == "ethernetCsmacd");
    REQUIRE(type.indexes.size() == 1);
    CHECK(type.indexes[0].label == "ifIndex");
    REQUIRE(type.lookups.size() == 3);
    CHECK(type.lookups[2].label == "ifName");
    CHECK(type.lookups[2].labels == std::vector<std::string>{"ifIndex"});
    CHECK(type.lookups[2].oid.toString() == "1.3.6.1.2.1.31.1.1.1.1");
}

TEST_CASE("a module of a file is read when it is named, and only then") {
    Folder folder;
    const auto config = folder.loadFile(kTwo, "a");
    REQUIRE_MESSAGE(config.has_value(), config.error().message);
    CHECK(config->modules.contains("a"));
    CHECK_FALSE(config->modules.contains("b"));
    CHECK(config->library->has("b"));
    CHECK(
        firstFault(*config) ==
        "m.yml:10:53: type: \"guage\" is not gauge, counter, Float, Double, DisplayString, OctetString, PhysAddress48, "
        "InetAddress, InetAddressIPv4, InetAddressIPv6, InetAddressMissingSize, EnumAsInfo, EnumAsStateSet, Bits, "
        "DateAndTime, ParseDateAndTime, NTPTimeStamp or LldpPortId; did you mean gauge?");
    CHECK(messageOf(folder.loadFile(kTwo, "a, b")).starts_with("m.yml:10:53: type: \"guage\" is not "));
}

TEST_CASE("a module can be asked for later, and is the same each time") {
    Folder folder;
    const auto config = folder.loadFile(kTwo);
    REQUIRE(config.has_value());
    const auto first = config::moduleSet(*config, {"a"});
    REQUIRE_MESSAGE(first.has_value(), first.error().message);
    const auto second = config::moduleSet(*config, {"a", "interfaces"});
    REQUIRE(second.has_value());
    CHECK((*first)->metrics[0] == (*second)->metrics[0]);
    CHECK_FALSE(config::moduleSet(*config, {"b"}).has_value());
    CHECK(config::moduleSet(*config, {"interface"}).error().message ==
          "no module \"interface\"; did you mean interfaces?");
}

TEST_CASE("what replaces a module file does not count before the config is read again") {
    Folder folder;
    const auto config = folder.loadFile(kTwo);
    REQUIRE(config.has_value());
    fs::rename(folder.write("new.yml", "modules:\n"), folder.write("m.yml", kTwo).parent_path() / "m.yml");
    const auto same = folder.loadFile(kTwo);
    REQUIRE(same.has_value());
    const fs::path file = folder.write("m.yml", std::string("# longer\n") + kTwo);
    const auto changed = config::moduleSet(*same, {"a"});
    REQUIRE_FALSE(changed.has_value());
    CHECK(changed.error().message == file.string() + " has changed since it was read; reload the config");
}

TEST_CASE("a module file that was replaced under its name is still the one that was read") {
    Folder folder;
    const auto config = folder.loadFile(kTwo);
    REQUIRE(config.has_value());
    const fs::path file = folder.write("new.yml", "modules:\n");
    fs::rename(file, file.parent_path() / "m.yml");
    CHECK(config::moduleSet(*config, {"a"}).has_value());
}

TEST_CASE("a broken module is left out when the file was named so, and only then") {
    Folder folder;
    folder.write("m.yml", kTwo);
    const auto with = [&](const std::string& file, const std::string& modules) {
        return folder.load("modules_files: [" + file + "]\ntargets: [{host: sw1, modules: [" + modules + "]}]\n");
    };
    const auto config = with("{path: m.yml, skip_broken: true}", "a, b");
    REQUIRE_MESSAGE(config.has_value(), config.error().message);
    CHECK(config->targets[0].modules == std::vector<std::string>{"a"});
    CHECK(config->library->checkAll(*config->names).at(0).skipped);
    const auto none = with("{path: m.yml, skip_broken: true}", "b");
    REQUIRE_FALSE(none.has_value());
    CHECK(none.error().message.find("main.yaml:2:18: no module is left to ask; b is left out: ") != std::string::npos);
    CHECK(messageOf(with("{path: m.yml}", "a, b")).starts_with("m.yml:10:53: type: "));
    CHECK(messageOf(with("m.yml", "b")).starts_with("m.yml:10:53: type: "));
}

TEST_CASE("a module whose metrics could never work is left out likewise") {
    const std::string text =
        "modules:\n"
        "  a:\n"
        "    walk: [1.3.6.1.2.1.2]\n"
        "    metrics:\n"
        "    - name: x\n"
        "      oid: 1.3.6.1.2.1.2.1\n"
        "      type: DisplayString\n"
        "      regex_extracts:\n"
        "        Y:\n"
        "        - regex: '\\Q('\n"
        "          value: $1\n";
    Folder folder;
    CHECK(messageOf(folder.loadFile(text, "a")).starts_with("m.yml:10:18: regex: missing ): "));
    folder.write("m.yml", text);
    const auto config = folder.load(
        "modules_files: [{path: m.yml, skip_broken: true}]\ntargets: [{host: sw1, modules: [a, system]}]\n");
    REQUIRE_MESSAGE(config.has_value(), config.error().message);
    CHECK(config->targets.front().modules == std::vector<std::string>{"system"});
    CHECK(config->library->checkAll(*config->names).size() == 1);
}

TEST_CASE("a file of another style has the same modules and the same lines in its errors") {
    Folder folder;
    const std::string flow =
        "{auths: {x: {community: c}},\n"
        " modules: {a: {walk: [1.3.6.1.2.1.2]},\n"
        "  b: {walk: [1.3.6], metrics: [{name: x, oid: 1.3.6.1, type: guage}]}}}\n";
    const auto config = folder.loadFile(flow, "a");
    REQUIRE_MESSAGE(config.has_value(), config.error().message);
    CHECK(config->auths.contains("x"));
    CHECK(firstFault(*config).starts_with("m.yml:3:62: type: \"guage\""));
    CHECK(messageOf(folder.loadFile(flow, "b")).starts_with("m.yml:3:62: type: \"guage\""));
    CHECK(folder.loadFile("modules:\n  a: &x {walk: [1.3.6]}\n  b: *x\n", "b").has_value());
}

TEST_CASE("what snmp_exporter takes and its generator never writes is taken") {
    Folder folder;
    const auto config = folder.loadFile(
        "version: 1\n"
        "modules:\n"
        "  a:\n"
        "    walk: [1.3.6.1.2.1.2]\n"
        "    metrics:\n"
        "    - {name: x, oid: 1.3.6.1.2.1.2.1, type: DisplayString, regex_extracts: {A: [{regex: '(.*)'}]}}\n"
        "    - name: y\n"
        "      oid: 1.3.6.1.2.1.2.2.1.5\n"
        "      type: gauge\n"
        "      indexes: [{labelname: i, type: Integer32}, {labelname: j, type: Integer}]\n"
        "      lookups: [{labels: [i], labelname: k, oid: 1.3.6.1.2.1.2.2.1.2}]\n",
        "a");
    REQUIRE_MESSAGE(config.has_value(), config.error().message);
    const auto& metrics = config->modules.at("a").metrics->metrics;
    CHECK(metrics[0].regex_extracts.at(0).tries.at(0).second == "$1");
    for (const model::MetricIndex& index : metrics[1].indexes)
        CHECK(index.type == model::MetricType::gauge);
    CHECK(metrics[1].lookups.at(0).type == model::MetricType::OctetString);
}

TEST_CASE("auths of a module file are taken unless the config has the name") {
    Folder folder;
    folder.write(
        "m.yml",
        "auths:\n"
        "  one: {community: public, security_level: noAuthNoPriv, auth_protocol: MD5, priv_protocol: DES, version: 1}\n"
        "  two: {community: theirs}\n"
        "  three: {version: 3, community: public, username: u, security_level: authNoPriv, password: passphrase,\n"
        "    auth_protocol: SHA, priv_protocol: DES, priv_password: \"\"}\n");
    const auto config = folder.load("modules_files: [m.yml]\nauths: {two: {community: ours}}\n");
    REQUIRE_MESSAGE(config.has_value(), config.error().message);
    CHECK(config->auths.at("one")->version == model::Version::v1);
    CHECK(config->auths.at("two")->community.reveal() == "ours");
    CHECK(config->auths.at("three")->password.reveal() == "passphrase");
    folder.write("n.yml", "auths:\n  two: {community: others}\n  one: {version: 1}\n");
    CHECK(folder.load("modules_files: ['[mn].yml']\nauths: {two: {community: ours}}\n").has_value());
    CHECK(messageOf(folder.load("modules_files: [m.yml, n.yml]\n")) == "m.yml:3:3");
}

TEST_CASE("variables are expanded in the auths of a module file and nowhere else") {
    Folder folder;
    const std::string text =
        "auths:\n  x:\n    community: ${COMMUNITY}\nmodules:\n  a:\n    walk: [1.3.6]\n    metrics:\n"
        "    - name: x\n      oid: 1.3.6.1\n      type: gauge\n      help: ${1} stays\n";
    const auto environment = [](const std::string& name) -> std::optional<std::string> {
        return name == "COMMUNITY" ? std::optional<std::string>("secret") : std::nullopt;
    };
    for (const std::string& content : {text, "# [\n" + text + "  b: &anchor {walk: [1.3]}\n"}) {
        const auto file = config::ModuleFile::open(folder.write("m.yml", content), environment, {});
        REQUIRE_MESSAGE(file.has_value(), file.error().message);
        CHECK(file->auths().at(0).credentials->community.reveal() == "secret");
        CHECK(file->read(file->blocks()[0], {})->metrics->metrics[0].help == "${1} stays");
    }
}

TEST_CASE("the same module twice, or an unknown key, is refused with its place") {
    Folder folder;
    CHECK(messageOf(folder.loadFile("modules:\n  a:\n    walk: [1.3.6]\n  a:\n    walk: [1.3.6]\n")) ==
          "m.yml:4:3: \"a\" is given twice, first in line 2");
    CHECK(messageOf(folder.loadFile("modules:\n  a:\n    walk: [1.3.6]\nmodules:\n")) ==
          "m.yml:4:1: \"modules\" is given twice, first in line 1");
    CHECK(messageOf(folder.loadFile("if_mib:\n  walk: [1.3.6]\n")) ==
          "m.yml:1:1: module \"if_mib\" stands at the top, as in an snmp.yml from before snmp_exporter 0.23; run its "
          "generator again, version 0.23 or later, or put the modules below modules: and their auths below auths:");
    CHECK(messageOf(folder.loadFile("modules: [a]\n")) == "m.yml:1:10: modules: a map is expected, not a list");
    CHECK(messageOf(folder.loadFile("- a\n")) ==
          "m.yml:1:1: a module file is a map with auths and modules, not a list");
    folder.write("n.yml", "modules:\n  a:\n    walk: [1.3.6]\n");
    CHECK(messageOf(folder.load("modules_files: [n.yml, m.yml, '*.yml']\n")).starts_with("m.yml:1:1:"));
    folder.write("m.yml", "modules:\n  b:\n    walk: [1.3.6]\n  a:\n    walk: [1.3.6]\n");
    CHECK(messageOf(folder.load("modules_files: [n.yml, m.yml]\n")) == "n.yml:2:3");
}

TEST_CASE("hostile module files end in an error or in modules, and quickly") {
    Folder folder;
    const std::string head =
        "modules:\n  a:\n    walk: [1.3.6]\n    metrics:\n    - {name: x, oid: 1.3, type: gauge, help: ";
    const auto long_line = folder.loadFile(head + std::string(2 << 20, 'h') + "}\n", "a");
    REQUIRE_MESSAGE(long_line.has_value(), long_line.error().message);
    CHECK(long_line->modules.at("a").metrics->metrics[0].help.size() == 2 << 20);
    CHECK_FALSE(folder.loadFile(head + std::string(100'000, '[') + std::string(100'000, ']') + "}\n", "a").has_value());
    CHECK_FALSE(folder.loadFile(head + std::string(100'000, '[') + "\n", "a").has_value());
    std::string deep = "modules:\n  a:\n";
    for (size_t depth = 4; depth < 2000; ++depth)
        deep += std::string(depth, ' ') + "k:\n";
    CHECK_FALSE(folder.loadFile(deep, "a").has_value());
    CHECK_FALSE(folder.loadFile("modules:\n\ta:\n\t\twalk: [1.3.6]\n", "a").has_value());
    CHECK_FALSE(folder.loadFile(std::string("modules:\n  a:\n    walk: [1.3.6]\0]\n", 34), "a").has_value());
    CHECK_FALSE(folder.loadFile("modules:\n  a: &a\n    walk: *a\n", "a").has_value());
    std::string bomb = "modules:\n  a:\n    metrics: &x0 [1,1,1,1,1,1,1,1,1,1]\n";
    for (int i = 1; i < 10; ++i)
        bomb += "  m" + std::to_string(i) + ": &x" + std::to_string(i) + " [*x" + std::to_string(i - 1) + ",*x" +
                std::to_string(i - 1) + ",*x" + std::to_string(i - 1) + ",*x" + std::to_string(i - 1) + "]\n";
    CHECK_FALSE(folder.loadFile(bomb, "a").has_value());
}

TEST_CASE("line ends of DOS, a byte order mark and aliases load") {
    Folder folder;
    for (const char* text :
         {"modules:\r\n  a:\r\n    walk:\r\n    - 1.3.6\r\n", "\xef\xbb\xbfmodules:\n  a:\n    walk: [1.3.6]\n",
          "\xef\xbb\xbf{modules: {a: {walk: [1.3.6]}}}\n",
          "modules:\n  a:\n    walk: &w [1.3.6.1.9.1]\n    get: *w\n"}) {
        const auto config = folder.loadFile(text, "a");
        REQUIRE_MESSAGE(config.has_value(), config.error().message);
        CHECK(config->modules.at("a").walk.size() == 1);
    }
}

TEST_CASE("a file without modules, or with nothing at all, is no fault") {
    Folder folder;
    for (const char* text : {"", "# nothing\n", "modules:\n", "auths:\nmodules:\n", "{}\n", "modules: {}\n"})
        CHECK_MESSAGE(folder.loadFile(text).has_value(), text);
}

TEST_CASE("a target's own timeout and retries win over its modules', and theirs over the defaults") {
    Folder folder;
    folder.write("m.yml",
                 "modules:\n  a:\n    walk: [1.3.6]\n    timeout: 1m30s\n    retries: 7\n  b:\n    walk: [1.3.6]\n"
                 "    timeout: 20s\n  c:\n    walk: [1.3.6]\n");
    const auto config = folder.load(
        "modules_files: [m.yml]\ndefaults: {timeout: 3s, retries: 1}\ntargets:\n  - {host: h1, modules: [a, b, c]}\n"
        "  - {host: h2, modules: [b]}\n  - {host: h3, modules: [c]}\n  - {host: h4, modules: [a], timeout: 1s}\n"
        "  - {host: h5, modules: [a], retries: 0}\n  - h6\n");
    REQUIRE_MESSAGE(config.has_value(), config.error().message);
    std::vector<std::pair<Duration, int>> timing;
    for (const config::TargetEntry& entry : config->targets)
        timing.emplace_back(entry.timeout, entry.retries);
    using namespace std::chrono_literals;
    CHECK(timing == std::vector<std::pair<Duration, int>>{{90s, 7}, {20s, 1}, {3s, 1}, {1s, 7}, {90s, 0}, {3s, 1}});
    CHECK(config::moduleSettings(*config, {"c"})->timeout == std::nullopt);
}

TEST_CASE("filters are kept as they are written") {
    Folder folder;
    const auto config = folder.loadFile(
        "modules:\n  a:\n    walk: [1.3.6]\n    filters:\n    - oid: 1.3.6.1.2.1.2.2.1.7\n      targets: "
        "[1.3.6.1.2.1.2.2.1.2]\n"
        "      values: ['1', 'u.*']\n  b:\n    walk: [1.3.6]\n    filters:\n      static:\n      - targets: "
        "[ifInOctets]\n"
        "        indices: ['2', 10.0.0.1]\n",
        "a, b");
    REQUIRE_MESSAGE(config.has_value(), config.error().message);
    const config::Filters& by_value = config->modules.at("a").filters;
    REQUIRE(by_value.by_value.size() == 1);
    CHECK(by_value.by_value[0].oid.toString() == "1.3.6.1.2.1.2.2.1.7");
    CHECK(by_value.by_value[0].values == std::vector<std::string>{"1", "u.*"});
    const config::Filters& by_index = config->modules.at("b").filters;
    REQUIRE(by_index.by_index.size() == 1);
    CHECK(by_index.by_index[0].indices == std::vector<std::string>{"2", "10.0.0.1"});
}
