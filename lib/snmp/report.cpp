#include "snmp/report.hpp"

#include <algorithm>
#include <array>

#include "snmp/net_snmp.hpp"
#include "snmp/varbind_octets.hpp"

namespace snmpolld::snmp {

// It tells by the name of its first varbind.
int reportType(const RawPdu& report) {
    Bytes list = report.list;
    const auto first = takeTlv(list);
    const RawVarbind varbind = first ? readVarbind(first->content) : RawVarbind{};
    std::array<uint32_t, kMaxSubIds> ids{};
    std::array<oid, kMaxSubIds> name{};
    variable_list variable{};
    variable.name = name.data();
    variable.name_length = subIds(varbind.name, ids);
    std::ranges::copy(ids, name.begin());
    netsnmp_pdu pdu{};
    pdu.variables = &variable;
    return snmpv3_get_report_type(&pdu);
}

}  // namespace snmpolld::snmp
