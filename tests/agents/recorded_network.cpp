// Recorded devices on loopback addresses, see recorded_network.hpp.
#include "recorded_network.hpp"

#include <algorithm>

namespace snmpolld::agents {
namespace {

// What the head of a PDU and the lengths around it have at most, less in an empty message.
constexpr size_t kSlack = 32;

size_t roomIn(size_t message, size_t empty) {
    return message > empty + kSlack ? message - empty - kSlack : 0;
}

// RFC 3411 section 5, SnmpEngineID: an enterprise number, then 1 for an IPv4 address.
std::string engineId(const RawAddress& address) {
    std::string id{'\x80', '\x01', '\x86', '\x9f', '\x01'};
    return id.append(address.begin() + 12, address.end());
}

void advance(RawAddress& address) {
    for (size_t i = address.size(); i-- > 12;) {
        if (++address[i] != 0) return;
    }
}

std::string json(const std::map<std::string, uint64_t>& counts) {
    std::string out = "{";
    for (const auto& [name, count] : counts)
        out += (out.size() > 1 ? ",\"" : "\"") + name + "\":" + std::to_string(count);
    return out + "}";
}

void addTo(std::map<std::string, uint64_t>& sum, const std::map<std::string, uint64_t>& counts) {
    for (const auto& [name, count] : counts)
        sum[name] += count;
}

}  // namespace

RawAddress RecordedNetwork::add(std::shared_ptr<const Rows> rows, const Trouble& trouble) {
    const RawAddress address = next_;
    devices_.emplace(address, Device{{std::move(rows), trouble}, {user_, engineId(address)}});
    advance(next_);
    return address;
}

std::string RecordedNetwork::answerCommunity(Device& device, const std::string& bytes) {
    const auto request = decode(bytes);
    if (!request || (request->version != kV1 && request->version != kV2c)) {
        ++malformed_;
        return {};
    }
    if (!community_.empty() && request->community != community_) return {};
    const size_t empty = encodeCommunityMessage(*request, encodePdu(*request, "")).size();
    const auto pdu = device.agent.answer(*request, roomIn(device.agent.trouble().max_message, empty));
    return pdu ? encodeCommunityMessage(*request, *pdu) : std::string();
}

std::string RecordedNetwork::answerUsm(Device& device, const std::string& bytes) {
    const Opened opened = device.engine.open(bytes);
    const auto request = opened.request();
    if (!request) return opened.report;
    const size_t limit = std::min(device.agent.trouble().max_message, opened.envelope.max_size);
    const auto pdu = device.agent.answer(*request, roomIn(limit, device.engine.overhead(opened.envelope)));
    return pdu ? device.engine.seal(opened.envelope, *pdu) : std::string();
}

std::string RecordedNetwork::answerOf(Device& device, const std::string& bytes) {
    const auto outer = ber::Reader(bytes).next(ber::kSequence);
    const auto version = outer ? ber::Reader(*outer).nextInteger() : std::nullopt;
    return version == kV3 ? answerUsm(device, bytes) : answerCommunity(device, bytes);
}

std::vector<Reply> RecordedNetwork::answer(const std::string& bytes, const RawAddress& asked) {
    const auto found = devices_.find(asked);
    if (found == devices_.end()) return {};
    std::string answer = answerOf(found->second, bytes);
    const Trouble& trouble = found->second.agent.trouble();
    if (answer.empty() || std::uniform_int_distribution<int>(0, 99)(random_) < trouble.loss_percent) return {};
    ++replies_;
    return {Reply{std::move(answer), trouble.delay}};
}

std::string RecordedNetwork::statistics() const {
    std::map<std::string, uint64_t> requests, reports;
    uint64_t varbinds = 0;
    for (const auto& [address, device] : devices_) {
        addTo(requests, device.agent.counts().requests);
        addTo(reports, device.engine.reports());
        varbinds += device.agent.counts().varbinds;
    }
    return "{\"devices\":" + std::to_string(devices_.size()) + ",\"requests\":" + json(requests) +
           ",\"replies\":" + std::to_string(replies_) + ",\"varbinds\":" + std::to_string(varbinds) +
           ",\"reports\":" + json(reports) + ",\"malformed\":" + std::to_string(malformed_) + "}";
}

}  // namespace snmpolld::agents
