#include "model/agent_key.hpp"

#include "model/credentials.hpp"
#include "model/target.hpp"

namespace snmpolld::model {

namespace {

// A target and a key have members of the same names.
template <typename A, typename B>
bool haveSameAgent(const A& a, const B& b) {
    return a.port == b.port && a.transport == b.transport && a.node == b.node &&
           sameCredentials(a.credentials, b.credentials);
}

}  // namespace

bool sameCredentials(const std::shared_ptr<const Credentials>& a, const std::shared_ptr<const Credentials>& b) {
    return a == b || (a != nullptr && b != nullptr && *a == *b);
}

AgentKey AgentKey::of(const Target& target) {
    return {.node = target.node, .port = target.port, .transport = target.transport, .credentials = target.credentials};
}

bool AgentKey::isOf(const Target& target) const {
    return haveSameAgent(*this, target);
}

bool AgentKey::operator==(const AgentKey& other) const {
    return haveSameAgent(*this, other);
}

bool sameAgent(const Target& a, const Target& b) {
    return haveSameAgent(a, b);
}

}  // namespace snmpolld::model
