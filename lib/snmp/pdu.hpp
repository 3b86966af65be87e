// Pdu: the PDU of an answer, decoded by Net-SNMP. Made by the exchange, and only of messages that passed the strict
// check.
#pragma once

#include "snmp/ber.hpp"
#include "snmp/net_snmp.hpp"

namespace snmpolld::snmp {

class Pdu {
  public:
    explicit Pdu(const RawMessage& message);
    ~Pdu() { snmp_free_varbind(pdu_.variables); }
    Pdu(const Pdu&) = delete;
    Pdu& operator=(const Pdu&) = delete;

    // False: Net-SNMP cannot decode it.
    bool isDecoded() const { return decoded_; }
    netsnmp_pdu& get() { return pdu_; }

  private:
    netsnmp_pdu pdu_{};
    bool decoded_;
};

}  // namespace snmpolld::snmp
