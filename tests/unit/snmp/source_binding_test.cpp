// Sockets that send from an address or interface of the user's choice.
#include "snmp/source_binding.hpp"

#include <doctest/doctest.h>
#include <sys/socket.h>

#include "base/unique_fd.hpp"
#include "responder.hpp"
#include "snmp/udp_ports.hpp"

using namespace snmpolld;
using namespace snmpolld::snmp;
using namespace snmpolld::test;
using model::Family;
using model::Status;

namespace {

// What a socket is bound to, or why it cannot be.
std::string boundTo(Family family, const std::string& source) {
    const UniqueFd fd(::socket(family == Family::ipv4 ? AF_INET : AF_INET6, SOCK_DGRAM, 0));
    if (const auto done = sendFrom(fd.get(), family, source); !done) return done.error().message;
    sockaddr_storage place{};
    socklen_t length = sizeof place;
    REQUIRE(::getsockname(fd.get(), reinterpret_cast<sockaddr*>(&place), &length) == 0);
    return model::Address::fromSockaddr(reinterpret_cast<const sockaddr*>(&place))->hostString();
}

model::PollTask from(model::PollTask task, const std::string& source) {
    auto set = std::make_shared<model::ModuleSet>(*task.module_set);
    set->requests.source = source;
    task.module_set = set;
    return task;
}

std::vector<std::string> answered(const RawMessage& request) {
    PduParts parts;
    parts.request_id = request.pdu.request_id.value_or(0);
    return {communityMessage(request.version, request.community, pdu(parts, varbind(kSysDescr, tlv(0x04, "x"))))};
}

}  // namespace

TEST_CASE("a socket is bound to the address or interface that it is to send from") {
    CHECK(boundTo(Family::ipv4, "127.0.0.2") == "127.0.0.2");
    CHECK(boundTo(Family::ipv4, "") == "0.0.0.0");
    CHECK(boundTo(Family::ipv4, "192.0.2.1") == "source 192.0.2.1: not an address of this machine");
    CHECK(boundTo(Family::ipv4, "::1") == "source ::1: an IPv6 address cannot send to an IPv4 address");
    CHECK(boundTo(Family::ipv6, "127.0.0.1") == "source 127.0.0.1: an IPv4 address cannot send to an IPv6 address");
    CHECK(boundTo(Family::ipv4, "eth9_none") == "source eth9_none: no such interface");
    CHECK(checkSource(Family::ipv4, "127.0.0.3").has_value());
    CHECK_FALSE(checkSource(Family::ipv4, "eth9_none").has_value());
}

#ifdef __linux__
TEST_CASE("a poll is sent from an interface, here the loopback") {
    Responder agent([](const auto& request, int) { return answered(request); });
    auto task = makeTask(agent.port(), community(model::Version::v2c), {kSysDescr});
    CHECK(agent.run(from(task, "lo")).status == Status::ok);
}

TEST_CASE("a poll is sent from an address") {
    Responder agent([](const auto& request, int) { return answered(request); });
    auto task = makeTask(agent.port(), community(model::Version::v2c), {kSysDescr});
    CHECK(agent.run(from(task, "127.0.0.9")).status == Status::ok);
    CHECK(agent.lastPeer() == "127.0.0.9");
}
#endif

TEST_CASE("a poll whose source is not there ends at once, and its record says so") {
    Responder agent([](const auto& request, int) { return answered(request); });
    auto task = from(makeTask(agent.port(), community(model::Version::v2c), {kSysDescr}), "eth9_none");
    task.learned.max_request_bytes = 484;
    for (const auto transport : {model::Transport::udp, model::Transport::tcp}) {
        task.transport = transport;
        const auto record = agent.run(task);
        CHECK(record.status == Status::unreachable);
        CHECK(record.error == "source eth9_none: no such interface");
        CHECK(record.requests == 0);
        CHECK(record.task_id == task.id);
        CHECK(record.learned == task.learned);
    }
}

TEST_CASE("polls of one source share a socket, and sources that nobody uses make room for others") {
    SourcePorts ports;
    std::vector<UdpPort*> in_use;
    const auto choose = [&](int number) { return ports.choose(Family::ipv4, "127.0.1." + std::to_string(number)); };
    for (int i = 1; i <= static_cast<int>(SourcePorts::kMostSources); ++i)
        ++in_use.emplace_back(choose(i).value())->in_flight;
    CHECK(choose(1).value() == in_use[0]);
    const auto refused = choose(100);
    REQUIRE_FALSE(refused.has_value());
    CHECK(refused.error().message ==
          "source 127.0.1.100: polls are sent from 32 other sources just now, the most that may be");
    in_use[4]->in_flight = 0;
    CHECK(choose(100).has_value());
    CHECK(choose(1).value() == in_use[0]);
}
