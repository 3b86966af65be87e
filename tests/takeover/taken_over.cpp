// A child that somebody has taken over: it starts as a worker or an HTTP server does and closes the same sandbox behind
// itself.
//   taken_over NAME VICTIM FOLDER [free|http|thread]   makes that attack (attack.hpp) in the sandbox of a worker;
//   "free": without
//       a sandbox, to see whether the attack is one; "http": in that of an HTTP server; "thread": in a
//       thread of it. Exit status 0: it succeeded, 1:
//       the system refused.
// In the worker's place, without arguments, it says Ready, waits for a task, and then makes the attack that the file
// `attack` beside it names: one of flood_*, lie_*, keys_* (misbehaviour.hpp), or one of attack.hpp against its
// supervisor. In the HTTP server's place (argv[0] is snmpolld-http) it waits for nothing.
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <latch>
#include <thread>

#include "attack.hpp"
#include "misbehaviour.hpp"
#include "sandbox/sandbox.hpp"
#include "snmp/engine.hpp"

namespace {

using namespace snmpolld;
using namespace snmpolld::takeover;

constexpr int kRefused = 1;
constexpr int kNoSuchAttack = 2;
constexpr int kNoSandbox = 3;

const Attack* attackNamed(std::string_view name) {
    const Attack* found = nullptr;
    const auto compare = [&](const Attack& attack) {
        if (attack.name == name) found = &attack;
    };
    forEachAttack(compare);
    for (const Attack& attack : attacksOfHttpServers())
        compare(attack);
    return found;
}

bool becomeWorker() {
    std::signal(SIGPIPE, SIG_IGN);
    snmp::initLibrary([](std::string_view) {});
    return snmp::Engine::create().has_value() && sandbox::enter(sandbox::Kind::worker).has_value();
}

bool becomeHttpServer(const std::function<void()>& start_threads = {}) {
    std::signal(SIGPIPE, SIG_IGN);
    return sandbox::enter(sandbox::Kind::http, start_threads).has_value();
}

// Makes the attack in a thread that an HTTP server has started before its filter was there.
int attackInThread(const Attack& attack, const Aim& aim) {
    std::latch started(1);
    std::latch closed(1);
    bool succeeded = false;
    std::thread thread;
    const auto start = [&] {
        thread = std::thread([&] {
            started.count_down();
            closed.wait();
            succeeded = attack.succeeds(aim);
        });
        started.wait();
    };
    if (!becomeHttpServer(start)) std::_Exit(kNoSandbox);
    closed.count_down();
    thread.join();
    return succeeded ? 0 : kRefused;
}

int attackOnce(std::string_view name, const Aim& aim, std::string_view where) {
    const Attack* attack = attackNamed(name);
    if (attack == nullptr) return kNoSuchAttack;
    if (where == "thread") return attackInThread(*attack, aim);
    if (where == "http" && !becomeHttpServer()) return kNoSandbox;
    if (where.empty() && !becomeWorker()) return kNoSandbox;
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
    const model::PollTask task = sayReadyAndTakeTask(channel);
    if (const Attack* attack = attackNamed(name))
        attackSupervisor(*attack, channel, aim);
    else if (!misbehave(name, channel, task))
        return kNoSuchAttack;
    while (channel.receive([](std::span<const std::byte>) -> Result<void> { return {}; }).value_or(false)) {
    }
    return 0;
}

int inAnHttpServersPlace() {
    const std::string name = orders();
    const Aim aim{.victim = ::getppid(), .folder = "/tmp"};
    if (!becomeHttpServer()) return kNoSandbox;
    if (const Attack* attack = attackNamed(name)) return attack->succeeds(aim) ? 0 : kRefused;
    return misbehaveAsHttpServer(name) ? 0 : kNoSuchAttack;
}

}  // namespace

int main(int argc, char** argv) {
    const bool is_http = std::string_view(argv[0]).ends_with("snmpolld-http");
    if (argc < 4) return is_http ? inAnHttpServersPlace() : inAWorkersPlace();
    const Aim aim{.victim = std::atoi(argv[2]), .folder = argv[3]};
    std::_Exit(attackOnce(argv[1], aim, argc > 4 ? argv[4] : ""));
}
