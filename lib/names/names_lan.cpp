// Objects of switches and of Ethernet: bridges, VLANs, LLDP's extensions, link aggregation, remote monitoring.
#include <array>

#include "names/names_rows.hpp"

namespace snmpolld::names {

namespace {

using enum NameKind;

// clang-format off: one row for each group of objects and each table.
constexpr std::array kLanObjects{
    ObjectRow{"EtherLike-MIB", "1.3.6.1.2.1.10", node, "dot3=7"},
    ObjectRow{"RSTP-MIB", "1.3.6.1.2.1.17.2", scalar, "dot1dStpVersion=16 dot1dStpTxHoldCount"},
    ObjectRow{"P-BRIDGE-MIB", "1.3.6.1.2.1.17.6.1.1", scalar,
              "dot1dDeviceCapabilities dot1dTrafficClassesEnabled dot1dGmrpStatus"},
    ObjectRow{"IEEE8023-LAG-MIB", "1.2.840.10006.300.43.1", scalar, "dot3adTablesLastChanged=3"},
    ObjectRow{"LLDP-MIB", "1.0.8802.1.1.2.1", node, "lldpExtensions=5"},
};

constexpr std::array kLanTables{
    TableRow{"BRIDGE-MIB", "1.3.6.1.2.1.17.5.1", "dot1dStaticTable", "dot1dStaticEntry",
             "dot1dStaticAddress dot1dStaticReceivePort dot1dStaticAllowedToGoTo dot1dStaticStatus"},
    TableRow{"RSTP-MIB", "1.3.6.1.2.1.17.2.19", "dot1dStpExtPortTable", "dot1dStpExtPortEntry",
             "dot1dStpPortProtocolMigration dot1dStpPortAdminEdgePort dot1dStpPortOperEdgePort "
             "dot1dStpPortAdminPointToPoint dot1dStpPortOperPointToPoint dot1dStpPortAdminPathCost"},
    TableRow{"P-BRIDGE-MIB", "1.3.6.1.2.1.17.4.5", "dot1dTpHCPortTable", "dot1dTpHCPortEntry",
             "dot1dTpHCPortInFrames dot1dTpHCPortOutFrames dot1dTpHCPortInDiscards"},
    TableRow{"P-BRIDGE-MIB", "1.3.6.1.2.1.17.4.6", "dot1dTpPortOverflowTable", "dot1dTpPortOverflowEntry",
             "dot1dTpPortInOverflowFrames dot1dTpPortOutOverflowFrames dot1dTpPortInOverflowDiscards"},
    TableRow{"P-BRIDGE-MIB", "1.3.6.1.2.1.17.6.1.1.4", "dot1dPortCapabilitiesTable", "dot1dPortCapabilitiesEntry",
             "dot1dPortCapabilities"},
    TableRow{"P-BRIDGE-MIB", "1.3.6.1.2.1.17.6.1.2.1", "dot1dPortPriorityTable", "dot1dPortPriorityEntry",
             "dot1dPortDefaultUserPriority dot1dPortNumTrafficClasses"},
    TableRow{"P-BRIDGE-MIB", "1.3.6.1.2.1.17.6.1.2.2", "dot1dUserPriorityRegenTable", "dot1dUserPriorityRegenEntry",
             "dot1dUserPriority dot1dRegenUserPriority"},
    TableRow{"P-BRIDGE-MIB", "1.3.6.1.2.1.17.6.1.2.3", "dot1dTrafficClassTable", "dot1dTrafficClassEntry",
             "dot1dTrafficClassPriority dot1dTrafficClass"},
    TableRow{"P-BRIDGE-MIB", "1.3.6.1.2.1.17.6.1.2.4", "dot1dPortOutboundAccessPriorityTable",
             "dot1dPortOutboundAccessPriorityEntry", "dot1dPortOutboundAccessPriority"},
    TableRow{"P-BRIDGE-MIB", "1.3.6.1.2.1.17.6.1.3.1", "dot1dPortGarpTable", "dot1dPortGarpEntry",
             "dot1dPortGarpJoinTime dot1dPortGarpLeaveTime dot1dPortGarpLeaveAllTime"},
    TableRow{"P-BRIDGE-MIB", "1.3.6.1.2.1.17.6.1.4.1", "dot1dPortGmrpTable", "dot1dPortGmrpEntry",
             "dot1dPortGmrpStatus dot1dPortGmrpFailedRegistrations dot1dPortGmrpLastPduOrigin"},
    TableRow{"Q-BRIDGE-MIB", "1.3.6.1.2.1.17.7.1.2.3", "dot1qTpGroupTable", "dot1qTpGroupEntry",
             "dot1qTpGroupAddress dot1qTpGroupEgressPorts dot1qTpGroupLearnt"},
    TableRow{"Q-BRIDGE-MIB", "1.3.6.1.2.1.17.7.1.2.4", "dot1qForwardAllTable", "dot1qForwardAllEntry",
             "dot1qForwardAllPorts dot1qForwardAllStaticPorts dot1qForwardAllForbiddenPorts"},
    TableRow{"Q-BRIDGE-MIB", "1.3.6.1.2.1.17.7.1.2.5", "dot1qForwardUnregisteredTable", "dot1qForwardUnregisteredEntry",
             "dot1qForwardUnregisteredPorts dot1qForwardUnregisteredStaticPorts "
             "dot1qForwardUnregisteredForbiddenPorts"},
    TableRow{"Q-BRIDGE-MIB", "1.3.6.1.2.1.17.7.1.3.1", "dot1qStaticUnicastTable", "dot1qStaticUnicastEntry",
             "dot1qStaticUnicastAddress dot1qStaticUnicastReceivePort dot1qStaticUnicastAllowedToGoTo "
             "dot1qStaticUnicastStatus"},
    TableRow{"Q-BRIDGE-MIB", "1.3.6.1.2.1.17.7.1.3.2", "dot1qStaticMulticastTable", "dot1qStaticMulticastEntry",
             "dot1qStaticMulticastAddress dot1qStaticMulticastReceivePort dot1qStaticMulticastStaticEgressPorts "
             "dot1qStaticMulticastForbiddenEgressPorts dot1qStaticMulticastStatus"},
    TableRow{"Q-BRIDGE-MIB", "1.3.6.1.2.1.17.7.1.4.6", "dot1qPortVlanStatisticsTable", "dot1qPortVlanStatisticsEntry",
             "dot1qTpVlanPortInFrames dot1qTpVlanPortOutFrames dot1qTpVlanPortInDiscards "
             "dot1qTpVlanPortInOverflowFrames dot1qTpVlanPortOutOverflowFrames dot1qTpVlanPortInOverflowDiscards"},
    TableRow{"Q-BRIDGE-MIB", "1.3.6.1.2.1.17.7.1.4.7", "dot1qPortVlanHCStatisticsTable",
             "dot1qPortVlanHCStatisticsEntry",
             "dot1qTpVlanPortHCInFrames dot1qTpVlanPortHCOutFrames dot1qTpVlanPortHCInDiscards"},
    TableRow{"Q-BRIDGE-MIB", "1.3.6.1.2.1.17.7.1.4.8", "dot1qLearningConstraintsTable", "dot1qLearningConstraintsEntry",
             "dot1qConstraintVlan dot1qConstraintSet dot1qConstraintType dot1qConstraintStatus"},
    TableRow{"Q-BRIDGE-MIB", "1.3.6.1.2.1.17.7.1.5.1", "dot1vProtocolGroupTable", "dot1vProtocolGroupEntry",
             "dot1vProtocolTemplateFrameType dot1vProtocolTemplateProtocolValue dot1vProtocolGroupId "
             "dot1vProtocolGroupRowStatus"},
    TableRow{"Q-BRIDGE-MIB", "1.3.6.1.2.1.17.7.1.5.2", "dot1vProtocolPortTable", "dot1vProtocolPortEntry",
             "dot1vProtocolPortGroupId dot1vProtocolPortGroupVid dot1vProtocolPortRowStatus"},
    TableRow{"LLDP-MIB", "1.0.8802.1.1.2.1.1.7", "lldpConfigManAddrTable", "lldpConfigManAddrEntry",
             "lldpConfigManAddrPortsTxEnable"},
    TableRow{"LLDP-MIB", "1.0.8802.1.1.2.1.4.3", "lldpRemUnknownTLVTable", "lldpRemUnknownTLVEntry",
             "lldpRemUnknownTLVType lldpRemUnknownTLVInfo"},
    TableRow{"LLDP-MIB", "1.0.8802.1.1.2.1.4.4", "lldpRemOrgDefInfoTable", "lldpRemOrgDefInfoEntry",
             "lldpRemOrgDefInfoOUI lldpRemOrgDefInfoSubtype lldpRemOrgDefInfoIndex lldpRemOrgDefInfo"},
    TableRow{"LLDP-EXT-DOT1-MIB", "1.0.8802.1.1.2.1.5.32962.1.1.1", "lldpXdot1ConfigPortVlanTable",
             "lldpXdot1ConfigPortVlanEntry", "lldpXdot1ConfigPortVlanTxEnable"},
    TableRow{"LLDP-EXT-DOT1-MIB", "1.0.8802.1.1.2.1.5.32962.1.1.2", "lldpXdot1ConfigVlanNameTable",
             "lldpXdot1ConfigVlanNameEntry", "lldpXdot1ConfigVlanNameTxEnable"},
    TableRow{"LLDP-EXT-DOT1-MIB", "1.0.8802.1.1.2.1.5.32962.1.2.1", "lldpXdot1LocTable", "lldpXdot1LocEntry",
             "lldpXdot1LocPortVlanId"},
    TableRow{"LLDP-EXT-DOT1-MIB", "1.0.8802.1.1.2.1.5.32962.1.2.2", "lldpXdot1LocProtoVlanTable",
             "lldpXdot1LocProtoVlanEntry",
             "lldpXdot1LocProtoVlanId lldpXdot1LocProtoVlanSupported lldpXdot1LocProtoVlanEnabled"},
    TableRow{"LLDP-EXT-DOT1-MIB", "1.0.8802.1.1.2.1.5.32962.1.2.3", "lldpXdot1LocVlanNameTable",
             "lldpXdot1LocVlanNameEntry", "lldpXdot1LocVlanId lldpXdot1LocVlanName"},
    TableRow{"LLDP-EXT-DOT1-MIB", "1.0.8802.1.1.2.1.5.32962.1.2.4", "lldpXdot1LocProtocolTable",
             "lldpXdot1LocProtocolEntry", "lldpXdot1LocProtocolIndex lldpXdot1LocProtocolId"},
    TableRow{"LLDP-EXT-DOT1-MIB", "1.0.8802.1.1.2.1.5.32962.1.3.1", "lldpXdot1RemTable", "lldpXdot1RemEntry",
             "lldpXdot1RemPortVlanId"},
    TableRow{"LLDP-EXT-DOT1-MIB", "1.0.8802.1.1.2.1.5.32962.1.3.2", "lldpXdot1RemProtoVlanTable",
             "lldpXdot1RemProtoVlanEntry",
             "lldpXdot1RemProtoVlanId lldpXdot1RemProtoVlanSupported lldpXdot1RemProtoVlanEnabled"},
    TableRow{"LLDP-EXT-DOT1-MIB", "1.0.8802.1.1.2.1.5.32962.1.3.3", "lldpXdot1RemVlanNameTable",
             "lldpXdot1RemVlanNameEntry", "lldpXdot1RemVlanId lldpXdot1RemVlanName"},
    TableRow{"LLDP-EXT-DOT1-MIB", "1.0.8802.1.1.2.1.5.32962.1.3.4", "lldpXdot1RemProtocolTable",
             "lldpXdot1RemProtocolEntry", "lldpXdot1RemProtocolIndex lldpXdot1RemProtocolId"},
    TableRow{"LLDP-EXT-DOT3-MIB", "1.0.8802.1.1.2.1.5.4623.1.1.1", "lldpXdot3PortConfigTable",
             "lldpXdot3PortConfigEntry", "lldpXdot3PortConfigTLVsTxEnable"},
    TableRow{"LLDP-EXT-DOT3-MIB", "1.0.8802.1.1.2.1.5.4623.1.2.1", "lldpXdot3LocPortTable", "lldpXdot3LocPortEntry",
             "lldpXdot3LocPortAutoNegSupported lldpXdot3LocPortAutoNegEnabled "
             "lldpXdot3LocPortAutoNegAdvertisedCap lldpXdot3LocPortOperMauType"},
    TableRow{"LLDP-EXT-DOT3-MIB", "1.0.8802.1.1.2.1.5.4623.1.2.2", "lldpXdot3LocPowerTable", "lldpXdot3LocPowerEntry",
             "lldpXdot3LocPowerPortClass lldpXdot3LocPowerMDISupported lldpXdot3LocPowerMDIEnabled "
             "lldpXdot3LocPowerPairControlable lldpXdot3LocPowerPairs lldpXdot3LocPowerClass"},
    TableRow{"LLDP-EXT-DOT3-MIB", "1.0.8802.1.1.2.1.5.4623.1.2.3", "lldpXdot3LocLinkAggTable",
             "lldpXdot3LocLinkAggEntry", "lldpXdot3LocLinkAggStatus lldpXdot3LocLinkAggPortId"},
    TableRow{"LLDP-EXT-DOT3-MIB", "1.0.8802.1.1.2.1.5.4623.1.2.4", "lldpXdot3LocMaxFrameSizeTable",
             "lldpXdot3LocMaxFrameSizeEntry", "lldpXdot3LocMaxFrameSize"},
    TableRow{"LLDP-EXT-DOT3-MIB", "1.0.8802.1.1.2.1.5.4623.1.3.1", "lldpXdot3RemPortTable", "lldpXdot3RemPortEntry",
             "lldpXdot3RemPortAutoNegSupported lldpXdot3RemPortAutoNegEnabled "
             "lldpXdot3RemPortAutoNegAdvertisedCap lldpXdot3RemPortOperMauType"},
    TableRow{"LLDP-EXT-DOT3-MIB", "1.0.8802.1.1.2.1.5.4623.1.3.2", "lldpXdot3RemPowerTable", "lldpXdot3RemPowerEntry",
             "lldpXdot3RemPowerPortClass lldpXdot3RemPowerMDISupported lldpXdot3RemPowerMDIEnabled "
             "lldpXdot3RemPowerPairControlable lldpXdot3RemPowerPairs lldpXdot3RemPowerClass"},
    TableRow{"LLDP-EXT-DOT3-MIB", "1.0.8802.1.1.2.1.5.4623.1.3.3", "lldpXdot3RemLinkAggTable",
             "lldpXdot3RemLinkAggEntry", "lldpXdot3RemLinkAggStatus lldpXdot3RemLinkAggPortId"},
    TableRow{"LLDP-EXT-DOT3-MIB", "1.0.8802.1.1.2.1.5.4623.1.3.4", "lldpXdot3RemMaxFrameSizeTable",
             "lldpXdot3RemMaxFrameSizeEntry", "lldpXdot3RemMaxFrameSize"},
    TableRow{"EtherLike-MIB", "1.3.6.1.2.1.10.7.5", "dot3CollTable", "dot3CollEntry",
             "dot3CollCount=2 dot3CollFrequencies"},
    TableRow{"EtherLike-MIB", "1.3.6.1.2.1.10.7.9", "dot3ControlTable", "dot3ControlEntry",
             "dot3ControlFunctionsSupported dot3ControlInUnknownOpcodes dot3HCControlInUnknownOpcodes"},
    TableRow{"EtherLike-MIB", "1.3.6.1.2.1.10.7.10", "dot3PauseTable", "dot3PauseEntry",
             "dot3PauseAdminMode dot3PauseOperMode dot3InPauseFrames dot3OutPauseFrames dot3HCInPauseFrames "
             "dot3HCOutPauseFrames"},
    TableRow{"EtherLike-MIB", "1.3.6.1.2.1.10.7.11", "dot3HCStatsTable", "dot3HCStatsEntry",
             "dot3HCStatsAlignmentErrors dot3HCStatsFCSErrors dot3HCStatsInternalMacTransmitErrors "
             "dot3HCStatsFrameTooLongs dot3HCStatsInternalMacReceiveErrors dot3HCStatsSymbolErrors"},
    TableRow{"IEEE8023-LAG-MIB", "1.2.840.10006.300.43.1.1.2", "dot3adAggPortListTable", "dot3adAggPortListEntry",
             "dot3adAggPortListPorts"},
    TableRow{"IEEE8023-LAG-MIB", "1.2.840.10006.300.43.1.2.2", "dot3adAggPortStatsTable", "dot3adAggPortStatsEntry",
             "dot3adAggPortStatsLACPDUsRx dot3adAggPortStatsMarkerPDUsRx dot3adAggPortStatsMarkerResponsePDUsRx "
             "dot3adAggPortStatsUnknownRx dot3adAggPortStatsIllegalRx dot3adAggPortStatsLACPDUsTx "
             "dot3adAggPortStatsMarkerPDUsTx dot3adAggPortStatsMarkerResponsePDUsTx"},
    TableRow{"RMON2-MIB", "1.3.6.1.2.1.16.1.4", "etherStats2Table", "etherStats2Entry",
             "etherStatsDroppedFrames etherStatsCreateTime"},
    TableRow{"HC-RMON-MIB", "1.3.6.1.2.1.16.1.7", "etherStatsHighCapacityTable", "etherStatsHighCapacityEntry",
             "etherStatsHighCapacityOverflowPkts etherStatsHighCapacityPkts etherStatsHighCapacityOverflowOctets "
             "etherStatsHighCapacityOctets etherStatsHighCapacityOverflowPkts64Octets "
             "etherStatsHighCapacityPkts64Octets etherStatsHighCapacityOverflowPkts65to127Octets "
             "etherStatsHighCapacityPkts65to127Octets etherStatsHighCapacityOverflowPkts128to255Octets "
             "etherStatsHighCapacityPkts128to255Octets etherStatsHighCapacityOverflowPkts256to511Octets "
             "etherStatsHighCapacityPkts256to511Octets etherStatsHighCapacityOverflowPkts512to1023Octets "
             "etherStatsHighCapacityPkts512to1023Octets etherStatsHighCapacityOverflowPkts1024to1518Octets "
             "etherStatsHighCapacityPkts1024to1518Octets"},
};
// clang-format on

}  // namespace

std::span<const ObjectRow> lanObjects() {
    return kLanObjects;
}
std::span<const TableRow> lanTables() {
    return kLanTables;
}

}  // namespace snmpolld::names
