// Targets for unit tests.
#pragma once

#include <memory>
#include <string>

#include "model/target.hpp"

namespace snmpolld::test {

inline model::Target target(const std::string& name) {
    model::Target target;
    target.host = name;
    target.node = name;
    target.credentials = std::make_shared<const model::Credentials>();
    target.module_set = std::make_shared<const model::ModuleSet>();
    return target;
}

}  // namespace snmpolld::test
