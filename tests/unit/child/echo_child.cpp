// A child of the supervisor that does what its name (argv[0]) says:
//   echo       says that it is ready, sends each frame back, and "farewell" at the end of its channel
//   crash, exit, hang, garbage    as echo, but at its first frame it aborts, exits with 3, stops to react, says
//   nonsense mute       never says that it is ready, and does not react to the end of its channel early      sends a
//   frame before it says that it is ready twice      says twice that it is ready old        speaks an earlier version
//   of the protocol babble     says nonsense before anything else
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <string_view>

#include "frames.hpp"
#include "ipc/channel.hpp"

namespace {

using namespace snmpolld;

constexpr std::string_view kNonsense = "this is no frame at all";

[[noreturn]] void hang() {
    while (true)
        ::pause();
}

void sayReady(ipc::Channel& channel, uint32_t version) {
    channel.queue(ipc::LogLine{"good morning"});
    channel.queue(ipc::Ready{.protocol = "echo", .version = version, .pid = ::getpid(), .details = "three ears"});
}

void act(std::string_view name, ipc::Channel& channel, std::span<const std::byte> frame) {
    if (name == "crash") std::abort();
    if (name == "exit") std::_Exit(3);
    if (name == "hang") hang();
    if (name == "garbage") channel.batch() += kNonsense;
    child::appendFrame(child::textOf(frame), channel.batch());
}

void begin(std::string_view name, ipc::Channel& channel) {
    if (name == "mute") hang();
    if (name == "early") child::appendFrame("too early", channel.batch());
    if (name == "babble") channel.batch() += kNonsense;
    sayReady(channel, name == "old" ? 1 : 2);
    if (name == "twice") sayReady(channel, 2);
}

}  // namespace

int main(int, char** argv) {
    const std::string_view name = argv[0];
    std::signal(SIGPIPE, SIG_IGN);
    ipc::Channel channel{UniqueFd(3)};
    begin(name, channel);
    const auto echo = [&](std::span<const std::byte> frame) -> Result<void> {
        act(name, channel, frame);
        return {};
    };
    while (channel.flush()) {
        const auto open = channel.receive(echo);
        if (!open) return 70;
        if (!*open) break;
    }
    child::appendFrame("farewell", channel.batch());
    static_cast<void>(channel.flush());
    return 0;
}
