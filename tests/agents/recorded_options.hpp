// The command line of recorded_agent. Options hold for the recordings that are named after them, so that one program
// serves good and bad devices side by side.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "behaviour.hpp"
#include "recording.hpp"
#include "trouble.hpp"
#include "usm.hpp"

namespace snmpolld::agents {

struct RecordedSource {
    std::string path;     // empty: generated
    size_t generate = 0;  // rows
    RecordingOptions recording;
    Trouble trouble;
};

struct RecordedOptions {
    uint16_t port = 0;
    RawAddress first{};
    std::string community;
    std::shared_ptr<const UsmUser> user;
    unsigned seed = 1;
    std::vector<RecordedSource> sources;
};

// Prints what is wrong and ends the program.
[[noreturn]] void refuse(const std::string& what);
RecordedOptions readOptions(int argc, char** argv);

}  // namespace snmpolld::agents
