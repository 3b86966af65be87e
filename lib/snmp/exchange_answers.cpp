// What the answers to an exchange's requests mean.
#include "snmp/exchange.hpp"

#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>
#undef non_repeaters
#undef max_repetitions

#include "snmp/values.hpp"

namespace snmpolld::snmp {

namespace {

using model::Status;

int versionOnWire(model::Version version) {
    return version == model::Version::v1 ? kVersion1 : version == model::Version::v2c ? kVersion2c : kVersion3;
}

uint8_t flagsOf(model::SecurityLevel level) {
    switch (level) {
        case model::SecurityLevel::noAuthNoPriv:
            return 0;
        case model::SecurityLevel::authNoPriv:
            return kFlagAuth;
        case model::SecurityLevel::authPriv:
            return kFlagAuth | kFlagPriv;
    }
    return 0;
}

bool lacksSecurity(const RawMessage& message, model::SecurityLevel level) {
    const uint8_t wanted = flagsOf(level);
    return (message.flags & wanted) != wanted && message.pdu.type == kPduResponse;
}

}  // namespace

// Not malformed as BER, but not what was asked for either.
const char* Exchange::faultOf(const RawMessage& message) const {
    if (message.version != versionOnWire(credentials().version)) return "its SNMP version is not the one asked in";
    if (message.fault != nullptr) return message.fault;
    if (isV3() && lacksSecurity(message, credentials().security_level))
        return "it has less security than was asked for";
    return nullptr;
}

void Exchange::onPdu(snmp_pdu& pdu) {
    if (pdu.command == SNMP_MSG_REPORT) return discovering_ ? judgeDiscovery() : judgeReport(pdu);
    if (pdu.command != SNMP_MSG_RESPONSE || discovering_)
        return refuse("it is neither a response nor the report expected");
    tookTime();
    engine_answered_ = isV3();
    if (isV3()) peer_->setClock({raw_->engine_boots, raw_->engine_time}, now_);
    if (phase_ == Phase::walks) walks_.answersTry(answered_);
    if (pdu.errstat != SNMP_ERR_NOERROR) return judgeError(pdu.errstat, pdu.errindex);
    judgeResponse(pdu);
}

void Exchange::refuse(const std::string& why) {
    finish(Status::bad_response, "the answer is refused: " + why);
}

void Exchange::judgeResponse(const snmp_pdu& pdu) {
    const netsnmp_variable_list* v = pdu.variables;
    if (with_clock_ && !takeClock(v)) return;
    phase_ == Phase::walks ? judgeWalk(v) : judgeGet(v);
}

// The varbind in front, when sysUpTime travels along.
bool Exchange::takeClock(const netsnmp_variable_list*& v) {
    static const model::Oid sys_up_time{1, 3, 6, 1, 2, 1, 1, 3, 0};
    const bool is_clock = v != nullptr && sameOid(*v, sys_up_time);
    if (v == nullptr || (!is_clock && phase_ != Phase::walks)) {
        refuse(v == nullptr ? "it has fewer varbinds than were asked for"
                            : "another OID stands where sysUpTime.0 was asked");
        return false;
    }
    clock_.known = is_clock && v->type == ASN_TIMETICKS;
    clock_.sys_up_time = clock_.known ? static_cast<uint32_t>(*v->val.integer) : 0;
    v = v->next_variable;
    return true;
}

void Exchange::judgeGet(const netsnmp_variable_list* first) {
    const netsnmp_variable_list* v = first;
    for (const model::Oid* oid : gets().plan.oids()) {
        if (v == nullptr) return refuse("it has fewer varbinds than were asked for");
        if (!sameOid(*v, *oid)) return refuse("another OID stands where " + oid->toString() + " was asked");
        v = v->next_variable;
    }
    if (v != nullptr) return refuse("it has more varbinds than were asked for");
    takeValues(first);
}

void Exchange::takeValues(const netsnmp_variable_list* v) {
    Gets& asked = gets();
    for (const uint32_t position : asked.plan.positions()) {
        if (!readValue(*v, asked.results.slot(position))) return refuse("a value is of an unknown type");
        v = v->next_variable;
    }
    if (task_.module_set->requests.rates) asked.results.mark(asked.plan.positions().front(), clock_);
    for (const uint32_t position : asked.plan.positions())
        asked.results.confirm(position);
    asked.plan.answered();
    step_ = Step::next;
}

void Exchange::judgeWalk(const netsnmp_variable_list* v) {
    const size_t before = walked_.size();
    if (const char* fault = walks_.take(v, walked_)) {
        walked_.resize(before);
        return refuse(fault);
    }
    counted_ += walked_.size() - before;
    shared_.walked += walked_.size() - before;
    selection_.see(walks_.aside());
    selection_.see(std::span(walked_).subspan(before));
    if (task_.module_set->requests.rates && walked_.size() > before) {
        clock_.first = static_cast<uint32_t>(before);
        walked_clocks_.push_back(clock_);
    }
    step_ = Step::next;
}

// An agent without sysUpTime is asked without it from then on.
void Exchange::judgeError(long error_status, long error_index) {
    step_ = Step::next;
    if (with_clock_ && error_index == 1) {
        with_clock_ = false;
        clock_ = {};
        return;
    }
    if (with_clock_ && error_index > 0) --error_index;
    phase_ == Phase::walks ? walks_.refused(error_status, error_index) : judgeGetError(error_status, error_index);
}

void Exchange::judgeGetError(long error_status, long error_index) {
    Gets& asked = gets();
    const auto oids = asked.plan.oids();
    if (error_status == SNMP_ERR_TOOBIG && asked.plan.halve()) return;
    if (error_index > static_cast<long>(oids.size())) return refuse("its error-index points at no varbind");
    if (error_index == 0 && oids.size() == 1) error_index = 1;
    if (error_index == 0 && asked.plan.leaveOutFrom(asked.results.shown())) return;
    if (error_index == 0) return finish(Status::agent_error, errorStatusName(error_status));
    const auto index = static_cast<size_t>(error_index - 1);
    const uint32_t position = asked.plan.positions()[index];
    if (error_status == SNMP_ERR_NOSUCHNAME && credentials().version == model::Version::v1) {
        asked.results.slot(position).type = model::Type::noSuchObject;
        asked.results.confirm(position);
    } else if (mayFail(position)) {
        asked.results.setError(position, errorFor(error_status, *oids[index]));
    }
    asked.plan.leaveOut(index);
}

}  // namespace snmpolld::snmp
