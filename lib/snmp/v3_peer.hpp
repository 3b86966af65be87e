// V3Peer: the SNMPv3 engine that one exchange talks to: its ID, its clock, and the user with the keys for it. The
// engine is pinned by the config, was learned in an earlier poll or is discovered in this one. Used by V3Session.
#pragma once

#include <optional>
#include <string>

#include "model/credentials.hpp"
#include "model/poll_task.hpp"
#include "snmp/usm.hpp"
#include "snmp/v3_message.hpp"

namespace snmpolld::snmp {

class V3Peer {
  public:
    // Borrows both. Nothing is known of the engine until adopt().
    // `max_message_size`: in octets, what the agent is told that fits an answer.
    V3Peer(const model::Credentials& credentials, uint32_t max_message_size, UsmCrypto& crypto)
        : credentials_(credentials), max_message_size_(max_message_size), crypto_(crypto) {}

    // Makes this engine the peer from now on. Its clock was read at `seen`.
    Result<void> adopt(std::string_view engine_id, EngineClock clock, MonoTime seen, const model::LocalKeys& keys);

    void setClock(EngineClock clock, MonoTime seen);

    bool known() const { return user_.has_value(); }
    bool pinned() const { return !credentials_.engine_id.empty(); }
    const std::string& engineId() const { return engine_id_; }
    // Only when known().
    const UsmUser& user() const { return *user_; }
    EngineClock clockAt(MonoTime now) const;

    // A request as it is sent to the engine now. Empty when it does not fit.
    Bytes encode(const Request& request, MonoTime now, MessageRoom& room) const;
    // A request for the engine ID (RFC 3414 section 4). It says nothing of the user and the context.
    Bytes encodeDiscovery(const Request& request, MessageRoom& room) const;

    // Whether a message comes from this engine in the user's name; whether a response also has the security level and
    // the context of the request (RFC 3412 section 7.2.10).
    bool isFrom(const RawMessage& message) const;
    bool matches(const RawMessage& response) const;

    void saveTo(model::Learned& learned) const;

  private:
    const std::string& contextEngineId() const;

    const model::Credentials& credentials_;
    uint32_t max_message_size_;
    UsmCrypto& crypto_;
    std::string engine_id_;
    EngineClock clock_;
    MonoTime seen_{};
    std::optional<UsmUser> user_;
};

}  // namespace snmpolld::snmp
