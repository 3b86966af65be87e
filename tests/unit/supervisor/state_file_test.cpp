#include "supervisor/state_file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "state_samples.hpp"

using namespace snmpolld;
using namespace snmpolld::supervisor;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

std::vector<KeptHost> readBack(const std::string& text, Now now = kNow) {
    auto hosts = parseState("state", text, now);
    REQUIRE_MESSAGE(hosts.has_value(), hosts.error().message);
    return *hosts;
}

std::string refusal(const std::string& text) {
    const auto hosts = parseState("state", text, kNow);
    return hosts ? "nothing is wrong" : hosts.error().message;
}

// A file whose only host has this for what it learned.
std::string withLearned(const std::string& items) {
    return std::string(stateHead()) + "sw1\tudp:sw1:161\tcore\t1795262393\t" + items + "\n" + stateEnd(1);
}

Now after(Duration time) {
    return {kNow.mono + time, kNow.wall + std::chrono::duration_cast<WallTime::duration>(time)};
}

}  // namespace

TEST_CASE("what was learned comes back as it was") {
    const std::string text = stateOf({keptHost("sw1", everythingLearned()), keptHost("sw2", {.no_bulk = true}),
                                      keptHost("2001:db8::1", {.round_trip = {1s, 0s}}), keptHost("sw4", {})});
    const auto hosts = readBack(text);
    REQUIRE(hosts.size() == 4);
    CHECK(hosts[0].host == "sw1");
    CHECK(hosts[0].agent == "udp:sw1:161");
    CHECK(hosts[0].auth == "core");
    CHECK(hosts[0].learned_at == kNow.wall - 7s);
    CHECK(hosts[0].learned == everythingLearned());
    CHECK(hosts[1].learned == model::Learned{.no_bulk = true});
    CHECK(hosts[2].learned.round_trip == model::RoundTrip{1s, 0s});
    CHECK(hosts[3].learned == model::Learned{});
    CHECK(readBack(stateOf({})).empty());
    MESSAGE("octets of a host over v3: " << (text.size() / 4));
}

TEST_CASE("silent OIDs are not kept") {
    model::Learned learned = everythingLearned();
    learned.silent = {{.oid = {1, 3, 6, 1, 2, 1, 1, 5, 0}}};
    CHECK(readBack(stateOf({keptHost("sw1", learned)}))[0].learned == everythingLearned());
}

TEST_CASE("an engine's clock goes on while nobody looks, also over a restart of this machine") {
    const std::string text = stateOf({keptHost("sw1", everythingLearned())}, after(30s));
    CHECK(readBack(text, after(90s))[0].learned.engine_time == 4711 + 90);
    CHECK(readBack(text, after(90s))[0].learned.engine_seen == after(90s).mono);
    const Now rebooted{MonoTime(20s), after(3600s).wall};
    CHECK(readBack(text, rebooted)[0].learned.engine_time == 4711 + 3600);
    CHECK(readBack(text, rebooted)[0].learned.engine_seen == rebooted.mono);
    CHECK(readBack(text, after(24h * 365 * 90))[0].learned.engine_time == 0x7fffffff);
}

TEST_CASE("what comes from the future keeps all but the time that has passed") {
    const auto hosts = readBack(stateOf({keptHost("sw1", everythingLearned())}, after(24h)), kNow);
    CHECK(hosts[0].learned.engine_time == 4711);
    CHECK(hosts[0].learned.engine_id == everythingLearned().engine_id);
    CHECK(hosts[0].learned_at <= kNow.wall);
}

TEST_CASE("a file that is cut anywhere is broken") {
    const std::string text = stateOf({keptHost("sw1", everythingLearned()), keptHost("sw2", everythingLearned())});
    for (size_t size = 0; size < text.size(); ++size)
        CHECK_MESSAGE(!parseState("state", std::string_view(text).substr(0, size), kNow).has_value(), size);
    CHECK(refusal(text.substr(0, text.size() - 6)) == "state:4: it ends too early, after 2 hosts");
}

