// Pdu: the PDU of an answer, decoded by Net-SNMP. Made by the exchange, and only of messages that passed the strict
// check.
#pragma once

#include <net-snmp/net-snmp-config.h>

#include <net-snmp/net-snmp-includes.h>
#undef non_repeaters
#undef max_repetitions

#include "snmp/ber.hpp"

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
