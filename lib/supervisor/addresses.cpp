#include "supervisor/addresses.hpp"

#include <algorithm>
#include <utility>

namespace snmpolld::supervisor {

namespace {

Result<std::vector<model::Address>> addressesOf(const loop::NameResolver::Answer& answer, uint16_t port) {
    if (!answer) return tl::unexpected(answer.error());
    std::vector<model::Address> addresses;
    for (const sockaddr_storage& place : *answer)
        if (const auto address = model::Address::fromSockaddr(reinterpret_cast<const sockaddr*>(&place)))
            addresses.emplace_back(*address).port = port;
    if (addresses.empty()) return fail(ErrorKind::system, "the name has no IP address");
    return addresses;
}

// Whether the target's deadline, if it has one, leaves time for another address.
bool hasTime(const Poll& poll, const model::HostRecord& record, const Clocks& clocks) {
    const Duration deadline = poll.target().deadline;
    const MonoTime begun = poll.before ? poll.before->begun : record.begun;
    return deadline == Duration::zero() || clocks.mono() - begun < deadline;
}

// Adds what was asked at the addresses before. If the last address does not answer either, the record is the first's.
void include(const AskedBefore& before, Poll& poll, model::HostRecord& record) {
    const bool silent = heard(record) == Heard::silence;
    record.requests += before.requests;
    record.retries += before.retries;
    record.duration += record.begun - before.begun;
    record.begun = before.begun;
    if (!silent) return;
    record.status = before.status;
    record.error = before.error + "; nor is there an answer from the other addresses of the name";
    poll.address = before.first;
}

}  // namespace

model::Address chooseAddress(Poll& poll, std::vector<model::Address> addresses) {
    Host& host = *poll.host;
    const auto last = host.address ? std::ranges::find(addresses, *host.address) : addresses.end();
    if (last != addresses.end()) std::rotate(addresses.begin(), host.address_silent ? last + 1 : last, addresses.end());
    if (poll.asksNode()) host.addresses = static_cast<uint8_t>(addresses.size());
    poll.others.clear();
    if (poll.insisted || poll.on_demand) poll.others.assign(addresses.begin() + 1, addresses.end());
    return addresses.front();
}

std::optional<model::Address> nextAddress(Poll& poll, model::HostRecord& record, const Clocks& clocks) {
    const bool silent = heard(record) == Heard::silence;
    if (!poll.host->literal && poll.host->address == poll.address) poll.host->address_silent = silent;
    if (!silent || poll.probe || poll.others.empty() || !hasTime(poll, record, clocks)) {
        if (poll.before) include(*poll.before, poll, record);
        return std::nullopt;
    }
    if (!poll.before)
        poll.before = std::make_unique<AskedBefore>(
            AskedBefore{.first = *poll.address, .status = record.status, .error = record.error, .begun = record.begun});
    poll.before->requests += record.requests;
    poll.before->retries += record.retries;
    poll.given.reset();
    const model::Address next = poll.others.front();
    poll.others.erase(poll.others.begin());
    return next;
}

void Addresses::resolve(const model::Target& target, Found found) {
    ++resolving_;
    const int family = target.ipv6_only ? AF_INET6 : AF_UNSPEC;
    const auto answered = [this, port = target.port, found = std::move(found)](const auto& answer) {
        --resolving_;
        found(addressesOf(answer, port));
    };
    resolver_.resolve(target.node, family, answered);
}

}  // namespace snmpolld::supervisor
