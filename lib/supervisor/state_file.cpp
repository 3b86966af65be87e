#include "supervisor/state_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <optional>

#include "base/text.hpp"
#include "base/unique_fd.hpp"
#include "ipc/limits.hpp"

namespace snmpolld::supervisor {

namespace {

using namespace std::chrono;
using model::Learned;

constexpr std::string_view kHead = "snmpolld learned 1\n";
constexpr size_t kMaxLine = 2048;
constexpr size_t kMaxNames = 1500;  // octets of host, agent and auth together
constexpr uint64_t kMaxRequestBytes = 65'507;
constexpr uint64_t kMaxEngineNumber = 0x7fffffff;  // boots and time, RFC 3414 section 2.2
constexpr uint64_t kHighestTime = duration_cast<microseconds>(ipc::kMaxDuration).count() - 1;

int64_t unixSeconds(WallTime t) {
    return std::max<int64_t>(duration_cast<seconds>(t.time_since_epoch()).count(), 0);
}

WallTime wallOf(uint64_t unix_seconds) {
    return WallTime(duration_cast<WallTime::duration>(seconds(static_cast<int64_t>(unix_seconds))));
}

// Takes the text before `separator` off, and the separator with it; all of the text if there is none.
std::string_view cut(std::string_view& text, char separator) {
    const std::string_view part = text.substr(0, text.find(separator));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    return part;
}

std::optional<uint64_t> readNumber(std::string_view text, uint64_t highest) {
    uint64_t number = 0;
    const auto [end, ec] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (ec != std::errc{} || end != text.data() + text.size() || number > highest) return std::nullopt;
    return number;
}

// Reads "1/2/3"; each number has its own `highest` value.
template <size_t Count>
bool readNumbers(std::string_view text, const std::array<uint64_t, Count>& highest, std::array<uint64_t, Count>& to) {
    for (size_t i = 0; i < Count; ++i) {
        const auto number = readNumber(i + 1 == Count ? text : cut(text, '/'), highest[i]);
        if (!number) return false;
        to[i] = *number;
    }
    return true;
}

bool readHex(std::string_view digits, std::string& octets) {
    if (digits.size() % 2 != 0 || digits.empty() || digits.size() / 2 > ipc::kMaxLearnedEngineId) return false;
    for (; !digits.empty(); digits.remove_prefix(2)) {
        uint8_t octet = 0;
        const auto [end, ec] = std::from_chars(digits.data(), digits.data() + 2, octet, 16);
        if (ec != std::errc{} || end != digits.data() + 2) return false;
        octets += static_cast<char>(octet);
    }
    return true;
}

// "HEX/boots/time/when", see parseState().
bool readEngine(std::string_view text, Now now, Learned& to) {
    std::array<uint64_t, 3> numbers{};
    if (!readHex(cut(text, '/'), to.engine_id)) return false;
    if (!readNumbers<3>(text, {kMaxEngineNumber, kMaxEngineNumber, UINT32_MAX}, numbers)) return false;
    const auto wall = static_cast<uint64_t>(unixSeconds(now.wall));
    const uint64_t passed = wall - std::min(numbers[2], wall);
    to.engine_boots = static_cast<uint32_t>(numbers[0]);
    to.engine_time = static_cast<uint32_t>(std::min(numbers[1] + passed, kMaxEngineNumber));
    to.engine_seen = now.mono;
    return true;
}

bool readRoundTrip(std::string_view text, Learned& to) {
    std::array<uint64_t, 2> numbers{};
    if (!readNumbers<2>(text, {kHighestTime, kHighestTime}, numbers) || numbers[0] == 0) return false;
    to.round_trip = {microseconds(numbers[0]), microseconds(numbers[1])};
    return true;
}

bool readAnswers(std::string_view text, Learned& to) {
    std::array<uint64_t, 2> numbers{};
    if (!readNumbers<2>(text, {ipc::kMaxVarbinds, UINT32_MAX}, numbers)) return false;
    to.max_answer_varbinds = static_cast<uint32_t>(numbers[0]);
    to.full_answers = static_cast<uint32_t>(numbers[1]);
    return true;
}

bool readLimit(std::string_view text, Now now, Learned& of, uint32_t& to) {
    const auto number = readNumber(text, UINT32_MAX);
    to = static_cast<uint32_t>(number.value_or(0));
    of.limits_since = now.mono;
    return to != 0;
}

bool readPduGap(std::string_view text, Now now, Learned& to) {
    const auto number = readNumber(text, kHighestTime);
    to.pdu_gap = microseconds(number.value_or(0));
    to.gap_since = now.mono;
    to.gap_pause = std::chrono::minutes(5);
    return to.pdu_gap > Duration::zero();
}

bool readRequest(std::string_view text, Learned& to) {
    const auto number = readNumber(text, kMaxRequestBytes);
    to.max_request_bytes = static_cast<uint32_t>(number.value_or(0));
    return number.has_value();
}

// "name=value".
bool readItem(std::string_view item, Now now, Learned& to) {
    const std::string_view name = cut(item, '=');
    if (name == "rtt") return readRoundTrip(item, to);
    if (name == "request") return readRequest(item, to);
    if (name == "answer") return readAnswers(item, to);
    if (name == "gets") return readLimit(item, now, to, to.max_get_oids);
    if (name == "columns") return readLimit(item, now, to, to.max_walk_columns);
    if (name == "pdu_gap") return readPduGap(item, now, to);
    if (name == "engine") return to.engine_id.empty() && readEngine(item, now, to);
    if (name != "bulk" || item != "no") return false;
    to.no_bulk = true;
    return true;
}

// Returns "" or what is wrong.
std::string readLine(std::string_view line, Now now, KeptHost& to) {
    if (line.size() > kMaxLine) return "longer than 2048 octets";
    if (!isPlainText(line) || line.find_first_of("\r\n") != std::string_view::npos) return "not text";
    if (std::ranges::count(line, '\t') != 4) return "five fields are expected";
    to.host = cut(line, '\t');
    to.agent = cut(line, '\t');
    to.auth = cut(line, '\t');
    const size_t names = to.host.size() + to.agent.size() + to.auth.size();
    const auto at = readNumber(cut(line, '\t'), UINT32_MAX);
    if (to.host.empty() || to.agent.empty() || names > kMaxNames) return "a host's name is missing or too long";
    if (!at) return "no time";
    to.learned_at = std::min(wallOf(*at), now.wall);
    while (!line.empty())
        if (const std::string_view item = cut(line, ' '); !readItem(item, now, to.learned))
            return "impossible value \"" + printable(item.substr(0, 80)) + "\"";
    return "";
}

// Appends " name=1/2/3". `name` includes the "=" and may include the first part of the value.
void append(std::string& out, std::string_view name, std::initializer_list<uint64_t> numbers) {
    out.append(out.ends_with('\t') ? "" : " ").append(name);
    for (const uint64_t number : numbers)
        out.append(out.ends_with('=') ? "" : "/").append(std::to_string(number));
}

uint64_t toMicroseconds(Duration d, int64_t least) {
    return static_cast<uint64_t>(std::max<int64_t>(duration_cast<microseconds>(d).count(), least));
}

void appendLearned(const Learned& learned, Now now, std::string& out) {
    const model::RoundTrip& rtt = learned.round_trip;
    if (rtt.known()) append(out, "rtt=", {toMicroseconds(rtt.smoothed, 1), toMicroseconds(rtt.variation, 0)});
    if (learned.max_request_bytes != 0) append(out, "request=", {learned.max_request_bytes});
    if (learned.max_answer_varbinds != 0 || learned.full_answers != 0)
        append(out, "answer=", {learned.max_answer_varbinds, learned.full_answers});
    if (learned.max_get_oids != 0) append(out, "gets=", {learned.max_get_oids});
    if (learned.max_walk_columns != 0) append(out, "columns=", {learned.max_walk_columns});
    if (learned.pdu_gap > Duration::zero()) append(out, "pdu_gap=", {toMicroseconds(learned.pdu_gap, 1)});
    if (learned.no_bulk) append(out, "bulk=no", {});
    if (learned.engine_id.empty()) return;
    const auto seen = now.wall - duration_cast<WallTime::duration>(now.mono - learned.engine_seen);
    append(out, "engine=" + toHex(learned.engine_id),
           {learned.engine_boots, learned.engine_time, static_cast<uint64_t>(unixSeconds(seen))});
}

Result<std::string> readAll(int fd, size_t size, const std::string& name) {
    std::string out(size, '\0');
    size_t got = 0;
    while (got < out.size()) {
        const ssize_t n = ::read(fd, out.data() + got, out.size() - got);
        if (n < 0 && errno != EINTR) return systemError("read " + name, errno);
        if (n == 0) break;
        if (n > 0) got += static_cast<size_t>(n);
    }
    out.resize(got);
    return out;
}

}  // namespace

std::string agentText(const model::Target& target) {
    const std::string transport = target.transport == model::Transport::tcp ? "tcp" : "udp";
    return transport + (target.ipv6_only ? "6:" : ":") + target.node + ":" + std::to_string(target.port);
}

std::string_view stateHead() {
    return kHead;
}

bool appendState(const KeptHost& host, Now now, std::string& out) {
    const size_t before = out.size();
    for (const std::string* field : {&host.host, &host.agent, &host.auth})
        out.append(*field).append("\t");
    out.append(std::to_string(unixSeconds(host.learned_at))).append("\t");
    appendLearned(host.learned, now, out);
    KeptHost again;
    if (readLine(std::string_view(out).substr(before), now, again).empty()) {
        out += '\n';
        return true;
    }
    out.resize(before);
    return false;
}

std::string stateEnd(size_t hosts) {
    return "end " + std::to_string(hosts) + "\n";
}

Result<std::vector<KeptHost>> parseState(const std::string& file, std::string_view text, Now now) {
    size_t line_number = 1;
    const auto bad = [&](const std::string& why) {
        return fail(ErrorKind::protocol, file + ":" + std::to_string(line_number) + ": " + why);
    };
    if (!text.starts_with(kHead)) return bad("not a state file of this version of snmpolld");
    text.remove_prefix(kHead.size());
    std::vector<KeptHost> hosts;
    for (++line_number; text.find('\n') != std::string_view::npos; ++line_number) {
        const std::string_view line = cut(text, '\n');
        const bool is_end = line.find('\t') == std::string_view::npos;
        if (is_end && text.empty() && std::string(line) + "\n" == stateEnd(hosts.size())) return hosts;
        if (const std::string fault = readLine(line, now, hosts.emplace_back()); !fault.empty()) return bad(fault);
    }
    return bad("it ends too early, after " + std::to_string(hosts.size()) + " hosts");
}

Result<std::vector<KeptHost>> readState(const std::filesystem::path& file, Now now) {
    const std::string name = file.string();
    const UniqueFd fd(::open(file.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    if (!fd && errno == ENOENT) return std::vector<KeptHost>{};
    if (!fd) return systemError("open " + name, errno);
    struct stat status {};
    if (::fstat(fd.get(), &status) != 0) return systemError("stat " + name, errno);
    if (!S_ISREG(status.st_mode)) return fail(ErrorKind::system, name + ": not a file");
    if (static_cast<uint64_t>(status.st_size) > kMaxStateOctets)
        return fail(ErrorKind::system, name + ": more than 512 MiB");
    return readAll(fd.get(), static_cast<size_t>(status.st_size), name).and_then([&](const std::string& text) {
        return parseState(name, text, now);
    });
}

}  // namespace snmpolld::supervisor
