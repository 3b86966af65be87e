// A worker that somebody has taken over: it starts as a worker does and closes the same sandbox behind itself.
//   taken_over NAME VICTIM FOLDER [free]   makes that attack (attack.hpp); "free": without the sandbox, to see whether
//                                          the attack is one. Exit status 0: it succeeded, 1: the system refused.
// In the worker's place, without arguments, it says Ready, waits for a task, and then makes the attack that the file
// `attack` beside it names: one of flood_*, lie_* (misbehaviour.hpp), or one of attack.hpp against its supervisor.
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "attack.hpp"
#include "misbehaviour.hpp"
#include "snmp/engine.hpp"
#include "sandbox/sandbox.hpp"

namespace {

using namespace snmpolld;
using namespace snmpolld::takeover;

constexpr int kRefused = 1;
constexpr int kNoSuchAttack = 2;
constexpr int kNoSandbox = 3;

const Attack* attackNamed(std::string_view name) {
    const Attack* found = nullptr;
    forEachAttack([&](const Attack& attack) {
        if (attack.name == name) found = &attack;
    });
    return found;
}

bool becomeWorker() {
    std::signal(SIGPIPE, SIG_IGN);
    snmp::initLibrary([](std::string_view) {});
    return snmp::Engine::create().has_value() && sandbox::enter(sandbox::Kind::worker).has_value();
}

int attackOnce(std::string_view name, const Aim& aim, bool is_free) {
    const Attack* attack = attackNamed(name);
    if (attack == nullptr) return kNoSuchAttack;
    if (!is_free && !becomeWorker()) return kNoSandbox;
    return attack->succeeds(aim) ? 0 : kRefused;
}

std::string orders() {
    std::ifstream file(std::filesystem::read_symlink("/proc/self/exe").replace_filename("attack"));
    std::string name;
    std::getline(file, name);
    return name;
}

// What became of the attack is said over the channel.
void attackSupervisor(const Attack& attack, ipc::Channel& channel, const Aim& aim) {
    const bool done = attack.succeeds(aim);
    const std::string how = done ? " succeeded" : std::string(" was refused: ") + std::strerror(errno);
    channel.queue(ipc::LogLine{std::string(attack.name) + how});
    static_cast<void>(channel.flush());
}

int inAWorkersPlace() {
    const std::string name = orders();
    const Aim aim{.victim = ::getppid(), .folder = "/tmp"};
    if (!becomeWorker()) return kNoSandbox;
    ipc::Channel channel{UniqueFd(kChannel)};
    const uint64_t task = sayReadyAndTakeTask(channel);
    if (const Attack* attack = attackNamed(name))
        attackSupervisor(*attack, channel, aim);
    else if (!misbehave(name, channel, task))
        return kNoSuchAttack;
    while (channel.receive([](std::span<const std::byte>) -> Result<void> { return {}; }).value_or(false)) {
    }
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 4) return inAWorkersPlace();
    const Aim aim{.victim = std::atoi(argv[2]), .folder = argv[3]};
    std::_Exit(attackOnce(argv[1], aim, argc > 4));
}
