// Exchange: a worker's conversation with one agent for one task, from the first request to the record. It sends through
// a borrowed Link; the engine above it owns sockets and time, and passes on what came. Its parts hold the rules
// (docs/adr/0020):
//   RequestTries  when to send again, when to give up, what detours may cost
//   Pace          how fast to send
//   Agenda        what is asked, what its answers bring, what an error or silence makes of it
//   V3Session     SNMPv3: which messages are believed, the engine's ID and clock, reports
//   answer_check  what any answer must fulfil
//
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
#include "snmp/pace.hpp"
#include "snmp/random_ids.hpp"
#include "snmp/request_tries.hpp"
#include "snmp/stray_answers.hpp"
#include "snmp/v3_session.hpp"
#include "snmp/verdict.hpp"
#include "snmp/walked_rows.hpp"

namespace snmpolld::snmp {

class Exchange {
  public:
    // What the exchanges of one engine share.
    struct Shared {
        RandomIds ids;
        V3Session::Shared v3;
        FilterRegexes regexes;
        WalkedTogether walked;
        StrayAnswers strays;
        std::unique_ptr<MessageRoom> room = std::make_unique_for_overwrite<MessageRoom>();  // what is being sent
    };

    // Borrows link and shared. Neither copied nor moved: its parts borrow its task.
    Exchange(model::PollTask&& task, Link& link, Shared& shared, MonoTime now);
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

    // An ICMP error that anybody can have sent, by its errno: it counts only if nothing better comes.
    void onDoubtfulUnreachable(int why) { notes_.unreachable = why; }
    // What follows from something that has happened, also outside of it.
    void act(Verdict verdict, MonoTime now);
    // An SNMPv3 engine whose keys are to be asked for; each once. The exchange sends nothing until onKeys().
    std::optional<std::string> takeWantedEngine() { return v3_ ? v3_->keys().takeWanted() : std::nullopt; }
    void onKeys(const model::KeyAnswer& answer, MonoTime now) { act(v3_->onKeys(answer, now), now); }

    MonoTime deadline() const { return tries_.deadline(); }
    void onDeadline(MonoTime now);

    bool done() const { return done_; }
    // Once, when done().
    model::HostRecord takeRecord() { return std::move(record_); }

    // A part of the record, once enough has come that it should leave; never when done().
    std::optional<model::HostRecord> takePart(MonoTime now);

  private:
    void startTries(MonoTime now);
    void transmit(MonoTime now);
    Bytes encodeTry(int32_t id, MonoTime now);
    void unanswered(MonoTime now);

    Verdict read(const RawMessage& message, Bytes datagram, MonoTime now);
    Verdict judge(const RawMessage& message, MonoTime now);
    Verdict judgeReport(const RawMessage& message, MonoTime now);
    void heardTry(bool late, bool same, MonoTime now);
    void giveUp(MonoTime now);
    void finish(model::Status status, std::string error, MonoTime now);

    bool isAgendas() const { return !checking_ && !isDiscovering(v3_.get()); }

    model::PollTask task_;
    Link& link_;
    Shared& shared_;
    model::HostRecord record_;
    model::Quirks quirks_;
    RequestTries tries_;
    Pace pace_;
    Agenda agenda_;
    WalkedRows rows_;
    Notes notes_;
    std::unique_ptr<V3Session> v3_;  // null with a community
    int32_t request_id_ = 0;         // of the latest try; with SNMPv3 of all tries of the request
    std::string fault_{};            // what was wrong with the last message that came in vain for this request
    bool heard_;                     // the host is alive
    int silent_in_row_ = 0;          // requests without an answer since the last one
    bool checking_ = false;          // the request only tells whether the host is still alive
    bool testing_pace_ = false;      // the try only tells whether a pause makes it answered
    uint32_t parts_ = 0;
    bool done_ = false;
};

}  // namespace snmpolld::snmp
