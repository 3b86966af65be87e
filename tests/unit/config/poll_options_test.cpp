#include "config/poll_options.hpp"

#include <doctest/doctest.h>

#include "config/expand.hpp"
#include "config/load.hpp"

using namespace snmpolld;
using namespace std::chrono_literals;
using model::GivenSettings;

namespace {

GivenSettings united(GivenSettings first, const GivenSettings& second) {
    config::unite(first, second);
    return first;
}

}  // namespace

TEST_CASE("the defaults in the schema are those of the program") {
    GivenSettings in_schema;
    for (const config::Option& option : config::optionsOf("defaults"))
        if (option.key != "auth" && option.key != "modules") {
            CAPTURE(option.key);
            CHECK(config::giveSetting(option.key, std::string(option.fallback), in_schema));
        }
    in_schema.any_source = false;
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
    CHECK(united({.max_oids = 9, .any_source = true, .rates = false}, {.max_oids = 4, .any_source = false}) ==
          GivenSettings{.max_oids = 4, .any_source = true, .rates = false});
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
