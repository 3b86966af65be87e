// Exchange: one poll of one host, from the first request to the verdict: the GETs, then the walks, then what these make
// worth a GET. It owns the tries
// and judges every outcome; the engine above it owns sockets and time, and calls it with what came. Sends through a
// borrowed Link. In three files: its life (exchange.cpp), what answers mean (exchange_answers.cpp), SNMPv3
// (exchange_v3.cpp).
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/host_record.hpp"
#include "model/poll_task.hpp"
#include "snmp/ber.hpp"
#include "snmp/error_text.hpp"
#include "snmp/link.hpp"
#include "snmp/lookup_check.hpp"
#include "snmp/message_encoder.hpp"
#include "snmp/pdu.hpp"
#include "snmp/random_ids.hpp"
#include "snmp/request_plan.hpp"
#include "snmp/result_set.hpp"
#include "snmp/row_selection.hpp"
#include "snmp/v3_peer.hpp"
#include "snmp/walk_plan.hpp"

namespace snmpolld::snmp {

class Exchange final : private PduListener {
  public:
    // What the exchanges of one engine share.
    struct Shared {
        RandomIds ids;
        UsmCrypto crypto;
        LocalKeys keys;
        Regexes regexes;
        size_t exchanges = 0;
        size_t walked = 0;                 // varbinds of them all that are in no part yet
        std::vector<uint8_t> plaintext{};  // of the message in hand
        std::unique_ptr<MessageRoom> room = std::make_unique_for_overwrite<MessageRoom>();  // what is being sent
    };

    // Borrows link and shared.
    Exchange(model::PollTask task, Link& link, Shared& shared, MonoTime now);
    ~Exchange();
    Exchange(const Exchange&) = delete;

    // Sends the first request.
    void begin(MonoTime now);

    // What answers to the tries that are out are known by: request-ids, or msgIDs of v3.
    std::span<const int32_t> ids() const { return ids_; }
    // A message that came from the host: is it an answer to a try that is out?
    bool owns(const RawMessage& message) const;
    // One that owns() says yes to.
    void onMessage(const RawMessage& message, Bytes datagram, MonoTime now);
    // One that no exchange at this address owns.
    void onForeign(const RawMessage& message);

    // The network refused; `why` is an errno.
    void onUnreachable(int why, MonoTime now);
    // A stream of bytes that is no SNMP.
    void onGarbage(MonoTime now);

    MonoTime deadline() const { return due_; }
    void onDeadline(MonoTime now);

    bool done() const { return done_; }
    // Once, when done().
    model::HostRecord takeRecord() { return std::move(record_); }

    // Enough has come that what there is should go out as a part of the record; not when done().
    bool hasPart() const;
    model::HostRecord takePart();

  private:
    // What to do when the message in hand is read.
    enum class Step { wait, next, again, discover };
    // What is being asked. Late: the roots of walks without a row, which may be instances themselves; then the
    // instances that filters want.
    enum class Phase { gets, walks, late };

    struct Gets {
        Gets(const std::vector<model::Oid>& asked, const RequestRoom& room, uint32_t max_bytes, size_t hidden = 0)
            : plan(asked, room, max_bytes), results(asked, hidden) {}
        RequestPlan plan;
        ResultSet results;
    };

    void onPdu(snmp_pdu& pdu) override;

    void beginV3();
    void discover();
    void ask();
    void startTries();
    void transmit();
    Duration waitOf(size_t number) const;
    void tookTime();
    model::RoundTrip roundTrip() const;
    Bytes encodeTry();
    Bytes encodeTryV3(Request request);
    Request request();
    bool beginRequest();
    void checkLookups();
    void beginLate();
    void read(const RawMessage& message);
    void readV3(const RawMessage& message, Bytes datagram);
    bool isSecure(const RawMessage& message, Bytes datagram);
    bool open(RawMessage& message);
    void act();

    const char* faultOf(const RawMessage& message) const;
    void judgeResponse(const snmp_pdu& pdu);
    void judgeGet(const variable_list* first);
    void judgeWalk(const variable_list* v);
    void judgeError(long error_status, long error_index);
    void judgeGetError(long error_status, long error_index);
    bool takeClock(const variable_list*& v);
    void refuse(const std::string& why);
    void judgeReport(snmp_pdu& pdu);
    void judgeDiscovery();
    void resynchronise();
    void rediscover();
    void takeValues(const variable_list* v);
    void adopt();
    void finishAsked();
    void finishWithoutAnswer();
    void finish(model::Status status, std::string error);

    const model::Credentials& credentials() const { return *task_.credentials; }
    std::optional<size_t> tryOf(const RawMessage& message) const;
    bool isV3() const { return credentials().version == model::Version::v3; }
    Gets& gets() { return phase_ == Phase::late ? *late_ : gets_; }
    bool mayFail(uint32_t position) const { return phase_ != Phase::late || position >= roots_; }
    std::string getErrors() const;
    void collect(model::HostRecord& record);

    model::PollTask task_;
    Link& link_;
    Shared& shared_;
    model::HostRecord record_;
    Phase phase_ = Phase::gets;
    LookupCheck lookup_check_;
    Gets gets_;
    WalkPlan walks_;
    RowSelection selection_;
    std::vector<model::Oid> late_oids_;
    size_t roots_ = 0;  // of late_oids_; whatever is said of them but a value is no news
    std::optional<Gets> late_;
    std::vector<const model::Oid*> asked_;  // of the request: sysUpTime, if it travels along, and what is asked
    std::vector<model::Varbind> walked_;    // not yet in a part
    size_t counted_ = 0;                    // of these, those in shared_.walked
    std::vector<model::ClockMark> walked_clocks_;
    size_t octets_ = 0;  // of answers whose values are not yet in a part
    uint32_t parts_ = 0;
    bool with_clock_;
    model::ClockMark clock_;      // of the answer in hand
    std::optional<V3Peer> peer_;  // v3
    Notes notes_;

    MonoTime now_;  // of the call that is going on
    MonoTime end_;  // of the whole poll
    MonoTime due_;
    int32_t request_id_ = 0;      // of the latest try; v3: of all tries of the request
    std::vector<int32_t> ids_;    // of the current request's tries, one each
    std::vector<MonoTime> sent_;  // when they were sent
    size_t answered_ = 0;         // the try that the message in hand answers
    Duration slowest_{};          // of the answers so far
    bool discovering_ = false;
    bool engine_answered_ = false;  // v3: what is known of the engine has proved right
    int resyncs_ = 0;
    int discoveries_ = 0;
    bool done_ = false;

    const RawMessage* raw_ = nullptr;  // the message in hand
    Step step_ = Step::wait;
};

}  // namespace snmpolld::snmp
