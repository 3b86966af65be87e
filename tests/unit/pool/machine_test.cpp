// What a machine can bear.
#include "pool/machine.hpp"

#include <doctest/doctest.h>

using namespace snmpolld::pool;

namespace {

constexpr Machine kRoomy{.descriptors = 1U << 20, .ports = 28'232, .memory = uint64_t{64} << 30};

struct Fitted {
    int workers;
    int sessions;
    std::vector<Lowered> lowered;
};

Fitted fitted(int workers, int sessions, const Machine& machine) {
    auto lowered = fit(workers, sessions, machine);
    return {workers, sessions, std::move(lowered)};
}

}  // namespace

TEST_CASE("what the machine has is left as it is asked for") {
    const Fitted usual = fitted(2, 400, kRoomy);
    CHECK((usual.workers == 2 && usual.sessions == 400 && usual.lowered.empty()));
    CHECK(fitted(4096, 1, kRoomy).lowered.empty());
    CHECK(fitted(64, 10'000, kRoomy).lowered.empty());
}

TEST_CASE("few descriptors leave fewer exchanges and workers") {
    Machine machine = kRoomy;
    machine.descriptors = 1024;
    const Fitted few = fitted(4096, 10'000, machine);
    CHECK((few.workers == 512 && few.sessions == 960));
    REQUIRE(few.lowered.size() == 2);
    CHECK(few.lowered[0].option == "workers.sessions");
    CHECK(few.lowered[0].limit == "RLIMIT_NOFILE");
    CHECK((few.lowered[0].asked == 10'000 && few.lowered[0].allowed == 960));
    CHECK(few.lowered[1].option == "workers.count");
}

TEST_CASE("workers with many exchanges need several ports each") {
    const Fitted many = fitted(4096, 400, kRoomy);
    CHECK(many.workers == 28'232 / 16);
    REQUIRE(many.lowered.size() == 1);
    CHECK(many.lowered[0].limit == "net.ipv4.ip_local_port_range");
}

TEST_CASE("a small memory leaves fewer workers, then fewer exchanges") {
    Machine machine = kRoomy;
    machine.memory = 512U << 20;
    const Fitted small = fitted(64, 10'000, machine);
    CHECK((small.workers == 64 && small.sessions == 256));
    machine.memory = 64U << 20;
    CHECK(fitted(64, 1, machine).workers == 16);
    REQUIRE(small.lowered.size() == 1);
    CHECK(small.lowered[0].limit == "memory");
}

TEST_CASE("on a machine that has nothing there is one worker with one exchange") {
    const Fitted least = fitted(10, 400, Machine{});
    CHECK((least.workers == 1 && least.sessions == 1));
}

TEST_CASE("this machine has something of everything") {
    raiseDescriptorLimit();
    const Machine here = Machine::here();
    CHECK(here.descriptors >= 64);
    CHECK(here.ports > 0);
    CHECK(here.memory > 0);
}
