// V3Peer: the SNMPv3 engine that one exchange talks to: its ID, its clock, and the user localised for it. Pinned,
// learned earlier or discovered; nothing of it outlives the exchange but what goes back in the record.
#pragma once

#include <optional>
#include <string>

#include "model/credentials.hpp"
#include "model/poll_task.hpp"
#include "snmp/session.hpp"
#include "snmp/usm.hpp"

namespace snmpolld::snmp {

class V3Peer {
  public:
    // Borrows all. Nothing is known of the engine until adopt().
    V3Peer(const model::Credentials& credentials, SnmpSession& session, LocalKeys& keys)
        : credentials_(credentials), session_(session), keys_(keys) {}

    // Takes over what was pinned or learned earlier; an engine is known() afterwards if there was anything.
    Result<void> recall(const model::Learned& learned, MonoTime now);

    // Talks to this engine from now on.
    Result<void> adopt(std::string_view engine_id, EngineClock clock, MonoTime now);

    void setClock(EngineClock clock, MonoTime now);

    bool known() const { return user_.has_value(); }
    bool pinned() const { return !credentials_.engine_id.empty(); }
    const std::string& engineId() const { return engine_id_; }
    // Only when known().
    UsmUser& user() { return *user_; }
    EngineClock clockAt(MonoTime now) const;

    void saveTo(model::Learned& learned) const;

  private:
    const model::Credentials& credentials_;
    SnmpSession& session_;
    LocalKeys& keys_;
    std::string engine_id_;
    EngineClock clock_;
    MonoTime seen_{};
    std::optional<UsmUser> user_;
};

}  // namespace snmpolld::snmp
