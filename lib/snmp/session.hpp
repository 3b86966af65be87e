// SnmpSession: owns one Net-SNMP session of SNMPv3 over our own transport; opened for a poll and closed at its end. It
// builds and sends requests and hands received messages to the library; what an answer means is the listener's
// business. Retries, timeouts and engine discovery of the library are never used. v1 and v2c do without:
// community_message.hpp.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "model/credentials.hpp"
#include "snmp/request.hpp"
#include "snmp/transport.hpp"

struct snmp_pdu;
struct snmp_session;

namespace snmpolld::snmp {

// Net-SNMP's number of the PDU.
int pduType(Ask ask);

class SnmpSession {
  public:
    class Listener {
      public:
        virtual ~Listener() = default;
        // An answer or a report that Net-SNMP accepted. Valid during the call, in which the session must not be closed.
        virtual void onPdu(snmp_pdu& pdu) = 0;
    };

    struct Sent {
        bool ok = false;
        int error = 0;  // errno of the link; 0: the library could not build the message
        const char* reason = "";
    };

    // Borrows all three. Null when Net-SNMP refuses, which only lack of memory explains.
    static std::unique_ptr<SnmpSession> open(const model::Credentials& credentials, Link& link, Listener& listener);
    ~SnmpSession();

    // The engine to which requests go from now on.
    void setEngine(std::string_view engine_id, std::string_view context_engine_id);

    Sent send(const Request& request);

    // Gives one message to the library; true when it called the listener.
    bool deliver(Bytes message);

  private:
    SnmpSession(const model::Credentials& credentials, Listener& listener) noexcept
        : credentials_(credentials), listener_(listener) {}

    static int onCallback(int operation, snmp_session* session, int request_id, snmp_pdu* pdu, void* self) noexcept;

    snmp_pdu* build(const Request& request) const;

    const model::Credentials& credentials_;
    Listener& listener_;
    void* handle_ = nullptr;
    bool heard_ = false;
};

}  // namespace snmpolld::snmp
