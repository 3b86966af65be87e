// The lines are those that a shell and Net-SNMP's clients understand, and hold no secret.
#include "report/client_commands.hpp"

#include <doctest/doctest.h>

using namespace snmpolld;
using namespace std::chrono_literals;
using report::clientCommands;
using report::shellWord;

namespace {

struct Asked {
    Asked() {
        target.node = "sw1";
        target.credentials = credentials;
        target.module_set = modules;
        credentials->community = Secret("hidden-secret");
        credentials->password = Secret("hidden-secret");
        credentials->priv_password = Secret("hidden-secret");
    }
    std::vector<std::string> lines(const std::vector<size_t>& gets = {}) const {
        auto found = clientCommands({target, learned, address, gets});
        for (const std::string& line : found)
            CHECK(line.find("hidden-secret") == std::string::npos);
        return found;
    }

    std::shared_ptr<model::Credentials> credentials = std::make_shared<model::Credentials>();
    std::shared_ptr<model::ModuleSet> modules = std::make_shared<model::ModuleSet>();
    model::Target target;
    model::Learned learned;
    std::optional<model::Address> address;
};

}  // namespace

TEST_CASE("a line for each GET and for each walk") {
    Asked asked;
    asked.modules->get = {{1, 3, 6, 1}, {1, 3, 6, 2}, {1, 3, 6, 3}};
    asked.modules->walk = {{1, 3, 7}, {1, 3, 8}};
    asked.target.timeout = 1500ms;
    const std::string options = " -v2c -c '***' -On -t 1.5 -r 2";
    CHECK(asked.lines({2, 1}) == std::vector<std::string>{"snmpget" + options + " sw1:161 .1.3.6.1 .1.3.6.2",
                                                          "snmpget" + options + " sw1:161 .1.3.6.3",
                                                          "snmpbulkwalk" + options + " -Cr25 sw1:161 .1.3.7",
                                                          "snmpbulkwalk" + options + " -Cr25 sw1:161 .1.3.8"});
    asked.modules->requests.rates = true;
    CHECK(asked.lines({3}).front() == "snmpget" + options + " sw1:161 .1.3.6.1.2.1.1.3.0 .1.3.6.1 .1.3.6.2 .1.3.6.3");
}

TEST_CASE("an address to send from is given to the programs, an interface cannot be") {
    Asked asked;
    asked.modules->get = {{1, 3, 6, 1}};
    asked.modules->requests.source = "192.0.2.9";
    CHECK(asked.lines({1}).front() == "snmpget -v2c -c '***' -On -t 1 -r 2 --clientaddr=192.0.2.9 sw1:161 .1.3.6.1");
    asked.modules->requests.source = "eth0";
    CHECK(asked.lines({1}).front() == "snmpget -v2c -c '***' -On -t 1 -r 2 sw1:161 .1.3.6.1");
}

TEST_CASE("walks without GETBULK, with what was learned, and unordered ones") {
    Asked asked;
    asked.modules->walk = {{1, 3, 7}};
    asked.modules->requests.max_repetitions = 40;
    asked.learned.max_answer_varbinds = 12;
    CHECK(asked.lines().front() == "snmpbulkwalk -v2c -c '***' -On -t 1 -r 2 -Cr12 sw1:161 .1.3.7");
    asked.modules->requests.allow_nonincreasing_oids = true;
    asked.learned.no_bulk = true;
    CHECK(asked.lines().front() == "snmpwalk -v2c -c '***' -On -t 1 -r 2 -Cc sw1:161 .1.3.7");
    asked.learned.no_bulk = false;
    asked.credentials->version = model::Version::v1;
    CHECK(asked.lines().front() == "snmpwalk -v1 -c '***' -On -t 1 -r 2 -Cc sw1:161 .1.3.7");
}

TEST_CASE("SNMPv3 users, contexts and engine IDs") {
    Asked asked;
    asked.modules->walk = {{1, 3, 7}};
    auto& c = *asked.credentials;
    c.version = model::Version::v3;
    c.username = "net ops";
    CHECK(asked.lines().front() == "snmpbulkwalk -v3 -l noAuthNoPriv -u 'net ops' -On -t 1 -r 2 -Cr25 sw1:161 .1.3.7");
    c.security_level = model::SecurityLevel::authPriv;
    c.auth_protocol = model::AuthProtocol::SHA256;
    c.priv_protocol = model::PrivProtocol::AES256C;
    c.context_name = "it's";
    c.context_engine_id = "\x80\x01";
    c.engine_id = std::string("\x80\0\x02", 3);
    CHECK(asked.lines().front() ==
          "snmpbulkwalk -v3 -l authPriv -u 'net ops' -a SHA256 -A '***' -x AES256C -X '***' -n 'it'\\''s' -E 8001 "
          "-e 800002 -On -t 1 -r 2 -Cr25 sw1:161 .1.3.7");
}

TEST_CASE("transports, ports and families") {
    Asked asked;
    asked.modules->walk = {{1, 3, 7}};
    const auto agentOf = [&] {
        const std::string line = asked.lines().front();
        const size_t begin = line.find("-Cr25 ") + 6;
        return line.substr(begin, line.find(" .1.3.7") - begin);
    };
    asked.target.port = 1161;
    CHECK(agentOf() == "sw1:1161");
    asked.target.transport = model::Transport::tcp;
    CHECK(agentOf() == "tcp:sw1:1161");
    asked.target.ipv6_only = true;
    CHECK(agentOf() == "tcp6:sw1:1161");
    asked.target.transport = model::Transport::udp;
    CHECK(agentOf() == "udp6:sw1:1161");
    asked.target.ipv6_only = false;
    asked.address = model::Address::parse("2001:db8::1", 1161);
    CHECK(agentOf() == "udp6:sw1:1161");
    asked.target.node = "2001:db8::1";
    CHECK(agentOf() == "'udp6:[2001:db8::1]:1161'");
}

TEST_CASE("words are quoted for a shell") {
    CHECK(shellWord("sw1:161") == "sw1:161");
    CHECK(shellWord("") == "''");
    CHECK(shellWord("a b") == "'a b'");
    CHECK(shellWord("$(reboot)") == "'$(reboot)'");
    CHECK(shellWord("it's") == "'it'\\''s'");
    CHECK(shellWord("*") == "'*'");
}
