// The fleet over SNMPv3, see fleet_usm.hpp.
#include "fleet_usm.hpp"

#include "fleet_shares.hpp"

namespace snmpolld::agents {

const std::shared_ptr<const UsmUser>& FleetUsm::userOf(const std::string& message) const {
    const auto name = UsmEngine::userOf(message);
    for (const auto& user : users_) {
        if (user->name == name) return user;
    }
    return users_.front();
}

// RFC 3411 section 5, SnmpEngineID: an enterprise number, then 1 for an IPv4 address.
std::string FleetUsm::engineId(uint32_t address) const {
    if (fleetPlace(address) < twins_) address &= ~1U;
    std::string id{'\x80', '\x01', '\x86', '\x9f', '\x01'};
    for (int shift = 24; shift >= 0; shift -= 8)
        id += static_cast<char>(address >> shift & 0xff);
    return id;
}

Bytes FleetUsm::answer(const FleetDevice& device, Bytes bytes, size_t most, FleetAgent& agent, FleetWriter& out) {
    const std::string message(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    UsmEngine engine(userOf(message), engineId(device.address), {boots_, device.ticks / 100, salt_++});
    const Opened opened = engine.open(message);
    for (const auto& [reason, count] : engine.reports())
        reports_[reason] += count;
    out.clear();
    std::string answer = opened.report;
    if (!opened.pdu.empty()) {
        const size_t limit = std::min(most, opened.envelope.max_size), around = engine.overhead(opened.envelope);
        const Bytes pdu = agent.answerPdu(device, bytesOf(opened.pdu), limit > around ? limit - around : 0, out);
        if (pdu.empty()) return {};
        answer = engine.seal(opened.envelope, {reinterpret_cast<const char*>(pdu.data()), pdu.size()});
        out.clear();
    }
    out.append(bytesOf(answer));
    return out.written();
}

}  // namespace snmpolld::agents
