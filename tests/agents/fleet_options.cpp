// The command line of fleet, see fleet_options.hpp.
#include "fleet_options.hpp"

#include <getopt.h>

#include <cstdio>
#include <cstdlib>

#include "usm.hpp"

namespace snmpolld::agents {
namespace {

constexpr const char* kHelp =
    "usage: fleet [OPTION]...\n"
    "A device on every address of 127.0.0.0/8, one UDP port, v1, v2c and v3. Prints `port N`, at SIGUSR1 and at its "
    "end a\n"
    "line of JSON; ends with its standard input or SIGTERM.\n\n"
    "  --port N             0 (default): the kernel chooses\n"
    "  --interfaces N       of each device (default 48)\n"
    "  --delay MS           before every answer (default 0)\n"
    "  --max-message N      octets of an answer, at most (default 65507)\n\n"
    "Shares of the devices in PERCENT, chosen by their addresses:\n"
    "  --dead               never answer\n"
    "  --lossy              lose some answers:          --loss PERCENT of them (default 20), --seed N\n"
    "  --slow               answer late:                --slow-delay MS later (default 500)\n"
    "  --limited            answer only so many:        --limit N requests a second (default 1)\n"
    "  --too-big            have short messages:        --short-message N octets (default 484)\n\n"
    "SNMPv3:\n"
    "  --user NAME[:AUTH:PASSWORD[:PRIV:PASSWORD]]      Net-SNMP's words: SHA-256, AES; may be repeated\n"
    "  --up SECONDS         every device has run for that much longer (default 0)\n"
    "  --boots N            snmpEngineBoots of every device (default 1)\n"
    "  --twins PERCENT      of the odd addresses that have the engine ID of the even one below\n";

[[noreturn]] void refuse(const std::string& what) {
    std::fprintf(stderr, "fleet: %s; see --help\n", what.c_str());
    std::exit(2);
}

double number(const char* text, double most) {
    char* end = nullptr;
    const double value = std::strtod(text, &end);
    if (end == text || *end != '\0' || !(value >= 0 && value <= most)) refuse(std::string("bad number: ") + text);
    return value;
}

uint32_t whole(const char* text, double most = UINT32_MAX) {
    return static_cast<uint32_t>(number(text, most));
}

std::chrono::milliseconds milliseconds(const char* text) {
    return std::chrono::milliseconds(whole(text, 3'600'000));
}

template <size_t Share>
void setShare(FleetOptions& options, const char* text) {
    options.shares.percent[Share] = number(text, 100);
}

void addUser(FleetOptions& options, const char* text) {
    options.users.push_back(UsmUser::parse(text));
    if (!options.users.back()) refuse(std::string("bad user: ") + text);
}

struct OptionRow {
    std::string_view name;
    void (*apply)(FleetOptions&, const char*);
};

constexpr OptionRow kOptions[] = {
    {"port", [](FleetOptions& o, const char* text) { o.port = static_cast<uint16_t>(whole(text, UINT16_MAX)); }},
    {"interfaces", [](FleetOptions& o, const char* text) { o.interfaces = whole(text, 10'000'000); }},
    {"delay", [](FleetOptions& o, const char* text) { o.delay = milliseconds(text); }},
    {"max-message", [](FleetOptions& o, const char* text) { o.max_message = whole(text, 65507); }},
    {kFleetShares[0], setShare<0>},
    {kFleetShares[1], setShare<1>},
    {kFleetShares[2], setShare<2>},
    {kFleetShares[3], setShare<3>},
    {kFleetShares[4], setShare<4>},
    {"loss", [](FleetOptions& o, const char* text) { o.loss_percent = number(text, 100); }},
    {"seed", [](FleetOptions& o, const char* text) { o.seed = whole(text); }},
    {"slow-delay", [](FleetOptions& o, const char* text) { o.slow_delay = milliseconds(text); }},
    {"limit", [](FleetOptions& o, const char* text) { o.limit = whole(text); }},
    {"short-message", [](FleetOptions& o, const char* text) { o.short_message = whole(text, 65507); }},
    {"user", addUser},
    {"boots", [](FleetOptions& o, const char* text) { o.boots = whole(text, INT32_MAX); }},
    {"up", [](FleetOptions& o, const char* text) { o.up = whole(text, 10'000'000); }},
    {"twins", [](FleetOptions& o, const char* text) { o.twins_percent = number(text, 100); }},
};

// Indexes of kOptions begin here.
constexpr int kFirstOption = 256;

std::vector<option> namesForGetopt() {
    std::vector<option> names{{"help", no_argument, nullptr, 'h'}};
    int value = kFirstOption;
    for (const OptionRow& row : kOptions)
        names.push_back({row.name.data(), required_argument, nullptr, value++});
    names.push_back({nullptr, 0, nullptr, 0});
    return names;
}

[[noreturn]] void help() {
    std::fputs(kHelp, stdout);
    std::exit(0);
}

}  // namespace

FleetOptions readFleetOptions(int argc, char** argv) {
    FleetOptions options;
    const auto names = namesForGetopt();
    for (int value = 0; (value = getopt_long(argc, argv, "", names.data(), nullptr)) != -1;) {
        if (value == '?') refuse("bad option");
        if (value == 'h') help();
        kOptions[value - kFirstOption].apply(options, optarg);
    }
    if (optind < argc) refuse(std::string("not understood: ") + argv[optind]);
    return options;
}

}  // namespace snmpolld::agents
