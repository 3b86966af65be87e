#include "snmp/session.hpp"

#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>
#undef non_repeaters
#undef max_repetitions

#include <net-snmp/library/large_fd_set.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>

namespace snmpolld::snmp {

namespace {

int levelNumber(model::SecurityLevel level) {
    switch (level) {
        case model::SecurityLevel::noAuthNoPriv:
            return SNMP_SEC_LEVEL_NOAUTH;
        case model::SecurityLevel::authNoPriv:
            return SNMP_SEC_LEVEL_AUTHNOPRIV;
        case model::SecurityLevel::authPriv:
            return SNMP_SEC_LEVEL_AUTHPRIV;
    }
    return SNMP_SEC_LEVEL_NOAUTH;
}

// The strings stay the credentials' own: snmp_sess_add copies them.
netsnmp_session describe(const model::Credentials& credentials) {
    netsnmp_session s;
    snmp_sess_init(&s);
    s.version = SNMP_VERSION_3;
    s.retries = 0;
    s.timeout = 1L << 40;
    s.callback = nullptr;
    s.securityModel = SNMP_SEC_MODEL_USM;
    s.securityLevel = levelNumber(credentials.security_level);
    s.securityName = const_cast<char*>(credentials.username.c_str());
    s.securityNameLen = credentials.username.size();
    s.contextName = const_cast<char*>(credentials.context_name.c_str());
    s.contextNameLen = credentials.context_name.size();
    // Neither the library's blocking discovery nor its own user entries.
    s.flags |= SNMP_FLAGS_DONT_PROBE | SNMP_FLAGS_USER_CREATED;
    return s;
}

void replaceBytes(u_char*& place, size_t& length, std::string_view bytes) {
    std::free(place);
    place = static_cast<u_char*>(std::malloc(bytes.size() + 1));
    length = place == nullptr ? 0 : bytes.size();
    if (place != nullptr) std::memcpy(place, bytes.data(), bytes.size());
}

// Descriptor 0 is the name of every transport of ours; snmp_sess_read2 wants to see it set.
netsnmp_large_fd_set* readySet() {
    static netsnmp_large_fd_set* set = [] {
        static netsnmp_large_fd_set s;
        netsnmp_large_fd_set_init(&s, FD_SETSIZE);
        return &s;
    }();
    NETSNMP_LARGE_FD_SET(0, set);
    return set;
}

// Appending through the tail keeps a long request from being walked for each varbind.
bool addVarbinds(netsnmp_pdu& pdu, std::span<const model::Oid* const> oids) {
    netsnmp_variable_list** tail = &pdu.variables;
    std::array<oid, MAX_OID_LEN> name;
    for (const model::Oid* id : oids) {
        const auto ids = id->ids();
        std::copy(ids.begin(), ids.end(), name.begin());
        if (snmp_varlist_add_variable(tail, name.data(), ids.size(), ASN_NULL, nullptr, 0) == nullptr) return false;
        tail = &(*tail)->next_variable;
    }
    return true;
}

void setSecurityName(netsnmp_pdu& pdu, const std::string& name) {
    pdu.securityName = ::strdup(name.c_str());
    pdu.securityNameLen = name.size();
}

}  // namespace

std::unique_ptr<SnmpSession> SnmpSession::open(const model::Credentials& credentials, Link& link, Listener& listener) {
    std::unique_ptr<SnmpSession> out(new SnmpSession(credentials, listener));
    netsnmp_session session = describe(credentials);
    out->handle_ = snmp_sess_add(&session, makeTransport(link), nullptr, nullptr);
    if (out->handle_ == nullptr) return nullptr;
    netsnmp_session* live = snmp_sess_session(out->handle_);
    live->flags |= SNMP_FLAGS_DONT_PROBE;  // snmp_sess_add clears it
    live->retries = -2;                    // below every count: a notInTimeWindows report is not resent behind our back
    return out;
}

SnmpSession::~SnmpSession() {
    if (handle_ != nullptr) snmp_sess_close(handle_);
}

void SnmpSession::setEngine(std::string_view engine_id, std::string_view context_engine_id) {
    netsnmp_session* live = snmp_sess_session(handle_);
    replaceBytes(live->securityEngineID, live->securityEngineIDLen, engine_id);
    replaceBytes(live->contextEngineID, live->contextEngineIDLen, context_engine_id);
}

int pduType(Ask ask) {
    switch (ask) {
        case Ask::get:
            return SNMP_MSG_GET;
        case Ask::get_next:
            return SNMP_MSG_GETNEXT;
        case Ask::get_bulk:
            return SNMP_MSG_GETBULK;
    }
    return SNMP_MSG_GET;
}

snmp_pdu* SnmpSession::build(const Request& request) const {
    netsnmp_pdu* pdu = snmp_pdu_create(pduType(request.ask));
    if (pdu == nullptr) return nullptr;
    pdu->reqid = request.request_id;
    pdu->msgid = request.msg_id;
    pdu->errstat = request.non_repeaters;
    pdu->errindex = request.max_repetitions;
    setSecurityName(*pdu, request.oids.empty() ? std::string() : credentials_.username);
    if (request.oids.empty()) pdu->securityLevel = SNMP_SEC_LEVEL_NOAUTH;
    if (addVarbinds(*pdu, request.oids)) return pdu;
    snmp_free_pdu(pdu);
    return nullptr;
}

SnmpSession::Sent SnmpSession::send(const Request& request) {
    netsnmp_pdu* pdu = build(request);
    if (pdu == nullptr) return {.reason = "out of memory"};
    TransportState& state = stateOf(*snmp_sess_transport(handle_));
    state.sending = true;
    state.error = 0;
    const int sent = snmp_sess_async_send(handle_, pdu, onCallback, this);
    state.sending = false;
    if (sent != 0) return {.ok = true};
    snmp_free_pdu(pdu);
    return {.error = state.error, .reason = snmp_api_errstring(snmp_sess_session(handle_)->s_snmp_errno)};
}

bool SnmpSession::deliver(Bytes message) {
    TransportState& state = stateOf(*snmp_sess_transport(handle_));
    state.inbound = message.data();
    state.inbound_size = message.size();
    heard_ = false;
    snmp_sess_read2(handle_, readySet());
    return heard_;
}

// Failed sends and closing also come here; send() and the owner know of those already.
int SnmpSession::onCallback(int operation, netsnmp_session*, int, netsnmp_pdu* pdu, void* self) noexcept {
    if (operation != NETSNMP_CALLBACK_OP_RECEIVED_MESSAGE) return 1;
    auto* session = static_cast<SnmpSession*>(self);
    session->heard_ = true;
    session->listener_.onPdu(*pdu);
    return 1;
}

}  // namespace snmpolld::snmp
