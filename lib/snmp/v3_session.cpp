#include "snmp/v3_session.hpp"

#include <algorithm>

#include "base/text.hpp"
#include "snmp/answer_check.hpp"
#include "snmp/net_snmp.hpp"

namespace snmpolld::snmp {

namespace {

using model::Status;

constexpr int kMaxResyncs = 2;
constexpr int kMaxDiscoveries = 2;

// RFC 3414 section 2.3: an engine that counts no further must be set up anew.
constexpr uint32_t kMaxBoots = 0x7fffffff;

EngineClock clockOf(const RawMessage& message) {
    return {message.engine_boots, message.engine_time};
}

std::string unconfirmed(std::string_view engine_id) {
    return "the agent says that it is engine " + toHex(engine_id) +
           ", which is another host's, and no other worker has found the same";
}

}  // namespace

V3Session::V3Session(const model::PollTask& task, Shared& shared, Notes& notes)
    : credentials_(*task.credentials),
      unauthenticated_reports_(quirksOf(task).has(model::Quirk::unauthenticated_reports)),
      shared_(shared),
      notes_(notes),
      peer_(*task.credentials, task.module_set->requests.max_message_size, shared.crypto),
      keys_(task),
      confirms_(task.confirms) {}

Verdict V3Session::begin(const model::Learned& learned, MonoTime now) {
    const std::string& id = peer_.pinned() ? credentials_.engine_id : learned.engine_id;
    if (id.empty() || !confirms_.empty()) return {Verdict::Step::discover};
    proven_ = true;
    if (id != learned.engine_id) return goTo({.engine_id = id, .clock = {}, .seen = now});
    return goTo({.engine_id = id, .clock = {learned.engine_boots, learned.engine_time}, .seen = learned.engine_seen});
}

// As soon as the keys are here. Until then requests wait.
Verdict V3Session::goTo(EngineKeys::Awaited engine) {
    const model::LocalKeys* const keys = keys_.find(engine.engine_id);
    if (keys == nullptr) {
        keys_.await(std::move(engine));
        return {Verdict::Step::next};
    }
    if (const auto adopted = peer_.adopt(engine.engine_id, engine.clock, engine.seen, *keys); !adopted)
        return ended(Status::auth_failure, adopted.error().message);
    return {Verdict::Step::next};
}

// Where keys are refused, another engine may have been named meanwhile, or may be by a further discovery.
Verdict V3Session::onKeys(const model::KeyAnswer& answer, MonoTime now) {
    auto awaited = keys_.take(answer);
    if (!awaited) return {};
    if (!answer.refused) {
        Verdict verdict = goTo(std::move(*awaited));
        return verdict.step == Verdict::Step::end ? std::move(verdict) : Verdict{Verdict::Step::send};
    }
    if (tryOther(true, now) || peer_.known()) return {Verdict::Step::send};
    if (discoveries_ < kMaxDiscoveries) return {Verdict::Step::discover};
    return ended(Status::auth_failure, unconfirmed(answer.keys.engine_id));
}

Verdict V3Session::beginDiscovery() {
    if (discoveries_++ == kMaxDiscoveries)
        return ended(Status::agent_error, "the agent rejects the engine ID that it reported itself");
    discovering_ = true;
    return {Verdict::Step::again};
}

Bytes V3Session::encode(const Request& request, MonoTime now, MessageRoom& room) const {
    return discovering_ ? peer_.encodeDiscovery(request, room) : peer_.encode(request, now, room);
}

std::optional<Verdict> V3Session::open(RawMessage& message, Bytes datagram, int32_t request_id) {
    if (!isSecure(message, datagram)) return Verdict{};
    if ((message.flags & kFlagPriv) != 0)
        if (const char* fault = decrypt(message)) return noted(fault);
    const bool is_answer = message.pdu.type == kPduResponse && !discovering_;
    if (!is_answer || (peer_.matches(message) && message.pdu.request_id == request_id)) return std::nullopt;
    ++notes_.unverified;
    return Verdict{};
}

// RFC 3414 section 3.2. Without authentication only reports have a meaning to who asked with it. The time is not
// compared: a message that answers a random msgID of this moment cannot be a replay, and a device whose boots went back
// would otherwise never be heard again.
bool V3Session::isSecure(const RawMessage& message, Bytes datagram) {
    if ((message.flags & kFlagAuth) == 0) return true;
    const bool encrypted = (message.flags & kFlagPriv) != 0;
    if (!peer_.isFrom(message) || !peer_.user().authenticates() || (encrypted && !peer_.user().encrypts())) {
        ++notes_.unverified;
        return false;
    }
    const bool authentic = peer_.user().isAuthentic(message, datagram);
    if (!authentic) ++notes_.wrong_digest;
    if (authentic && message.engine_boots == kMaxBoots) ++notes_.worn_out;
    const bool secure = authentic && message.engine_boots != kMaxBoots;
    proven_ |= secure;
    if (secure) keys_.cancel();
    return secure;
}

// What is inside gets the same strict check as what comes in the clear. Returns the fault, or null.
const char* V3Session::decrypt(RawMessage& message) {
    auto& plaintext = shared_.plaintext;
    plaintext.assign(message.ciphertext.begin(), message.ciphertext.end());
    if (!peer_.user().decrypt(message, plaintext)) return "it cannot be decrypted";
    return readScopedPdu(plaintext, message);
}

// Of messages that open() let pass.
bool V3Session::believes(const RawMessage& message) const {
    return (message.flags & kFlagAuth) != 0 || !model::needsKeys(credentials_);
}

void V3Session::onResponse(const RawMessage& message, MonoTime now) {
    answered_ = true;
    peer_.setClock(clockOf(message), now);
}

Verdict V3Session::onDiscovered(const RawMessage& message, std::span<const int32_t> tries, MonoTime now) {
    if (message.engine_id.empty()) return noted("it has no engine ID");
    discovery_ids_.assign(tries.begin(), tries.end());
    if (!confirms_.empty())
        return message.engine_id == confirms_ ? ended(Status::ok, "") : noted("it comes from another engine");
    addClaim(message, true);
    if (keys_.wereRefused(message.engine_id)) return noted(unconfirmed(message.engine_id));
    discovering_ = false;
    return goTo({.engine_id = std::string(message.engine_id), .clock = clockOf(message), .seen = now});
}

bool V3Session::isOfDiscovery(std::optional<int32_t> msg_id) const {
    return msg_id && std::ranges::find(discovery_ids_, *msg_id) != discovery_ids_.end();
}

void V3Session::onOtherDiscovered(const RawMessage& message) {
    const bool is_report = message.fault == nullptr && message.pdu.type == kPduReport;
    if (!discovering_ && !proven_ && is_report) addClaim(message, false);
}

void V3Session::addClaim(const RawMessage& message, bool tried) {
    if (message.engine_id.empty()) return;
    const auto known = std::ranges::find(claims_, message.engine_id, &Claim::engine_id);
    if (known != claims_.end()) {
        ++known->times;
        std::rotate(known, known + 1, claims_.end());
        return;
    }
    if (claims_.size() == kMostClaims) claims_.erase(std::ranges::min_element(claims_, {}, &Claim::times));
    claims_.push_back({.engine_id = std::string(message.engine_id), .clock = clockOf(message), .tried = tried});
}

Verdict V3Session::onReport(int report, const RawMessage& message, MonoTime now) {
    if (report == SNMPERR_UNKNOWN_ENG_ID) return believes(message) ? rediscover(message, now) : onClaim(message);
    const bool is_time = report == SNMPERR_NOT_IN_TIME_WINDOW;
    const bool is_allowed = unauthenticated_reports_ && message.engine_id == peer_.engineId();
    if (is_time && (believes(message) || is_allowed)) return resynchronise(message, now);
    if (believes(message))
        return ended(isAboutUser(report) ? Status::auth_failure : Status::agent_error,
                     reportText(report, credentials_));
    if (is_time && message.engine_id != peer_.engineId())
        ++notes_.unverified;
    else
        notes_.addReport(report);
    return {};
}

Verdict V3Session::resynchronise(const RawMessage& message, MonoTime now) {
    if (resyncs_++ == kMaxResyncs)
        return ended(Status::agent_error, reportText(SNMPERR_NOT_IN_TIME_WINDOW, credentials_));
    peer_.setClock(clockOf(message), now);
    return {Verdict::Step::again};
}

// Without authentication. The report comes from the engine that is there now, so it is a discovery in itself.
Verdict V3Session::rediscover(const RawMessage& message, MonoTime now) {
    if (peer_.pinned())
        return ended(Status::agent_error,
                     "the agent is not the configured engine: its engine ID is " + toHex(message.engine_id));
    if (message.engine_id.empty() || message.engine_id == peer_.engineId()) return {Verdict::Step::discover};
    if (discoveries_++ == kMaxDiscoveries)
        return ended(Status::agent_error, reportText(SNMPERR_UNKNOWN_ENG_ID, credentials_));
    return goTo({.engine_id = std::string(message.engine_id), .clock = clockOf(message), .seen = now});
}

// With authentication, a report without a digest claims that the engine is another.
Verdict V3Session::onClaim(const RawMessage& message) {
    notes_.addReport(SNMPERR_UNKNOWN_ENG_ID);
    if (message.engine_id != peer_.engineId()) addClaim(message, false);
    return {};
}

// The one that was named most often, and of several the last: the agent names itself in answer to each request that
// goes elsewhere. None if the engine is pinned.
const V3Session::Claim* V3Session::untried() const {
    if (peer_.pinned() || others_ == kMostOthers) return nullptr;
    const Claim* best = nullptr;
    for (const Claim& claim : claims_) {
        const bool is_new = !claim.tried && claim.engine_id != peer_.engineId() && !keys_.wereRefused(claim.engine_id);
        if (is_new && (best == nullptr || claim.times >= best->times)) best = &claim;
    }
    return best;
}

bool V3Session::tryOther(bool last, MonoTime now) {
    if (discovering_ || (proven_ && !last)) return false;
    const Claim* const best = untried();
    if (best == nullptr) return false;
    claims_[static_cast<size_t>(best - claims_.data())].tried = true;
    ++others_;
    return goTo({.engine_id = best->engine_id, .clock = best->clock, .seen = now}).step != Verdict::Step::end;
}

void V3Session::saveTo(model::Learned& learned) const {
    if (answered_) peer_.saveTo(learned);
}

}  // namespace snmpolld::snmp
