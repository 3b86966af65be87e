// How a fake agent misbehaves, see behaviour.hpp.
#include "behaviour.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <iterator>

namespace snmpolld::agents {

enum class Stage { message, bytes, delivery };
enum class Argument { none, number, numbers, hex };

struct BehaviourRow {
    std::string_view name;
    Stage stage;
    Argument argument;
    void (*change)(Exchange&, const std::string& argument);
};

namespace {

using std::chrono::milliseconds;

void failWith(Exchange& e, int64_t status, int64_t index) {
    e.answer.error_status = status;
    e.answer.error_index = index;
    e.answer.varbinds = e.request.varbinds;
}

void setFirstValue(Exchange& e, std::string value) {
    if (!e.answer.varbinds.empty()) e.answer.varbinds[0].value = std::move(value);
}

void setSysDescr(Exchange& e, const std::string& text) {
    for (Varbind& varbind : e.answer.varbinds) {
        if (varbind.oid == Oid{1, 3, 6, 1, 2, 1, 1, 1, 0}) varbind.value = ber::octets(text);
    }
}

void errorStatus(Exchange& e, const std::string& argument) {
    const size_t colon = argument.find(':');
    failWith(e, std::stoll(argument), colon == std::string::npos ? 1 : std::stoll(argument.substr(colon + 1)));
}

void tooBig(Exchange& e, const std::string& argument) {
    if (encode(e.answer).size() <= std::stoul(argument)) return;
    failWith(e, kTooBig, 0);
    if (e.request.version != kV1) e.answer.varbinds.clear();
}

void extraVarbind(Exchange& e, const std::string&) {
    e.answer.varbinds.push_back({{1, 3, 6, 1, 4, 1, 99999, 1, 0}, ber::integer(7)});
}

void truncate(Exchange& e, const std::string&) {
    e.bytes.resize(e.bytes.size() - std::min<size_t>(e.bytes.size(), 3));
}

void lose(Exchange& e, const std::string& argument) {
    if (std::uniform_int_distribution<int>(0, 99)(e.random) < std::stoi(argument)) e.replies.clear();
}

void delayAll(Exchange& e, const std::string& argument) {
    for (Reply& reply : e.replies)
        reply.delay += milliseconds(std::stoi(argument));
}

void trickle(Exchange& e, const std::string& argument) {
    for (Reply& reply : e.replies)
        reply.per_octet = milliseconds(argument.empty() ? 1000 : std::stoi(argument));
}

constexpr std::string_view kControlCharacters = "\x1b[31mred\x1b]0;title\x07 \xff\xfe\x80 caf\xc3\xa9 \x9b tail";

const BehaviourRow kRows[] = {
    {"ok", Stage::message, Argument::none, [](Exchange&, const std::string&) {}},
    {"wrong_request_id", Stage::message, Argument::none,
     [](Exchange& e, const std::string&) { e.answer.request_id ^= 0x55; }},
    {"wrong_community", Stage::message, Argument::none,
     [](Exchange& e, const std::string&) { e.answer.community += "x"; }},
    {"wrong_version", Stage::message, Argument::none, [](Exchange& e, const std::string&) { e.answer.version ^= 1; }},
    {"over_long_integer", Stage::message, Argument::none,
     [](Exchange& e, const std::string&) { setFirstValue(e, *ber::unhex("41050100000005")); }},
    {"empty_counter64", Stage::message, Argument::none,
     [](Exchange& e, const std::string&) { setFirstValue(e, *ber::unhex("4600")); }},
    {"integer_2_40", Stage::message, Argument::none,
     [](Exchange& e, const std::string&) { setFirstValue(e, ber::integer(int64_t{1} << 40)); }},
    {"error", Stage::message, Argument::numbers, errorStatus},
    {"no_such_name", Stage::message, Argument::none,
     [](Exchange& e, const std::string&) { failWith(e, kNoSuchName, 1); }},
    {"too_big", Stage::message, Argument::number, tooBig},
    {"wrong_oid", Stage::message, Argument::none,
     [](Exchange& e, const std::string&) {
         if (!e.answer.varbinds.empty()) e.answer.varbinds[0].oid.back() += 1000;
     }},
    {"missing_varbind", Stage::message, Argument::none,
     [](Exchange& e, const std::string&) {
         if (!e.answer.varbinds.empty()) e.answer.varbinds.pop_back();
     }},
    {"extra_varbind", Stage::message, Argument::none, extraVarbind},
    {"reordered", Stage::message, Argument::none,
     [](Exchange& e, const std::string&) { std::reverse(e.answer.varbinds.begin(), e.answer.varbinds.end()); }},
    {"huge_string", Stage::message, Argument::number,
     [](Exchange& e, const std::string& size) { setSysDescr(e, std::string(std::stoul(size), 'x')); }},
    {"control_chars", Stage::message, Argument::none,
     [](Exchange& e, const std::string&) { setSysDescr(e, std::string(kControlCharacters)); }},
    {"truncated", Stage::bytes, Argument::none, truncate},
    {"trailing", Stage::bytes, Argument::none,
     [](Exchange& e, const std::string&) { e.bytes += *ber::unhex("0500ff"); }},
    {"garbage", Stage::bytes, Argument::none,
     [](Exchange& e, const std::string&) { e.bytes = *ber::unhex("deadbeef00ff30847fffffff0201"); }},
    {"empty_datagram", Stage::bytes, Argument::none, [](Exchange& e, const std::string&) { e.bytes.clear(); }},
    {"crash_bytes", Stage::bytes, Argument::hex,
     [](Exchange& e, const std::string& hex) { e.bytes = *ber::unhex(hex); }},
    {"drop", Stage::delivery, Argument::none, [](Exchange& e, const std::string&) { e.replies.clear(); }},
    {"loss", Stage::delivery, Argument::number, lose},
    {"delay", Stage::delivery, Argument::number, delayAll},
    {"late", Stage::delivery, Argument::number,
     [](Exchange& e, const std::string& argument) {
         if (!e.repeated) delayAll(e, argument);
     }},
    {"wrong_source", Stage::delivery, Argument::none,
     [](Exchange& e, const std::string&) {
         for (Reply& reply : e.replies)
             reply.other_source = true;
     }},
    {"duplicate", Stage::delivery, Argument::none,
     [](Exchange& e, const std::string&) { e.replies.insert(e.replies.end(), e.replies.begin(), e.replies.end()); }},
    {"trickle", Stage::delivery, Argument::number, trickle},
};

bool isNumber(std::string_view text) {
    int64_t value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    return result.ec == std::errc{} && result.ptr == text.data() + text.size() && std::abs(value) <= INT32_MAX;
}

bool fits(const BehaviourRow& row, std::string_view argument) {
    const size_t colon = argument.find(':');
    switch (row.argument) {
        case Argument::none:
            return argument.empty();
        case Argument::number:
            return isNumber(argument) || (argument.empty() && row.name == "trickle");
        case Argument::numbers:
            return isNumber(argument.substr(0, colon)) &&
                   (colon == std::string_view::npos || isNumber(argument.substr(colon + 1)));
        case Argument::hex:
            return argument.size() % 2 == 0 &&
                   argument.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
    }
    return false;
}

bool inNetwork(const RawAddress& address, const RawAddress& network, unsigned bits) {
    for (unsigned i = 0; i < bits; ++i) {
        const unsigned mask = 0x80U >> (i % 8);
        if ((address[i / 8] & mask) != (network[i / 8] & mask)) return false;
    }
    return true;
}

}  // namespace

std::optional<Behaviour> Behaviour::parse(std::string_view text) {
    Behaviour behaviour;
    behaviour.name_ = text;
    while (true) {
        const size_t plus = text.find('+');
        const std::string_view word = text.substr(0, plus);
        const size_t colon = word.find(':');
        const std::string_view argument = colon == std::string_view::npos ? "" : word.substr(colon + 1);
        const auto row = std::find_if(std::begin(kRows), std::end(kRows),
                                      [&](const BehaviourRow& r) { return r.name == word.substr(0, colon); });
        if (row == std::end(kRows) || !fits(*row, argument)) return std::nullopt;
        behaviour.steps_.push_back({row, std::string(argument)});
        if (plus == std::string_view::npos) return behaviour;
        text.remove_prefix(plus + 1);
    }
}

std::vector<Reply> Behaviour::apply(Exchange exchange) const {
    const auto run = [&](Stage stage) {
        for (const Step& step : steps_) {
            if (step.row->stage == stage) step.row->change(exchange, step.argument);
        }
    };
    run(Stage::message);
    exchange.bytes = encode(exchange.answer);
    run(Stage::bytes);
    exchange.replies.push_back({exchange.bytes});
    run(Stage::delivery);
    return std::move(exchange.replies);
}

std::optional<RawAddress> parseAddress(const std::string& text) {
    RawAddress address{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
    if (inet_pton(AF_INET, text.c_str(), &address[12]) == 1) return address;
    if (inet_pton(AF_INET6, text.c_str(), address.data()) == 1) return address;
    return std::nullopt;
}

std::string formatAddress(const RawAddress& address) {
    char text[INET6_ADDRSTRLEN];
    const bool v4 = isV4(address);
    inet_ntop(v4 ? AF_INET : AF_INET6, v4 ? &address[12] : address.data(), text, sizeof text);
    return text;
}

bool isV4(const RawAddress& address) {
    return inNetwork(address, {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0}, 96);
}

Rules::Rules() {
    rules_.push_back({{}, 0, *Behaviour::parse("ok")});
}

bool Rules::add(std::string_view text) {
    const size_t equals = text.find('=');
    if (equals == std::string_view::npos) return false;
    const std::string_view prefix = text.substr(0, equals);
    const size_t slash = prefix.find('/');
    const auto network = parseAddress(std::string(prefix.substr(0, slash)));
    auto behaviour = Behaviour::parse(text.substr(equals + 1));
    if (!network || !behaviour) return false;
    unsigned bits = 128;
    if (slash != std::string_view::npos) {
        if (!isNumber(prefix.substr(slash + 1))) return false;
        bits = static_cast<unsigned>(std::stoi(std::string(prefix.substr(slash + 1)))) + (isV4(*network) ? 96 : 0);
    }
    if (bits > 128) return false;
    const auto shorter =
        std::find_if(rules_.begin(), rules_.end(), [&](const Rule& rule) { return rule.bits <= bits; });
    rules_.insert(shorter, {*network, bits, std::move(*behaviour)});
    return true;
}

const Behaviour& Rules::find(const RawAddress& address) const {
    return std::find_if(rules_.begin(), rules_.end(),
                        [&](const Rule& r) { return inNetwork(address, r.network, r.bits); })
        ->behaviour;
}

}  // namespace snmpolld::agents
