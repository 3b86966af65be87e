// What a fake agent knows: the system group, ifNumber, ifTable and ifXTable of N interfaces, all with known values, and
// sysUpTime. sysName.0 is the address that was asked, so that a test sees whose answer it holds. `respond` is the
// honest agent.
#pragma once

#include <chrono>
#include <map>
#include <string>

#include "message.hpp"

namespace snmpolld::agents {

class Mib {
  public:
    explicit Mib(unsigned interfaces);

    // The encoded value; an exception (RFC 3416 section 4.2.1) when there is none.
    std::string get(const Oid& oid, const std::string& address) const;
    // The varbind after `oid` in the order of OIDs; endOfMibView under the same OID at the end.
    Varbind next(const Oid& oid, const std::string& address) const;

  private:
    void addSystem();
    void addInterface(unsigned index);
    std::string value(const Oid& oid, const std::string& stored, const std::string& address) const;

    std::map<Oid, std::string> values_;
    std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

inline const Oid kSysDescr{1, 3, 6, 1, 2, 1, 1, 1, 0};

// GET, GETNEXT, GETBULK as RFC 1157 and RFC 3416 say; a GETBULK answer stays within 65,000 octets.
Message respond(const Message& request, const Mib& mib, const std::string& address);

}  // namespace snmpolld::agents
