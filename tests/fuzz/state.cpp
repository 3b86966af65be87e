// The state file, which anybody may have written. What is read of it can be written, and is read again as it was.
#include "fuzz.hpp"
#include "unit/supervisor/state_samples.hpp"

namespace {

using namespace snmpolld;
using namespace snmpolld::supervisor;
using fuzz::mustHold;

}  // namespace

std::vector<std::string> snmpolld::fuzz::seeds() {
    const KeptHost all = keptHost("sw1", everythingLearned());
    const KeptHost some = keptHost("192.0.2.1:1161", {.round_trip = {std::chrono::milliseconds(5), {}}});
    return {stateOf({}), stateOf({all}), stateOf({all, some, keptHost("sw3", {.max_answer_varbinds = 7})})};
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const auto hosts = parseState("state", {reinterpret_cast<const char*>(data), size}, kNow);
    if (!hosts) {
        mustHold(hosts.error().message.starts_with("state:"), "a refusal names its line");
        return 0;
    }
    const auto again = parseState("state", stateOf(*hosts), kNow);
    mustHold(again.has_value() && again->size() == hosts->size(), "what was read can be written");
    for (size_t i = 0; i < hosts->size(); ++i) {
        mustHold((*again)[i].host == (*hosts)[i].host, "a host keeps its name");
        mustHold((*again)[i].learned == (*hosts)[i].learned, "what was learned stays");
    }
    return 0;
}
