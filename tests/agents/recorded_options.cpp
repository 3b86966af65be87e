// The command line of recorded_agent, see recorded_options.hpp.
#include "recorded_options.hpp"

#include <getopt.h>

#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <iterator>

namespace snmpolld::agents {
namespace {

constexpr const char* kUsage = "usage: recorded_agent [OPTION | FILE | --generate ROWS]...\n";

constexpr const char* kHelp =
    "Serves recordings (.snmprec), one device a loopback address, over SNMPv1, v2c and v3. Prints `ADDRESS:PORT FILE` "
    "for\n"
    "each, then `ready`, and a line of JSON at its end; ends with its standard input or SIGTERM.\n\n"
    "  --port N             UDP port; 0 (default): the kernel chooses\n"
    "  --first ADDRESS      of the first device (default 127.40.0.1); the others follow it\n"
    "  --community TEXT     the only right one (default: any)\n"
    "  --user NAME          SNMPv3 user; requests must have exactly the security level that the next options give it\n"
    "  --auth PROTOCOL      MD5, SHA, SHA-224, SHA-256, SHA-384, SHA-512       --auth-password TEXT\n"
    "  --priv PROTOCOL      DES, AES, AES-192, AES-256, AES-192-C, AES-256-C   --priv-password TEXT\n"
    "  --seed N             of --loss\n"
    "  --generate ROWS      a computed device: 8 columns under 1.3.6.1.4.1.99999.2.1\n\n"
    "For the recordings that are named after it (--honest ends them all):\n"
    "  --unsorted           walk in the order of the file\n"
    "  --max-message N      octets of an answer; above: tooBig, and a GETBULK has as many varbinds as fit\n"
    "  --toobig-bulk        tooBig for a GETBULK too\n"
    "  --no-bulk silent|generr   a GETBULK is not answered, or with genErr\n"
    "  --empty-bulk         a GETBULK is answered without varbinds\n"
    "  --cut N              varbinds in an answer to GETBULK, at most\n"
    "  --loop               the first row comes after the last\n"
    "  --repeat             a row comes after itself\n"
    "  --shrink, --grow     with each walk PDU there are fewer or more rows; all are gone or there after 64\n"
    "  --endless            after the last row L come made-up rows L.1, L.2 and so on\n"
    "  --other-column       answers are of another column: with several OIDs, of the next one that was asked\n"
    "  --loss PERCENT, --delay MS\n"
    "  --big-strings N      an OCTET STRING of N octets, up to 60000, instead of every 50th value (--big-every M)\n\n";

struct Reading {
    RecordedOptions options;
    RecordedSource next;
    std::string user, auth, auth_password, priv, priv_password;
};

size_t number(const std::string& text, size_t most) {
    size_t value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc{} || result.ptr != text.data() + text.size() || value > most)
        refuse("bad number: " + text);
    return value;
}

RawAddress firstAddress(const std::string& text) {
    const auto address = parseAddress(text);
    if (!address || !isV4(*address)) refuse("bad address: " + text);
    return *address;
}

void addSource(Reading& reading, std::string path, size_t generate) {
    RecordedSource source = reading.next;
    source.path = std::move(path);
    source.generate = generate;
    reading.options.sources.push_back(std::move(source));
}

void setBulk(Trouble& trouble, const std::string& how) {
    if (how != "silent" && how != "generr") refuse("bad --no-bulk: " + how);
    trouble.bulk = how == "silent" ? Trouble::Bulk::silent : Trouble::Bulk::generr;
}

struct OptionRow {
    const char* name;
    int has_argument;
    void (*apply)(Reading&, const std::string&);
};

using Text = const std::string&;

const OptionRow kOptions[] = {
    {"port", 1, [](Reading& r, Text text) { r.options.port = static_cast<uint16_t>(number(text, UINT16_MAX)); }},
    {"first", 1, [](Reading& r, Text text) { r.options.first = firstAddress(text); }},
    {"community", 1, [](Reading& r, Text text) { r.options.community = text; }},
    {"user", 1, [](Reading& r, Text text) { r.user = text; }},
    {"auth", 1, [](Reading& r, Text text) { r.auth = text; }},
    {"auth-password", 1, [](Reading& r, Text text) { r.auth_password = text; }},
    {"priv", 1, [](Reading& r, Text text) { r.priv = text; }},
    {"priv-password", 1, [](Reading& r, Text text) { r.priv_password = text; }},
    {"seed", 1, [](Reading& r, Text text) { r.options.seed = static_cast<unsigned>(number(text, UINT32_MAX)); }},
    {"generate", 1, [](Reading& r, Text text) { addSource(r, "", number(text, 100'000'000)); }},
    {"honest", 0, [](Reading& r, Text) { r.next = {}; }},
    {"unsorted", 0, [](Reading& r, Text) { r.next.recording.unsorted = true; }},
    {"max-message", 1, [](Reading& r, Text text) { r.next.trouble.max_message = number(text, kMaxDatagram); }},
    {"toobig-bulk", 0, [](Reading& r, Text) { r.next.trouble.toobig_bulk = true; }},
    {"no-bulk", 1, [](Reading& r, Text text) { setBulk(r.next.trouble, text); }},
    {"empty-bulk", 0, [](Reading& r, Text) { r.next.trouble.empty_bulk = true; }},
    {"cut", 1, [](Reading& r, Text text) { r.next.trouble.cut = number(text, SIZE_MAX); }},
    {"loop", 0, [](Reading& r, Text) { r.next.trouble.loop = true; }},
    {"repeat", 0, [](Reading& r, Text) { r.next.trouble.repeat = true; }},
    {"shrink", 0, [](Reading& r, Text) { r.next.trouble.shrink = true; }},
    {"grow", 0, [](Reading& r, Text) { r.next.trouble.grow = true; }},
    {"endless", 0, [](Reading& r, Text) { r.next.trouble.endless = true; }},
    {"other-column", 0, [](Reading& r, Text) { r.next.trouble.other_column = true; }},
    {"loss", 1, [](Reading& r, Text text) { r.next.trouble.loss_percent = static_cast<int>(number(text, 100)); }},
    {"delay", 1,
     [](Reading& r, Text text) { r.next.trouble.delay = std::chrono::milliseconds(number(text, 3'600'000)); }},
    {"big-strings", 1, [](Reading& r, Text text) { r.next.recording.big_string = number(text, 60'000); }},
    {"big-every", 1,
     [](Reading& r, Text text) { r.next.recording.big_every = std::max<size_t>(1, number(text, SIZE_MAX)); }},
};

// Indexes of kOptions begin here; getopt_long gives 1 for what is no option.
constexpr int kFirstOption = 256;

std::vector<option> namesForGetopt() {
    std::vector<option> names{{"help", no_argument, nullptr, 'h'}};
    int value = kFirstOption;
    for (const OptionRow& row : kOptions)
        names.push_back({row.name, row.has_argument, nullptr, value++});
    names.push_back({nullptr, 0, nullptr, 0});
    return names;
}

[[noreturn]] void help() {
    std::printf("%s%s%s", kUsage, kHelp, kRecordingFormat);
    std::exit(0);
}

}  // namespace

void refuse(const std::string& what) {
    std::fprintf(stderr, "recorded_agent: %s\n%s", what.c_str(), kUsage);
    std::exit(2);
}

RecordedOptions readOptions(int argc, char** argv) {
    Reading reading;
    reading.options.first = firstAddress("127.40.0.1");
    const auto names = namesForGetopt();
    for (int value = 0; (value = getopt_long(argc, argv, "-", names.data(), nullptr)) != -1;) {
        if (value == '?') refuse("bad option");
        if (value == 'h') help();
        if (value == 1) addSource(reading, optarg, 0);
        if (value >= kFirstOption) kOptions[value - kFirstOption].apply(reading, optarg != nullptr ? optarg : "");
    }
    if (reading.options.sources.empty()) refuse("no recording");
    reading.options.user =
        UsmUser::make(reading.user, reading.auth, reading.auth_password, reading.priv, reading.priv_password);
    if (!reading.options.user) refuse("an unknown protocol, or a passphrase of less than 8 characters");
    return std::move(reading.options);
}

}  // namespace snmpolld::agents
