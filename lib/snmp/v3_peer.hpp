// V3Peer: the SNMPv3 engine that one exchange talks to: its ID, its clock, and the user localised for it. Pinned,
// learned earlier or discovered; nothing of it outlives the exchange but what goes back in the record.
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
    // Borrows all. Nothing is known of the engine until adopt().
    V3Peer(const model::Credentials& credentials, UsmCrypto& crypto, LocalKeys& keys)
        : credentials_(credentials), crypto_(crypto), keys_(keys) {}

    // Takes over what was pinned or learned earlier; an engine is known() afterwards if there was anything.
    Result<void> recall(const model::Learned& learned, MonoTime now);

    // Talks to this engine from now on.
    Result<void> adopt(std::string_view engine_id, EngineClock clock, MonoTime now);

    void setClock(EngineClock clock, MonoTime now);

    bool known() const { return user_.has_value(); }
    bool pinned() const { return !credentials_.engine_id.empty(); }
    const std::string& engineId() const { return engine_id_; }
    // Only when known().
    const UsmUser& user() const { return *user_; }
    EngineClock clockAt(MonoTime now) const;

    // A request as it is sent to the engine now. Empty: it does not fit.
    Bytes encode(const Request& request, MonoTime now, MessageRoom& room) const;
    // What asks who is there.
    Bytes encodeDiscovery(const Request& request, MessageRoom& room) const;

    // Whether an answer comes from whom and in whose name the request went (RFC 3412 section 7.2.10).
    bool isFrom(const RawMessage& message) const;
    bool matches(const RawMessage& response) const;

    void saveTo(model::Learned& learned) const;

  private:
    const std::string& contextEngineId() const;

    const model::Credentials& credentials_;
    UsmCrypto& crypto_;
    LocalKeys& keys_;
    std::string engine_id_;
    EngineClock clock_;
    MonoTime seen_{};
    std::optional<UsmUser> user_;
};

}  // namespace snmpolld::snmp
