// How a fake agent misbehaves, see behaviour.hpp.
#include "behaviour.hpp"

#include <arpa/inet.h>

#include <algorithm>

#include "arguments.hpp"
#include "behaviour_rows.hpp"

namespace snmpolld::agents {
namespace {

bool inNetwork(const RawAddress& address, const RawAddress& network, unsigned bits) {
    for (unsigned i = 0; i < bits; ++i) {
        const unsigned mask = 0x80U >> (i % 8);
        if ((address[i / 8] & mask) != (network[i / 8] & mask)) return false;
    }
    return true;
}

}  // namespace

bool Behaviour::Step::parse(std::string_view text) {
    for (size_t mark = text.find('?'); mark != std::string_view::npos; mark = text.find('?')) {
        const auto condition = Condition::parse(text.substr(0, mark));
        if (!condition) return false;
        conditions.push_back(*condition);
        text.remove_prefix(mark + 1);
    }
    const size_t colon = text.find(':');
    row = findBehaviour(text.substr(0, colon));
    argument = colon == std::string_view::npos ? "" : text.substr(colon + 1);
    return row != nullptr && row->fits(argument);
}

bool Behaviour::Step::isDue(const Exchange& exchange) const {
    return std::ranges::all_of(conditions, [&](const Condition& condition) { return condition.holds(exchange); });
}

std::optional<Behaviour> Behaviour::parse(std::string_view text) {
    Behaviour behaviour;
    behaviour.name_ = text;
    while (true) {
        const size_t plus = text.find('+');
        if (!behaviour.steps_.emplace_back().parse(text.substr(0, plus))) return std::nullopt;
        if (plus == std::string_view::npos) return behaviour;
        text.remove_prefix(plus + 1);
    }
}

std::vector<Reply> Behaviour::apply(Exchange exchange, const Honesty& honesty) const {
    // All conditions are about the honest answer, so that one behaviour does not hide the other's reason.
    Exchange honest = exchange;
    const auto run = [&](Stage stage) {
        for (const Step& step : steps_) {
            if (step.row->stage == stage && step.isDue(honest)) step.row->change(exchange, step.argument);
        }
    };
    run(Stage::request);
    exchange.answer = honest.answer = honesty.answer(exchange.request);
    run(Stage::message);
    exchange.bytes = honesty.encode(exchange.answer);
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
