// Objects of the IETF's and IEEE's MIBs.
#include <array>

#include "model/names_rows.hpp"

namespace snmpolld::model {

namespace {

using enum NameKind;

constexpr std::array kObjects{
    ObjectRow{"SNMPv2-MIB", "1.3.6.1.2.1.1", scalar,
              "sysDescr sysObjectID sysUpTime sysContact sysName sysLocation sysServices sysORLastChange"},
};

constexpr std::array kTables{
    TableRow{"IF-MIB", "1.3.6.1.2.1.2.2", "ifTable", "ifEntry",
             "ifIndex ifDescr ifType ifMtu ifSpeed ifPhysAddress ifAdminStatus ifOperStatus ifLastChange ifInOctets "
             "ifInUcastPkts ifInNUcastPkts ifInDiscards ifInErrors ifInUnknownProtos ifOutOctets ifOutUcastPkts "
             "ifOutNUcastPkts ifOutDiscards ifOutErrors ifOutQLen ifSpecific"},
};

}  // namespace

std::span<const ObjectRow> ietfObjects() {
    return kObjects;
}
std::span<const TableRow> ietfTables() {
    return kTables;
}

}  // namespace snmpolld::model
