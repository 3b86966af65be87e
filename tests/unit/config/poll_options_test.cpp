#include "config/poll_options.hpp"

#include <doctest/doctest.h>

#include "config/expand.hpp"
#include "config/load.hpp"

using namespace snmpolld;
using namespace std::chrono_literals;
using model::GivenSettings;
using model::Quirks;

namespace {

GivenSettings united(GivenSettings first, const GivenSettings& second) {
    config::unite(first, second);
    return first;
}

}  // namespace

TEST_CASE("the defaults in the schema are those of the program") {
    GivenSettings in_schema;
    for (const config::Option& option : config::optionsOf("defaults"))
        if (option.key == "quirks" || option.key == "source") {
            CHECK(option.fallback.empty());
        } else if (option.key != "auth" && option.key != "modules") {
            CAPTURE(option.key);
            CHECK(config::giveSetting(option.key, std::string(option.fallback), in_schema));
        }
    in_schema.quirks = model::Quirks();
    in_schema.source = "";
    CHECK(in_schema == config::givenOf(model::PollSettings{}));
}

TEST_CASE("every setting of a poll is an option of targets or of modules") {
    const model::PollSettings settings;
    model::forEachSetting(
        [](const model::Setting& setting, const auto&) {
            CAPTURE(setting.key);
            CHECK((config::findOption("targets", setting.key) || config::findOption("modules", setting.key)));
        },
        settings);
}

TEST_CASE("of several modules the value counts that suits all of them") {
    CHECK(united({.timeout = 2s, .retries = 1}, {.timeout = 1s, .retries = 3}) ==
          GivenSettings{.timeout = 2s, .retries = 3});
    CHECK(united({.max_rows = 5, .max_repetitions = 5, .max_oids = 9}, {.max_rows = 7, .max_repetitions = 7}) ==
          GivenSettings{.max_rows = 7, .max_repetitions = 5, .max_oids = 9});
    CHECK(united({.max_oids = 9, .rates = true}, {.max_oids = 4, .rates = false}) ==
          GivenSettings{.max_oids = 4, .rates = true});
    CHECK(united({.pdu_gap = 20ms, .max_message_size = 1472}, {.pdu_gap = 50ms, .max_message_size = 2048}) ==
          GivenSettings{.pdu_gap = 50ms, .max_message_size = 1472});
}

TEST_CASE("a poll has the quirks of the defaults, of all its modules and of its target") {
    using enum model::Quirk;
    CHECK(united({.quirks = Quirks{any_source}}, {.quirks = Quirks{any_community}}).quirks ==
          Quirks{any_source, any_community});
    config::Config config = config::builtIn();
    config.defaults.quirks = {short_request_ids};
    config.modules["a"] = {.get = {{1, 3, 1}}, .settings = {.quirks = Quirks{any_source}}};
    CHECK((*config::moduleSet(config, {"a"}, {.quirks = Quirks{any_community}}))->requests.quirks ==
          Quirks{short_request_ids, any_source, any_community});
    CHECK((*config::moduleSet(config, {"a"}, {.quirks = Quirks()}))->requests.quirks ==
          Quirks{short_request_ids, any_source});
    CHECK((*config::moduleSet(config, {"system"}))->requests.quirks == Quirks{short_request_ids});
}

TEST_CASE("quirks are given as words between commas, a source as an address or the name of an interface") {
    GivenSettings given;
    CHECK(config::giveSetting("quirks", "any_source,short_request_ids", given));
    CHECK(given.quirks == Quirks{model::Quirk::short_request_ids, model::Quirk::any_source});
    CHECK(
        config::giveSetting("quirks", "any_source,any_comunity", given).error().message ==
        "\"any_comunity\" is not short_request_ids, any_community, any_source or unauthenticated_reports; did you mean "
        "any_community?");
    for (const char* good : {"192.0.2.1", "2001:db8::1", "eth0.100", "eth9", ""}) {
        CHECK(config::giveSetting("source", good, given));
        CHECK(given.source == good);
    }
    for (const char* bad : {"a/b", "eth 0", "eth0:1", "a_name_of_16_chr", "192.0.2.1:161", ".."})
        CHECK(config::giveSetting("source", bad, given).error().message ==
              "\"" + std::string(bad) + "\" is neither an IP address nor the name of a network interface");
}

TEST_CASE("a setting is given as text within the bounds of the config file") {
    GivenSettings given;
    CHECK(config::giveSetting("max_oids", "12", given));
    CHECK(given.max_oids == 12);
    CHECK(config::giveSetting("deadline", "auto", given));
    CHECK(given.deadline == 0s);
    CHECK(config::giveSetting("gap", "1500ms", given));
    CHECK(given.gap == 1500ms);
    CHECK(config::giveSetting("max_oids", "61", given).error().message == "\"61\" is not between 1 and 60, nor auto");
    CHECK(given.max_oids == 12);
}

TEST_CASE("a target's max_oids wins over its modules', theirs over the defaults'") {
    config::Config config = config::builtIn();
    config.defaults.max_oids = 30;
    config.modules["a"] = {.get = {{1, 3, 1}}, .settings = {.max_oids = 10}};
    CHECK((*config::moduleSet(config, {"a"}, {.max_oids = 3}))->requests.max_oids == 3);
    CHECK((*config::moduleSet(config, {"a"}))->requests.max_oids == 10);
    CHECK((*config::moduleSet(config, {"system"}))->requests.max_oids == 30);
}