TEST_CASE("a broken file is told by line and reason") {
    CHECK(refusal("") == "state:1: not a state file of this version of snmpolld");
    CHECK(refusal("snmpolld learned 2\nend 0\n").starts_with("state:1: not a state file"));
    const std::string head(stateHead());
    CHECK(refusal(head + "sw1\tudp:sw1:161\n") == "state:2: five fields are expected");
    CHECK(refusal(head + "end 1\n") == "state:2: five fields are expected");
    CHECK(refusal(stateOf({}) + "more\n") == "state:2: five fields are expected");
    CHECK(refusal(head + "\tudp:sw1:161\t\t5\t\n") == "state:2: a host's name is missing or too long");
    CHECK(refusal(head + "sw1\tudp:sw1:161\tcore\tnow\t\n") == "state:2: no time");
    CHECK(refusal(head + "sw1\tudp:sw1:161\tcore\t-1\t\n") == "state:2: no time");
    CHECK(refusal(head + "sw\x01\tudp:sw1:161\tcore\t5\t\n") == "state:2: not text");
    CHECK(refusal(head + std::string(3000, 'x') + "\n") == "state:2: longer than 2048 octets");
    for (const char* item : {"rtt",
                             "rtt=",
                             "rtt=1",
                             "rtt=1/2/3",
                             "rtt=0/5",
                             "rtt=-1/2",
                             "rtt=1/9999999999999999999",
                             "request=65508",
                             "request=",
                             "answer=1",
                             "answer=500001/0",
                             "answer=1/4294967296",
                             "gets=",
                             "gets=0",
                             "gets=4294967296",
                             "columns=0",
                             "columns=-1",
                             "pdu_gap=0",
                             "pdu_gap=9999999999999999999",
                             "bulk=yes",
                             "unknown=1",
                             "=",
                             " ",
                             "engine=80/1/2",
                             "engine=/1/2/3",
                             "engine=8/1/2/3",
                             "engine=8x/1/2/3",
                             "engine=80/2147483648/2/3",
                             "engine=80/1/2147483648/3",
                             "engine=80/1/2/4294967296",
                             "engine=80/1/2/3 engine=80/1/2/3"}) {
        CAPTURE(item);
        CHECK(refusal(withLearned(item)).starts_with("state:2: impossible value"));
    }
    CHECK(refusal(withLearned("engine=" + std::string(66, '0') + "/1/2/3")).starts_with("state:2: impossible value"));
    CHECK(refusal(withLearned("rtt=5100/300 bulk=no")) == "nothing is wrong");
}

TEST_CASE("a host that could not be read again is not written") {
    for (const char* name : {"", "a\tb", "a\nb", "\xff"}) {
        std::string out = "before";
        CHECK(!appendState(keptHost(name, {}), kNow, out));
        CHECK(out == "before");
    }
    std::string out;
    CHECK(!appendState(keptHost(std::string(3000, 'x'), {}), kNow, out));
    CHECK(!appendState(keptHost("sw1", {.engine_id = std::string(33, 'x')}), kNow, out));
    CHECK(out.empty());
}

TEST_CASE("an agent is what is polled, without its credentials") {
    model::Target target;
    target.node = "192.0.2.1";
    CHECK(agentText(target) == "udp:192.0.2.1:161");
    target.transport = model::Transport::tcp;
    target.ipv6_only = true;
    target.port = 1161;
    CHECK(agentText(target) == "tcp6:192.0.2.1:1161");
}

TEST_CASE("a file that is not there is empty, one that is no file is an error") {
    char name[] = "/tmp/snmpolld-state-XXXXXX";
    const fs::path folder = ::mkdtemp(name);
    CHECK(readState(folder / "none", kNow)->empty());
    CHECK(readState(folder, kNow).error().message == folder.string() + ": not a file");
    ::mkfifo((folder / "pipe").c_str(), 0600);
    CHECK(!readState(folder / "pipe", kNow).has_value());
    std::ofstream(folder / "state") << stateOf({keptHost("sw1", everythingLearned())});
    CHECK(readState(folder / "state", kNow)->size() == 1);
    fs::resize_file(folder / "state", kMaxStateOctets + 1);
    CHECK(readState(folder / "state", kNow).error().message.ends_with("more than 512 MiB"));
    fs::remove_all(folder);
}
