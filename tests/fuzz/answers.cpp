// What agents answer, whatever it is: polls of all kinds, with a clock of their own and no sockets, against an agent
// that answers right, or wrong in one or several ways. A poll ends in time and after a bounded number of requests, says
// nothing that was not said under the right key, and against a right agent it says everything.
#include <cerrno>
#include <iterator>
#include <map>
#include <memory>
#include <set>

#include "choices.hpp"
#include "fuzz.hpp"
#include "poll_case.hpp"
#include "right_agent.hpp"
#include "snmp/engine.hpp"
#include "snmp/exchange.hpp"
#include "snmp/localise.hpp"
#include "strange_agent.hpp"
#include "unit/snmp/merged.hpp"
#include "unit/snmp/net_snmp_decoder.hpp"

namespace {

using namespace snmpolld;
using fuzz::Case;
using fuzz::Choices;
using fuzz::kEngine;
using fuzz::kStart;
using fuzz::mustHold;
using fuzz::RightAgent;
using fuzz::StrangeAgent;
using fuzz::Wrong;
using model::Oid;
using model::Type;

snmp::Exchange::Shared& shared() {
    static const bool ready = [] {
        snmp::initLibrary([](std::string_view) {});
        return true;
    }();
    static_cast<void>(ready);
    static snmp::Exchange::Shared all;
    return all;
}

// All parts of a poll's record.
struct Outcome {
    model::HostRecord record;
    std::vector<model::Varbind> values;
};

void takePart(model::HostRecord part, Outcome& out) {
    for (size_t i = 0; i < part.clocks.size(); ++i) {
        mustHold(part.clocks[i].first < part.varbinds.size(), "a clock belongs to a varbind");
        mustHold(i == 0 || part.clocks[i - 1].first <= part.clocks[i].first, "clocks are in order");
    }
    std::ranges::move(part.varbinds, std::back_inserter(out.values));
    out.record = std::move(part);
}

// As the engine does. The sanitizer sees a read behind the end only when the block ends there.
void deliver(snmp::Exchange& exchange, const std::string& datagram, MonoTime now) {
    const auto block = std::make_unique_for_overwrite<uint8_t[]>(datagram.size());
    std::ranges::copy(datagram, block.get());
    const snmp::Bytes bytes(block.get(), datagram.size());
    const snmp::RawMessage message = snmp::readMessage(bytes);
    if (message.fault == nullptr && message.pdu.damaged == 0)
        mustHold(test::isReadAsByNetSnmp(message), "values are read as Net-SNMP decodes them");
    if (exchange.owns(message))
        exchange.onMessage(message, bytes, now);
    else
        exchange.onForeign(message);
}

void step(snmp::Exchange& exchange, StrangeAgent& network) {
    const MonoTime due = exchange.deadline();
    const auto next = network.coming.begin();
    if (next != network.coming.end() && next->first <= due) {
        network.now = std::max(network.now, next->first);
        const std::string datagram = std::move(network.coming.extract(next).mapped());
        if (network.refusesBlindly()) exchange.onDoubtfulUnreachable(ECONNREFUSED);
        return deliver(exchange, datagram, network.now);
    }
    network.now = std::max(network.now, due);
    exchange.onDeadline(network.now);
}

Outcome poll(model::PollTask task, StrangeAgent& network) {
    Outcome out;
    const MonoTime end = network.now + task.deadline;
    const MonoTime begun = network.now;
    network.coming.clear();
    const auto credentials = task.credentials;
    snmp::Exchange exchange(std::move(task), network, shared(), network.now);
    exchange.begin(network.now);
    for (size_t turns = 0; !exchange.done(); ++turns) {
        mustHold(turns < 100'000, "a poll makes headway");
        mustHold(exchange.deadline() <= end, "a poll keeps its deadline");
        if (const auto engine_id = exchange.takeWantedEngine()) {
            const auto keys = snmp::localKeys(*credentials, *engine_id, shared().v3.crypto);
            exchange.onKeys({.keys = keys}, network.now);
            continue;
        }
        step(exchange, network);
        if (auto part = exchange.takePart(network.now)) takePart(test::merged(std::move(*part)), out);
    }
    takePart(test::merged(exchange.takeRecord()), out);
    mustHold(network.now <= end && out.record.duration == network.now - begun, "a poll ends in time");
    return out;
}

// The content octets of a value as a device would send it, without those in front that say nothing.
std::string octetsOf(const model::Varbind& v) {
    if (const auto* failure = std::get_if<model::Failure>(&v.value)) return failure->octets;
    if (const auto* text = std::get_if<std::string>(&v.value)) return *text;
    if (const auto* oid = std::get_if<Oid>(&v.value)) return fuzz::oidOctets(*oid);
    uint64_t number = 0;
    if (const auto* is_signed = std::get_if<int64_t>(&v.value)) number = static_cast<uint64_t>(*is_signed);
    if (const auto* is_unsigned = std::get_if<uint64_t>(&v.value)) number = *is_unsigned;
    std::string out;
    for (int shift = 56; shift >= 0; shift -= 8)
        out += static_cast<char>(number >> shift);
    while (!out.empty() && (out[0] == 0 || (v.type == Type::Integer32 && out[0] == -1)))
        out.erase(0, 1);
    return out;
}

void checkValue(const model::Varbind& v, const StrangeAgent& network) {
    const auto* const failure = std::get_if<model::Failure>(&v.value);
    mustHold(model::isFailure(v.type) == (failure != nullptr), "a failed type has a failure");
    if (failure != nullptr) mustHold(!failure->why.empty(), "a failure has its reason");
    if (model::isValue(v.type) || v.type == Type::Malformed) {
        mustHold(network.wasSaid(octetsOf(v)), "a value was said under the right key");
        mustHold(network.wasSaid(fuzz::oidOctets(v.oid)), "an OID was said under the right key");
    }
}

bool isWalked(const model::ModuleSet& asked, const Oid& oid) {
    return std::ranges::any_of(asked.walk, [&](const Oid& root) { return oid.startsWith(root); });
}

void checkRecord(const Outcome& outcome, const model::ModuleSet& asked, const StrangeAgent& network) {
    const bool is_ok = outcome.record.status == model::Status::ok;
    mustHold(outcome.record.status != model::Status::skipped, "a poll has a verdict");
    mustHold(is_ok == outcome.record.error.empty(), "what is not ok has an error");
    std::map<Oid, size_t> times;
    for (const model::Varbind& v : outcome.values) {
        checkValue(v, network);
        ++times[v.oid];
    }
    for (const Oid& oid : asked.get) {
        const bool walked = isWalked(asked, oid);
        mustHold(walked || times[oid] <= 1, "no OID stands twice among GETs");
        mustHold(!is_ok || times[oid] >= 1, "ok has an answer to every GET");
    }
}

// Against a right agent.
void checkComplete(const Outcome& outcome, const Case& a_case) {
    std::set<Oid> names;
    for (const model::Varbind& v : outcome.values)
        if (!model::isFailure(v.type)) names.insert(v.oid);
    for (const Oid& oid : a_case.asked.get)
        mustHold(names.contains(oid), "a right agent's answers to GETs are there");
    for (const auto& [oid, value] : a_case.agent.mib)
        mustHold(outcome.record.lookups_left_out || !isWalked(a_case.asked, oid) || names.contains(oid),
                 "a right agent's rows are there");
}

size_t mostDetours(const model::ModuleSet& asked) {
    return std::max<size_t>(8, 2 * (asked.get.size() + asked.walk.size()));
}

// Detours are bounded. Besides, each row may take a request of its own, and so may some failed OIDs at the end of the
// poll; a filter selects instances, which may take requests like any other.
void checkRequests(const Outcome& outcome, const Case& a_case, const StrangeAgent& network, size_t right,
                   const model::PollTask& task) {
    constexpr size_t kSlack = 24;
    const size_t rows = outcome.values.size();
    const size_t filtered = a_case.asked.filters.empty() ? 0 : 40;
    const size_t most = right + mostDetours(a_case.asked) + rows + filtered + kSlack;
    const size_t tries = static_cast<size_t>(task.retries) + 1;
    if (outcome.record.requests > most || network.sent > most * tries + 20) {
        std::fprintf(stderr, "requests %u sent %zu right %zu rows %zu gets %zu walks %zu: %s\n",
                     outcome.record.requests, network.sent, right, rows, a_case.asked.get.size(),
                     a_case.asked.walk.size(), outcome.record.error.c_str());
    }
    mustHold(outcome.record.requests <= most, "requests are bounded");
    mustHold(network.sent <= most * tries + 20, "messages are bounded");
}

void goWrong(Choices& choices, const Case& a_case, StrangeAgent& network) {
    static constexpr std::array<size_t, 6> kOneIn{1, 2, 3, 5, 10, 30};
    const bool several = choices.oneIn(3);
    for (size_t how = several ? choices.between(2, 4) : 1; how > 0; --how)
        network.goWrong(static_cast<Wrong>(choices.below(fuzz::kWrongs)), choices.of(kOneIn));
    if (!network.isWrong(Wrong::silence)) return;
    network.goWrong(Wrong::silence, choices.oneIn(2) ? choices.of(kOneIn) : 1000);
    for (const auto* list : {&a_case.asked.get, &a_case.asked.walk})
        for (const Oid& oid : *list)
            if (choices.oneIn(8)) network.silent.insert(oid);
    if (choices.oneIn(4)) network.most_oids = choices.between(1, 12);
    if (choices.oneIn(4)) network.a_second = choices.between(1, 6);
}

// Whoever has no keys cannot harm a poll.
bool mustSucceed(const StrangeAgent& network, const Case& a_case, const model::PollTask& task) {
    const bool other_engine = !task.learned.engine_id.empty() && task.learned.engine_id != kEngine;
    const bool quirky = task.module_set->requests.quirks.has(model::Quirk::unauthenticated_reports);
    return network.isOnly(Wrong::forged) && a_case.agent.authenticates() && !(other_engine && task.retries == 0) &&
           !quirky;
}

// Nothing that is set cuts the poll short.
bool isWhole(const model::PollTask& task) {
    return task.module_set->requests.max_rows == 2000 && task.deadline > std::chrono::seconds(19) &&
           task.module_set->requests.pdu_gap == Duration{} && task.learned.silent.empty();
}

// How many requests it takes when all is right.
size_t pollRight(Choices& choices, Case& a_case, const model::PollTask& task) {
    StrangeAgent network(a_case.agent, choices, kStart);
    const Outcome outcome = poll(task, network);
    checkRecord(outcome, a_case.asked, network);
    const bool other_engine = !task.learned.engine_id.empty() && task.learned.engine_id != kEngine;
    if (!isWhole(task) || (other_engine && task.retries == 0)) return outcome.record.requests;
    if (outcome.record.status != model::Status::ok) std::fprintf(stderr, "%s\n", outcome.record.error.c_str());
    mustHold(outcome.record.status == model::Status::ok, "a poll of a right agent is ok");
    checkComplete(outcome, a_case);
    return outcome.record.requests;
}

}  // namespace

std::vector<std::string> snmpolld::fuzz::seeds() {
    std::vector<std::string> out;
    for (uint8_t first = 0; first < 8; ++first) {
        std::string octets;
        for (unsigned i = 0; i < 40; ++i)
            octets += static_cast<char>(first * 31 + i * i * 7 + (i << first));
        out.push_back(std::move(octets));
    }
    return out;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    Choices choices({data, size});
    Case a_case(choices);
    model::PollTask task = a_case.task(choices);
    const size_t right = pollRight(choices, a_case, task);
    StrangeAgent network(a_case.agent, choices, kStart);
    network.any_community = task.module_set->requests.quirks.has(model::Quirk::any_community);
    goWrong(choices, a_case, network);
    for (size_t polls = choices.between(1, 3); polls > 0; --polls) {
        network.sent = 0;
        const Outcome outcome = poll(task, network);
        checkRecord(outcome, a_case.asked, network);
        checkRequests(outcome, a_case, network, right, task);
        if (mustSucceed(network, a_case, task) && isWhole(task)) {
            if (outcome.record.status != model::Status::ok) std::fprintf(stderr, "%s\n", outcome.record.error.c_str());
            mustHold(outcome.record.status == model::Status::ok, "forgeries do not end a poll");
            checkComplete(outcome, a_case);
        }
        task.learned = outcome.record.learned;
        task.held_lookups = outcome.record.lookup_marks;
        if (choices.oneIn(6)) ++a_case.agent.boots;
    }
    return 0;
}
