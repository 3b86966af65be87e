// V3Session: the SNMPv3 side of one exchange. It finds the agent's engine (RFC 3414 section 4), decides which messages
// are believed (section 3.2), follows the engine's clock and says what a report means for the poll. With
// authentication, whatever comes without a valid digest is a note at most (docs/adr/0021). The exchange sends and
// receives.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/text.hpp"
#include "model/credentials.hpp"
#include "model/poll_task.hpp"
#include "snmp/ber.hpp"
#include "snmp/engine_keys.hpp"
#include "snmp/error_text.hpp"
#include "snmp/v3_peer.hpp"
#include "snmp/verdict.hpp"

namespace snmpolld::snmp {

class V3Session {
  public:
    // What the sessions of one engine share.
    struct Shared {
        UsmCrypto crypto;
        std::vector<uint8_t> plaintext{};  // of the message in hand
    };

    // Borrows all. Messages that are not believed are counted in `notes`.
    V3Session(const model::PollTask& task, Shared& shared, Notes& notes);

    // Takes over what is pinned or was learned of the engine. The first step of the poll.
    Verdict begin(const model::Learned& learned, MonoTime now);

    // Whose keys have come or are waited for. While it awaits() any, nothing can be sent.
    EngineKeys& keys() { return keys_; }
    // Keys have come, or are refused. Step::wait: nothing has waited for them.
    Verdict onKeys(const model::KeyAnswer& answer, MonoTime now);

    // The requests from now on ask for the engine ID, until an answer to one of them is adopted.
    Verdict beginDiscovery();
    friend bool isDiscovering(const V3Session* session) { return session != nullptr && session->discovering_; }

    // The request as it is sent now; lies in `room`. Empty: it does not fit.
    Bytes encode(const Request& request, MonoTime now, MessageRoom& room) const;

    // Whether to believe a message that was read from `datagram`: nullopt when it is to be judged. What was encrypted
    // in it is readable then, until the next call. A message that is not believed is noted and otherwise ignored.
    std::optional<Verdict> open(RawMessage& message, Bytes datagram, int32_t request_id);

    // A response to a request, which is believed.
    void onResponse(const RawMessage& message, MonoTime now);
    // The report that a discovery asked for; `tries`: the ids of that discovery.
    Verdict onDiscovered(const RawMessage& message, std::span<const int32_t> tries, MonoTime now);
    // Another report, by Net-SNMP's number.
    Verdict onReport(int report, const RawMessage& message, MonoTime now);

    // Whether this is the msgID of a discovery that was answered already: more than one may claim to be the engine.
    bool isOfDiscovery(std::optional<int32_t> msg_id) const;
    void onOtherDiscovered(const RawMessage& message);

    // The request is sent again because nothing that is believed has come. Where the engine is not known for certain,
    // or for the last try, the request may go to another engine that was reported. Returns whether it does.
    bool tryOther(bool last, MonoTime now);
    // Whether an engine was reported that the requests have not gone to yet.
    bool hasOther() const { return untried() != nullptr; }

    // The ID, in hex, of an engine that reports without a digest have named; empty if none have.
    std::string claimedEngine() const { return claims_.empty() ? "" : toHex(claims_.back().engine_id); }

    // Only of an engine that has answered.
    void saveTo(model::Learned& learned) const;

  private:
    static constexpr size_t kMostClaims = 64;
    static constexpr size_t kMostOthers = 16;  // a worker may ask for the keys of few engines a poll

    // An engine that a message without a digest has named.
    struct Claim {
        std::string engine_id;
        EngineClock clock;
        bool tried = false;
        int times = 1;  // how often it was named
    };

    bool isSecure(const RawMessage& message, Bytes datagram);
    const char* decrypt(RawMessage& message);
    bool believes(const RawMessage& message) const;
    Verdict goTo(EngineKeys::Awaited engine);
    Verdict resynchronise(const RawMessage& message, MonoTime now);
    Verdict rediscover(const RawMessage& message, MonoTime now);
    Verdict onClaim(const RawMessage& message);
    const Claim* untried() const;
    void addClaim(const RawMessage& message, bool tried);

    const model::Credentials& credentials_;
    bool unauthenticated_reports_;  // the quirk
    Shared& shared_;
    Notes& notes_;
    V3Peer peer_;
    EngineKeys keys_;
    std::string_view confirms_;  // the only engine that is asked about; empty: this is a usual poll
    bool discovering_ = false;
    bool proven_ = false;    // the engine was known before the poll, or a message of its own was authentic
    bool answered_ = false;  // what is known of the engine has proved right
    int resyncs_ = 0;
    int discoveries_ = 0;
    std::vector<Claim> claims_;  // the one that was made last is the last
    size_t others_ = 0;          // engines that requests have gone to because of claims
    std::vector<int32_t> discovery_ids_;
};

}  // namespace snmpolld::snmp
