// V3Session: the SNMPv3 side of one exchange. It finds the agent's engine (RFC 3414 section 4), decides which messages
// are believed (section 3.2), follows the engine's clock and says what a report means for the poll. The exchange sends
// and receives.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/credentials.hpp"
#include "model/poll_task.hpp"
#include "snmp/ber.hpp"
#include "snmp/error_text.hpp"
#include "snmp/v3_peer.hpp"
#include "snmp/verdict.hpp"

namespace snmpolld::snmp {

class V3Session {
  public:
    // What the sessions of one engine share.
    struct Shared {
        UsmCrypto crypto;
        LocalKeys keys;
        std::vector<uint8_t> plaintext{};  // of the message in hand
    };

    // Borrows all. Messages that are not believed are counted in `notes`.
    V3Session(const model::Credentials& credentials, Shared& shared, Notes& notes)
        : credentials_(credentials), shared_(shared), notes_(notes), peer_(credentials, shared.crypto, shared.keys) {}

    // Takes over what is pinned or was learned of the engine. The first step of the poll.
    Verdict begin(const model::Learned& learned, MonoTime now);

    // The requests from now on ask for the engine ID, until an answer to one of them is adopted.
    Verdict beginDiscovery();
    bool isDiscovering() const { return discovering_; }

    // The request as it is sent now; lies in `room`. Empty: it does not fit.
    Bytes encode(const Request& request, MonoTime now, MessageRoom& room) const;

    // Whether to believe a message that was read from `datagram`: nullopt when it is to be judged. What was encrypted
    // in it is readable then, until the next call. A message that is not believed is noted and otherwise ignored.
    std::optional<Verdict> open(RawMessage& message, Bytes datagram, int32_t request_id);

    // Messages that are believed: a response to a request; the report that a discovery asked for; another report, by
    // Net-SNMP's number.
    void onResponse(const RawMessage& message, MonoTime now);
    Verdict onDiscovered(const RawMessage& message, MonoTime now);
    Verdict onReport(int report, const RawMessage& message, MonoTime now);

    // Only of an engine that has answered.
    void saveTo(model::Learned& learned) const;

  private:
    bool isSecure(const RawMessage& message, Bytes datagram);
    const char* decrypt(RawMessage& message);
    Verdict adopt(const RawMessage& message, MonoTime now);
    Verdict resynchronise(const RawMessage& message, MonoTime now);
    Verdict rediscover(const RawMessage& message, MonoTime now);

    const model::Credentials& credentials_;
    Shared& shared_;
    Notes& notes_;
    V3Peer peer_;
    bool discovering_ = false;
    bool answered_ = false;  // what is known of the engine has proved right
    int resyncs_ = 0;
    int discoveries_ = 0;
};

}  // namespace snmpolld::snmp
