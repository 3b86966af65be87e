// Pdu: the PDU of an answer, decoded by Net-SNMP. Made by the exchange, and only of messages that passed the strict
// check. Varbinds that did not pass it are decoded as the octets that came, and told apart by AnswerVarbinds.
#pragma once

#include <span>
#include <vector>

#include "snmp/ber.hpp"
#include "snmp/mended_pdu.hpp"
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
    std::span<const Damage> damages() const { return damages_; }

  private:
    bool decode(Bytes octets);

    netsnmp_pdu pdu_{};
    std::vector<Damage> damages_;
    bool decoded_;
};

}  // namespace snmpolld::snmp
