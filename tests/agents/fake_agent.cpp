// fake_agent: many misbehaving SNMP agents in one process, one on each loopback address. Prints "port N" when it is
// ready and one line of JSON at its end; ends with its standard input. What it can do wrong is said by its --help.
#include <getopt.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "agent.hpp"
#include "behaviour_rows.hpp"
#include "server.hpp"

namespace {

using namespace snmpolld::agents;

constexpr const char* kUsage =
    "usage: fake_agent [--rule NETWORK/BITS=RULE]... [--interfaces N] [--port N] [--seed N] [--tcp] [--ipv6]\n"
    "                  [--user NAME[:AUTH:PASSWORD[:PRIV:PASSWORD]]]\n";

constexpr const char* kHelp =
    "An agent on every address of 127.0.0.0/8 with the system group and N interfaces, over SNMPv1, v2c and, with "
    "--user,\n"
    "v3. RULE is BEHAVIOUR[+BEHAVIOUR].., each with conditions before it: `get?more_than:4?drop+walk?shorten:3`. The "
    "rule\n"
    "of the longest prefix counts. WHAT is an OID (and what is below it), `#5` (the fifth varbind), `#5-` (from there "
    "on)\n"
    "or `#-1` (the last one). First the request is changed, then the answer, its octets, its delivery, whatever the\n"
    "order in the rule.\n\n";

struct Options {
    Rules rules;
    unsigned interfaces = 4;
    unsigned seed = 1;
    uint16_t port = 0;
    bool tcp = false;
    bool ipv6 = false;
    std::shared_ptr<const UsmUser> user = std::make_shared<UsmUser>();
};

[[noreturn]] void help() {
    std::printf("%s%sConditions; `!` turns one round:\n%s\nBehaviours:\n%s", kUsage, kHelp, conditionsHelp().c_str(),
                behavioursHelp().c_str());
    std::exit(0);
}

[[noreturn]] void refuse(const std::string& what) {
    std::fprintf(stderr, "fake_agent: %s\n%s", what.c_str(), kUsage);
    std::exit(2);
}

Options readOptions(int argc, char** argv) {
    const option names[] = {{"rule", required_argument, nullptr, 'r'},
                            {"interfaces", required_argument, nullptr, 'i'},
                            {"port", required_argument, nullptr, 'p'},
                            {"seed", required_argument, nullptr, 's'},
                            {"tcp", no_argument, nullptr, 't'},
                            {"ipv6", no_argument, nullptr, '6'},
                            {"user", required_argument, nullptr, 'u'},
                            {"help", no_argument, nullptr, 'h'},
                            {nullptr, 0, nullptr, 0}};
    Options options;
    for (int letter = 0; (letter = getopt_long(argc, argv, "", names, nullptr)) != -1;) {
        if (letter == 'r' && !options.rules.add(optarg)) refuse(std::string("bad rule: ") + optarg);
        if (letter == 'i') options.interfaces = static_cast<unsigned>(std::atoi(optarg));
        if (letter == 's') options.seed = static_cast<unsigned>(std::atoi(optarg));
        if (letter == 'p') options.port = static_cast<uint16_t>(std::atoi(optarg));
        if (letter == 't') options.tcp = true;
        if (letter == '6') options.ipv6 = true;
        if (letter == 'u') options.user = UsmUser::parse(optarg);
        if (!options.user) refuse(std::string("bad user: ") + optarg);
        if (letter == 'h') help();
        if (letter == '?') refuse("bad option");
    }
    if (optind < argc) refuse(std::string("unexpected: ") + argv[optind]);
    return options;
}

}  // namespace

int main(int argc, char** argv) {
    std::setvbuf(stdout, nullptr, _IOLBF, 0);
    Options options = readOptions(argc, argv);
    Agent agent(std::move(options.rules), options.interfaces, options.seed, options.user);
    Server server(agent);
    if (!server.open(options.port, options.ipv6, options.tcp)) {
        std::perror("fake_agent: no port");
        return 1;
    }
    std::printf("port %u\n", static_cast<unsigned>(server.port()));
    server.run();
    return 0;
}
