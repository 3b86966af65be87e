// Objects of vendors' MIBs, under enterprises.
#include <array>

#include "model/names_rows.hpp"

namespace snmpolld::model {

namespace {

using enum NameKind;

constexpr std::array kObjects{
    ObjectRow{"NET-SNMP-MIB", "1.3.6.1.4.1", node, "netSnmp=8072"},
};

constexpr std::array kTables{
    TableRow{"UCD-SNMP-MIB", "1.3.6.1.4.1.2021.10", "laTable", "laEntry",
             "laIndex laNames laLoad laConfig laLoadInt laLoadFloat laErrorFlag=100 laErrMessage=101"},
};

}  // namespace

std::span<const ObjectRow> vendorObjects() {
    return kObjects;
}
std::span<const TableRow> vendorTables() {
    return kTables;
}

}  // namespace snmpolld::model
