// One fake agent without its sockets, see agent.hpp.
#include "agent.hpp"

namespace snmpolld::agents {
namespace {

constexpr size_t kMaxSeen = 100'000;

bool isRequest(const Message& message) {
    return (message.version == kV1 || message.version == kV2c) &&
           (message.pdu == kGet || message.pdu == kGetNext || (message.pdu == kGetBulk && message.version == kV2c));
}

}  // namespace

// The request-id may be another one: who asks again may want to know which of the two was answered.
bool Agent::isRepeated(const RawAddress& asked, Message request) {
    if (seen_.size() >= kMaxSeen) seen_.clear();
    request.request_id = 0;
    return !seen_.emplace(asked, encode(request)).second;
}

std::vector<Reply> Agent::answer(const std::string& bytes, const RawAddress& asked) {
    const auto request = decode(bytes);
    if (!request || !isRequest(*request)) {
        ++malformed_;
        return {};
    }
    const Behaviour& behaviour = rules_.find(asked);
    ++requests_[behaviour.name()];
    const bool repeated = isRepeated(asked, *request);
    if (repeated) ++repeated_;
    auto replies =
        behaviour.apply({*request, repeated, random_, respond(*request, mib_, formatAddress(asked)), {}, {}});
    replies_ += replies.size();
    return replies;
}

std::string Agent::statistics() const {
    std::string out = "{\"requests\":{";
    for (const auto& [name, count] : requests_)
        out += "\"" + name + "\":" + std::to_string(count) + ",";
    if (!requests_.empty()) out.pop_back();
    out += "},\"replies\":" + std::to_string(replies_) + ",\"malformed\":" + std::to_string(malformed_) +
           ",\"repeated\":" + std::to_string(repeated_) + "}";
    return out;
}

}  // namespace snmpolld::agents
