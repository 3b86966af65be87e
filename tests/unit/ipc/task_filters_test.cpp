// Filters of a module set on the wire.
#include <doctest/doctest.h>

#include "ipc/limits.hpp"
#include "ipc/worker_codec.hpp"
#include "samples.hpp"

using namespace snmpolld;
using namespace snmpolld::ipc;
using model::ModuleSet;

namespace {

template <typename Change>
model::PollTask changedTask(Change change) {
    model::PollTask task = sampleTask();
    auto set = std::make_shared<ModuleSet>(*task.module_set);
    set->modules.clear();
    change(*set);
    task.module_set = set;
    return task;
}

}  // namespace

TEST_CASE("filters come back as they were, and impossible ones are refused") {
    const auto refuses = [](auto change) {
        return !TaskDecoder().decode(payload(encoded(changedTask(change)))).has_value();
    };
    const auto back = TaskDecoder().decode(payload(encoded(sampleTask()))).value().module_set;
    CHECK(back->filters == sampleTask().module_set->filters);
    CHECK(back->filtered == sampleTask().module_set->filtered);
    CHECK(back->requests == sampleTask().module_set->requests);
    CHECK_FALSE(refuses([](ModuleSet& set) { set.filters[0].values = {std::string(kMaxText, 'x')}; }));
    CHECK(refuses([](ModuleSet& set) { set.filters[0].values = {std::string(kMaxText + 1, 'x')}; }));
    CHECK(refuses([](ModuleSet& set) { set.filters[0].values.assign(kMaxFilters, "x"); }));
    CHECK(refuses([](ModuleSet& set) { set.filters.assign(kMaxFilters + 1, {model::Oid{1}, {}}); }));
    CHECK(refuses([](ModuleSet& set) { set.filters[1].column.clear(); }));
    CHECK(refuses([](ModuleSet& set) { set.filters[1].column = model::Oid(std::vector<uint32_t>(129, 1)); }));
    CHECK(refuses([](ModuleSet& set) { set.filtered[0].filters = {2}; }));
    CHECK(refuses([](ModuleSet& set) { set.filtered[0].filters.clear(); }));
    CHECK(refuses([](ModuleSet& set) { set.filtered[0].column.clear(); }));
    CHECK(refuses([](ModuleSet& set) { set.filtered.assign(kMaxFilters + 1, {model::Oid{1}, {0}, true}); }));
    CHECK(refuses([](ModuleSet& set) { set.filters.clear(); }));
}
