// Exchange: a worker's conversation with one agent for one task, from the first request to the record. It sends through
// a borrowed Link; the engine above it owns sockets and time, and passes on what came. Its parts hold the rules:
//   RequestTries  when to send again, when to give up
//   Agenda        what is asked, what its answers bring, what an error makes of it (Gets, WalkPlan)
//   V3Session     SNMPv3: which messages are believed, the engine's ID and clock, reports
//   answer_check  what any answer must fulfil
// The exchange itself only acts on their verdicts and writes the record.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "model/host_record.hpp"
#include "model/poll_task.hpp"
#include "snmp/agenda.hpp"
#include "snmp/ber.hpp"
#include "snmp/error_text.hpp"
#include "snmp/filter_regexes.hpp"
#include "snmp/link.hpp"
#include "snmp/message_encoder.hpp"
#include "snmp/random_ids.hpp"
#include "snmp/request_tries.hpp"
#include "snmp/v3_session.hpp"
#include "snmp/verdict.hpp"
#include "snmp/walked_rows.hpp"

struct snmp_pdu;

namespace snmpolld::snmp {

class Exchange {
  public:
    // What the exchanges of one engine share.
    struct Shared {
        RandomIds ids;
        V3Session::Shared v3;
        FilterRegexes regexes;
        WalkedTogether walked;
        std::unique_ptr<MessageRoom> room = std::make_unique_for_overwrite<MessageRoom>();  // what is being sent
    };

    // Borrows link and shared. Neither copied nor moved: its parts borrow its task.
    Exchange(model::PollTask task, Link& link, Shared& shared, MonoTime now);
    Exchange(const Exchange&) = delete;

    // Sends the first request.
    void begin(MonoTime now);

    // What answers to the current request's tries are known by: request-ids, or the msgIDs of SNMPv3.
    std::span<const int32_t> ids() const { return tries_.ids(); }
    // Whether a message that came from the host answers one of these tries.
    bool owns(const RawMessage& message) const;
    // A message for which owns() is true.
    void onMessage(const RawMessage& message, Bytes datagram, MonoTime now);
    // A message from the host that no exchange with this address owns.
    void onForeign(const RawMessage& message);

    // The network refused; `why` is an errno.
    void onUnreachable(int why, MonoTime now);
    // A stream of bytes that is not SNMP.
    void onGarbage(MonoTime now);

    MonoTime deadline() const { return tries_.deadline(); }
    void onDeadline(MonoTime now);

    bool done() const { return done_; }
    // Once, when done().
    model::HostRecord takeRecord() { return std::move(record_); }

    // Enough has come that it should leave as a part of the record; false when done().
    bool hasPart() const { return !done_ && rows_.isEnoughForPart(); }
    model::HostRecord takePart(MonoTime now);

  private:
    void startTries(MonoTime now);
    void transmit(MonoTime now);
    Bytes encodeTry(int32_t id, MonoTime now);

    Verdict read(const RawMessage& message, Bytes datagram, MonoTime now);
    Verdict judge(const RawMessage& message, MonoTime now);
    Verdict judgePdu(snmp_pdu& pdu, const RawMessage& message, MonoTime now);
    void act(Verdict verdict, MonoTime now);
    void giveUp(MonoTime now);
    void finish(model::Status status, std::string error, MonoTime now);

    bool isDiscovering() const { return v3_ && v3_->isDiscovering(); }

    model::PollTask task_;
    Link& link_;
    Shared& shared_;
    model::HostRecord record_;
    RequestTries tries_;
    Agenda agenda_;
    WalkedRows rows_;
    Notes notes_;
    std::optional<V3Session> v3_;  // null with a community
    int32_t request_id_ = 0;       // of the latest try; with SNMPv3 of all tries of the request
    uint32_t parts_ = 0;
    bool done_ = false;
};

}  // namespace snmpolld::snmp
