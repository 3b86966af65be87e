// One fake agent without its sockets, see agent.hpp.
#include "agent.hpp"

namespace snmpolld::agents {
namespace {

constexpr size_t kMaxSeen = 100'000;

bool isRequest(const Message& message) {
    return message.pdu == kGet || message.pdu == kGetNext || (message.pdu == kGetBulk && message.version != kV1);
}

bool isV3(const std::string& bytes) {
    const auto outer = ber::Reader(bytes).next(ber::kSequence);
    return outer && ber::Reader(*outer).nextInteger() == kV3;
}

// RFC 3411 section 5, SnmpEngineID: an enterprise number, then 2 for an IPv6 address.
std::string engineId(const RawAddress& address) {
    return std::string{'\x80', '\x01', '\x86', '\x9f', '\x02'}.append(address.begin(), address.end());
}

std::string quoted(const std::string& name) {
    return "\"" + name + "\":";
}

void separate(std::string& out) {
    if (out.back() != '{') out += ',';
}

}  // namespace

// The request-id may be another one: who asks again may want to know which of the two was answered.
bool Agent::isRepeated(const RawAddress& asked, Message request) {
    if (seen_.size() >= kMaxSeen) seen_.clear();
    request.request_id = 0;
    return !seen_.emplace(asked, encode(request)).second;
}

UsmEngine& Agent::engineOf(const RawAddress& asked) {
    return engines_.try_emplace(asked, user_, engineId(asked)).first->second;
}

std::vector<Reply> Agent::answer(const std::string& bytes, const RawAddress& asked) {
    if (isV3(bytes)) return answerUsm(bytes, asked);
    const auto request = decode(bytes);
    if (!request || !isRequest(*request) || (request->version != kV1 && request->version != kV2c)) {
        ++malformed_;
        return {};
    }
    return behave(*request, asked, encode);
}

std::vector<Reply> Agent::answerUsm(const std::string& bytes, const RawAddress& asked) {
    UsmEngine& engine = engineOf(asked);
    const Opened opened = engine.open(bytes);
    if (!opened.report.empty()) return {Reply{opened.report}};
    const auto request = opened.request();
    if (!request || !isRequest(*request)) {
        ++malformed_;
        return {};
    }
    return behave(*request, asked, [&](const Message& answer) {
        return engine.seal(opened.envelope, encodePdu(answer, encodeVarbinds(answer.varbinds)));
    });
}

std::vector<Reply> Agent::behave(const Message& request, const RawAddress& asked,
                                 const std::function<std::string(const Message&)>& encode) {
    const Behaviour& behaviour = rules_.find(asked);
    Asked& counted = asked_[behaviour.name()];
    ++counted.requests;
    ++counted.by_oids[request.varbinds.size()];
    const bool repeated = isRepeated(asked, request);
    if (repeated) ++repeated_;
    DeviceMemory& memory = memories_[asked];
    ++memory.requests;
    const auto honest = [&](const Message& understood) { return respond(understood, mib_, formatAddress(asked)); };
    auto replies = behaviour.apply(
        {.request = request, .repeated = repeated, .random = random_, .memory = memory, .now = Clock::now()},
        {.answer = honest, .encode = encode});
    replies_ += replies.size();
    return replies;
}

std::string Agent::statistics() const {
    std::string requests = "{", oids = "{";
    for (const auto& [name, counted] : asked_) {
        separate(requests);
        requests += quoted(name) + std::to_string(counted.requests);
        separate(oids);
        oids += quoted(name) + "{";
        for (const auto& [count, times] : counted.by_oids) {
            separate(oids);
            oids += quoted(std::to_string(count)) + std::to_string(times);
        }
        oids += "}";
    }
    return "{\"requests\":" + requests + "},\"oids\":" + oids + "},\"replies\":" + std::to_string(replies_) +
           ",\"malformed\":" + std::to_string(malformed_) + ",\"repeated\":" + std::to_string(repeated_) + "}";
}

}  // namespace snmpolld::agents
