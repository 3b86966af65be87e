// Objects that nearly every agent has: SNMPv2-MIB, IF-MIB, IP-MIB, TCP-MIB, UDP-MIB, HOST-RESOURCES-MIB, SNMPv3's own.
#include <array>

#include "names/names_rows.hpp"

namespace snmpolld::names {

namespace {

using enum NameKind;

// clang-format off: one row for each group of objects and each table.
constexpr std::array kObjects{
    ObjectRow{"SNMPv2-SMI", "1.3", node, "dod=6"},
    ObjectRow{"SNMPv2-SMI", "1.3.6", node, "internet"},
    ObjectRow{"SNMPv2-SMI", "1.3.6.1", node, "directory mgmt experimental private security snmpV2"},
    ObjectRow{"SNMPv2-SMI", "1.3.6.1.2", node, "mib-2"},
    ObjectRow{"SNMPv2-SMI", "1.3.6.1.4", node, "enterprises"},
    ObjectRow{"SNMPv2-SMI", "1.3.6.1.2.1", node, "transmission=10"},
    ObjectRow{"SNMPv2-MIB", "1.3.6.1.2.1", node, "system snmp=11"},
    ObjectRow{"IF-MIB", "1.3.6.1.2.1", node, "interfaces=2 ifMIB=31"},
    ObjectRow{"IP-MIB", "1.3.6.1.2.1", node, "ip=4 icmp"},
    ObjectRow{"TCP-MIB", "1.3.6.1.2.1", node, "tcp=6"},
    ObjectRow{"UDP-MIB", "1.3.6.1.2.1", node, "udp=7"},
    ObjectRow{"HOST-RESOURCES-MIB", "1.3.6.1.2.1", node, "host=25"},
    ObjectRow{"HOST-RESOURCES-MIB", "1.3.6.1.2.1.25", node,
              "hrSystem hrStorage hrDevice hrSWRun hrSWRunPerf hrSWInstalled"},
    ObjectRow{"SNMP-FRAMEWORK-MIB", "1.3.6.1.6.3.10.2", node, "snmpEngine"},
    ObjectRow{"SNMP-USER-BASED-SM-MIB", "1.3.6.1.6.3.15.1", node, "usmStats"},
    ObjectRow{"SNMPv2-MIB", "1.3.6.1.2.1.1", scalar,
              "sysDescr sysObjectID sysUpTime sysContact sysName sysLocation sysServices sysORLastChange"},
    ObjectRow{"SNMPv2-MIB", "1.3.6.1.2.1.11", scalar,
              "snmpInPkts snmpOutPkts snmpInBadVersions snmpInBadCommunityNames snmpInBadCommunityUses "
              "snmpInASNParseErrs snmpInTooBigs=8 snmpInNoSuchNames snmpInBadValues snmpInReadOnlys snmpInGenErrs "
              "snmpInTotalReqVars snmpInTotalSetVars snmpInGetRequests snmpInGetNexts snmpInSetRequests "
              "snmpInGetResponses snmpInTraps snmpOutTooBigs snmpOutNoSuchNames snmpOutBadValues snmpOutGenErrs=24 "
              "snmpOutGetRequests snmpOutGetNexts snmpOutSetRequests snmpOutGetResponses snmpOutTraps "
              "snmpEnableAuthenTraps snmpSilentDrops snmpProxyDrops"},
    ObjectRow{"IF-MIB", "1.3.6.1.2.1.2", scalar, "ifNumber"},
    ObjectRow{"IF-MIB", "1.3.6.1.2.1.31.1", scalar, "ifTableLastChange=5 ifStackLastChange"},
    ObjectRow{"IP-MIB", "1.3.6.1.2.1.4", scalar,
              "ipForwarding ipDefaultTTL ipInReceives ipInHdrErrors ipInAddrErrors ipForwDatagrams ipInUnknownProtos "
              "ipInDiscards ipInDelivers ipOutRequests ipOutDiscards ipOutNoRoutes ipReasmTimeout ipReasmReqds "
              "ipReasmOKs ipReasmFails ipFragOKs ipFragFails ipFragCreates ipRoutingDiscards=23 ipv6IpForwarding=25 "
              "ipv6IpDefaultHopLimit ipv4InterfaceTableLastChange ipv6InterfaceTableLastChange=29 "
              "ipAddressSpinLock=33 ipv6RouterAdvertSpinLock=38"},
    ObjectRow{"IP-MIB", "1.3.6.1.2.1.5", scalar,
              "icmpInMsgs icmpInErrors icmpInDestUnreachs icmpInTimeExcds icmpInParmProbs icmpInSrcQuenchs "
              "icmpInRedirects icmpInEchos icmpInEchoReps icmpInTimestamps icmpInTimestampReps icmpInAddrMasks "
              "icmpInAddrMaskReps icmpOutMsgs icmpOutErrors icmpOutDestUnreachs icmpOutTimeExcds icmpOutParmProbs "
              "icmpOutSrcQuenchs icmpOutRedirects icmpOutEchos icmpOutEchoReps icmpOutTimestamps icmpOutTimestampReps "
              "icmpOutAddrMasks icmpOutAddrMaskReps"},
    ObjectRow{"TCP-MIB", "1.3.6.1.2.1.6", scalar,
              "tcpRtoAlgorithm tcpRtoMin tcpRtoMax tcpMaxConn tcpActiveOpens tcpPassiveOpens tcpAttemptFails "
              "tcpEstabResets tcpCurrEstab tcpInSegs tcpOutSegs tcpRetransSegs tcpInErrs=14 tcpOutRsts tcpHCInSegs=17 "
              "tcpHCOutSegs"},
    ObjectRow{"UDP-MIB", "1.3.6.1.2.1.7", scalar,
              "udpInDatagrams udpNoPorts udpInErrors udpOutDatagrams udpHCInDatagrams=8 udpHCOutDatagrams"},
    ObjectRow{"IP-FORWARD-MIB", "1.3.6.1.2.1.4.24", scalar,
              "ipForwardNumber ipCidrRouteNumber=3 inetCidrRouteNumber=6 inetCidrRouteDiscards=8"},
    ObjectRow{"SNMP-FRAMEWORK-MIB", "1.3.6.1.6.3.10.2.1", scalar,
              "snmpEngineID snmpEngineBoots snmpEngineTime snmpEngineMaxMessageSize"},
    ObjectRow{"SNMP-MPD-MIB", "1.3.6.1.6.3.11.2.1", scalar,
              "snmpUnknownSecurityModels snmpInvalidMsgs snmpUnknownPDUHandlers"},
    ObjectRow{"SNMP-USER-BASED-SM-MIB", "1.3.6.1.6.3.15.1.1", scalar,
              "usmStatsUnsupportedSecLevels usmStatsNotInTimeWindows usmStatsUnknownUserNames "
              "usmStatsUnknownEngineIDs usmStatsWrongDigests usmStatsDecryptionErrors"},
    ObjectRow{"HOST-RESOURCES-MIB", "1.3.6.1.2.1.25.1", scalar,
              "hrSystemUptime hrSystemDate hrSystemInitialLoadDevice hrSystemInitialLoadParameters hrSystemNumUsers "
              "hrSystemProcesses hrSystemMaxProcesses"},
    ObjectRow{"HOST-RESOURCES-MIB", "1.3.6.1.2.1.25.2", scalar, "hrMemorySize=2"},
    ObjectRow{"HOST-RESOURCES-MIB", "1.3.6.1.2.1.25.4", scalar, "hrSWOSIndex"},
    ObjectRow{"HOST-RESOURCES-MIB", "1.3.6.1.2.1.25.6", scalar, "hrSWInstalledLastChange hrSWInstalledLastUpdateTime"},
    ObjectRow{"SNMPv2-SMI", "0", node, "zeroDotZero=0"},
    ObjectRow{"SNMPv2-SMI", "1", node, "org=3"},
    ObjectRow{"SNMPv2-SMI", "1.3.6.1.6", node, "snmpDomains snmpProxys snmpModules"},
    ObjectRow{"SNMPv2-MIB", "1.3.6.1.6.3", node, "snmpMIB"},
    ObjectRow{"SNMPv2-MIB", "1.3.6.1.6.3.1.1.4", scalar, "snmpTrapOID snmpTrapEnterprise=3"},
    ObjectRow{"SNMPv2-MIB", "1.3.6.1.6.3.1.1.6", scalar, "snmpSetSerialNo"},
    ObjectRow{"SNMPv2-MIB", "1.3.6.1.6.3.1.1.5", notification, "coldStart warmStart authenticationFailure=5"},
    ObjectRow{"IF-MIB", "1.3.6.1.6.3.1.1.5", notification, "linkDown=3 linkUp"},
    ObjectRow{"IF-MIB", "1.3.6.1.2.1.31", node, "ifMIBObjects"},
    ObjectRow{"RFC1213-MIB", "1.3.6.1.2.1", node, "at=3"},
    ObjectRow{"IP-MIB", "1.3.6.1.2.1.4.31", scalar, "ipIfStatsTableLastChange=2"},
    ObjectRow{"SNMP-TARGET-MIB", "1.3.6.1.6.3.12.1", scalar, "snmpUnavailableContexts=4 snmpUnknownContexts"},
    ObjectRow{"HOST-RESOURCES-TYPES", "1.3.6.1.2.1.25.2.1", node,
              "hrStorageOther hrStorageRam hrStorageVirtualMemory hrStorageFixedDisk hrStorageRemovableDisk "
              "hrStorageFloppyDisk hrStorageCompactDisc hrStorageRamDisk hrStorageFlashMemory "
              "hrStorageNetworkDisk"},
    ObjectRow{"HOST-RESOURCES-TYPES", "1.3.6.1.2.1.25.3.1", node,
              "hrDeviceOther hrDeviceUnknown hrDeviceProcessor hrDeviceNetwork hrDevicePrinter "
              "hrDeviceDiskStorage hrDeviceVideo=10 hrDeviceAudio hrDeviceCoprocessor hrDeviceKeyboard "
              "hrDeviceModem hrDeviceParallelPort hrDevicePointing hrDeviceSerialPort hrDeviceTape hrDeviceClock "
              "hrDeviceVolatileMemory hrDeviceNonVolatileMemory"},
};

constexpr std::array kTables{
    TableRow{"SNMPv2-MIB", "1.3.6.1.2.1.1.9", "sysORTable", "sysOREntry", "sysORIndex sysORID sysORDescr sysORUpTime"},
    TableRow{"IF-MIB", "1.3.6.1.2.1.2.2", "ifTable", "ifEntry",
             "ifIndex ifDescr ifType ifMtu ifSpeed ifPhysAddress ifAdminStatus ifOperStatus ifLastChange ifInOctets "
             "ifInUcastPkts ifInNUcastPkts ifInDiscards ifInErrors ifInUnknownProtos ifOutOctets ifOutUcastPkts "
             "ifOutNUcastPkts ifOutDiscards ifOutErrors ifOutQLen ifSpecific"},
    TableRow{"IF-MIB", "1.3.6.1.2.1.31.1.1", "ifXTable", "ifXEntry",
             "ifName ifInMulticastPkts ifInBroadcastPkts ifOutMulticastPkts ifOutBroadcastPkts ifHCInOctets "
             "ifHCInUcastPkts ifHCInMulticastPkts ifHCInBroadcastPkts ifHCOutOctets ifHCOutUcastPkts "
             "ifHCOutMulticastPkts ifHCOutBroadcastPkts ifLinkUpDownTrapEnable ifHighSpeed ifPromiscuousMode "
             "ifConnectorPresent ifAlias ifCounterDiscontinuityTime"},
    TableRow{"IF-MIB", "1.3.6.1.2.1.31.1.2", "ifStackTable", "ifStackEntry",
             "ifStackHigherLayer ifStackLowerLayer ifStackStatus"},
    TableRow{"IP-MIB", "1.3.6.1.2.1.4.20", "ipAddrTable", "ipAddrEntry",
             "ipAdEntAddr ipAdEntIfIndex ipAdEntNetMask ipAdEntBcastAddr ipAdEntReasmMaxSize"},
    TableRow{"IP-MIB", "1.3.6.1.2.1.4.22", "ipNetToMediaTable", "ipNetToMediaEntry",
             "ipNetToMediaIfIndex ipNetToMediaPhysAddress ipNetToMediaNetAddress ipNetToMediaType"},
    TableRow{"RFC1213-MIB", "1.3.6.1.2.1.4.21", "ipRouteTable", "ipRouteEntry",
             "ipRouteDest ipRouteIfIndex ipRouteMetric1 ipRouteMetric2 ipRouteMetric3 ipRouteMetric4 ipRouteNextHop "
             "ipRouteType ipRouteProto ipRouteAge ipRouteMask ipRouteMetric5 ipRouteInfo"},
    TableRow{"IP-MIB", "1.3.6.1.2.1.4.34", "ipAddressTable", "ipAddressEntry",
             "ipAddressAddrType ipAddressAddr ipAddressIfIndex ipAddressType ipAddressPrefix ipAddressOrigin "
             "ipAddressStatus ipAddressCreated ipAddressLastChanged ipAddressRowStatus ipAddressStorageType"},
    TableRow{"IP-MIB", "1.3.6.1.2.1.4.35", "ipNetToPhysicalTable", "ipNetToPhysicalEntry",
             "ipNetToPhysicalIfIndex ipNetToPhysicalNetAddressType ipNetToPhysicalNetAddress "
             "ipNetToPhysicalPhysAddress ipNetToPhysicalLastUpdated ipNetToPhysicalType ipNetToPhysicalState "
             "ipNetToPhysicalRowStatus"},
    TableRow{"IP-MIB", "1.3.6.1.2.1.4.31.1", "ipSystemStatsTable", "ipSystemStatsEntry",
             "ipSystemStatsIPVersion ipSystemStatsInReceives=3 ipSystemStatsHCInReceives ipSystemStatsInOctets "
             "ipSystemStatsHCInOctets ipSystemStatsInHdrErrors ipSystemStatsInNoRoutes ipSystemStatsInAddrErrors "
             "ipSystemStatsInUnknownProtos ipSystemStatsInTruncatedPkts ipSystemStatsInForwDatagrams "
             "ipSystemStatsHCInForwDatagrams ipSystemStatsReasmReqds ipSystemStatsReasmOKs ipSystemStatsReasmFails "
             "ipSystemStatsInDiscards ipSystemStatsInDelivers ipSystemStatsHCInDelivers ipSystemStatsOutRequests "
             "ipSystemStatsHCOutRequests ipSystemStatsOutNoRoutes ipSystemStatsOutForwDatagrams "
             "ipSystemStatsHCOutForwDatagrams ipSystemStatsOutDiscards ipSystemStatsOutFragReqds "
             "ipSystemStatsOutFragOKs ipSystemStatsOutFragFails ipSystemStatsOutFragCreates ipSystemStatsOutTransmits "
             "ipSystemStatsHCOutTransmits ipSystemStatsOutOctets ipSystemStatsHCOutOctets ipSystemStatsInMcastPkts "
             "ipSystemStatsHCInMcastPkts ipSystemStatsInMcastOctets ipSystemStatsHCInMcastOctets "
             "ipSystemStatsOutMcastPkts ipSystemStatsHCOutMcastPkts ipSystemStatsOutMcastOctets "
             "ipSystemStatsHCOutMcastOctets ipSystemStatsInBcastPkts ipSystemStatsHCInBcastPkts "
             "ipSystemStatsOutBcastPkts ipSystemStatsHCOutBcastPkts ipSystemStatsDiscontinuityTime "
             "ipSystemStatsRefreshRate"},
    TableRow{"IP-MIB", "1.3.6.1.2.1.4.31.3", "ipIfStatsTable", "ipIfStatsEntry",
             "ipIfStatsIPVersion ipIfStatsIfIndex ipIfStatsInReceives ipIfStatsHCInReceives ipIfStatsInOctets "
             "ipIfStatsHCInOctets ipIfStatsInHdrErrors ipIfStatsInNoRoutes ipIfStatsInAddrErrors "
             "ipIfStatsInUnknownProtos ipIfStatsInTruncatedPkts ipIfStatsInForwDatagrams ipIfStatsHCInForwDatagrams "
             "ipIfStatsReasmReqds ipIfStatsReasmOKs ipIfStatsReasmFails ipIfStatsInDiscards ipIfStatsInDelivers "
             "ipIfStatsHCInDelivers ipIfStatsOutRequests ipIfStatsHCOutRequests ipIfStatsOutForwDatagrams=23 "
             "ipIfStatsHCOutForwDatagrams ipIfStatsOutDiscards ipIfStatsOutFragReqds ipIfStatsOutFragOKs "
             "ipIfStatsOutFragFails ipIfStatsOutFragCreates ipIfStatsOutTransmits ipIfStatsHCOutTransmits "
             "ipIfStatsOutOctets ipIfStatsHCOutOctets ipIfStatsInMcastPkts ipIfStatsHCInMcastPkts "
             "ipIfStatsInMcastOctets ipIfStatsHCInMcastOctets ipIfStatsOutMcastPkts ipIfStatsHCOutMcastPkts "
             "ipIfStatsOutMcastOctets ipIfStatsHCOutMcastOctets ipIfStatsInBcastPkts ipIfStatsHCInBcastPkts "
             "ipIfStatsOutBcastPkts ipIfStatsHCOutBcastPkts ipIfStatsDiscontinuityTime ipIfStatsRefreshRate"},
    TableRow{"IP-MIB", "1.3.6.1.2.1.5.29", "icmpStatsTable", "icmpStatsEntry",
             "icmpStatsIPVersion icmpStatsInMsgs icmpStatsInErrors icmpStatsOutMsgs icmpStatsOutErrors"},
    TableRow{"IP-MIB", "1.3.6.1.2.1.5.30", "icmpMsgStatsTable", "icmpMsgStatsEntry",
             "icmpMsgStatsIPVersion icmpMsgStatsType icmpMsgStatsInPkts icmpMsgStatsOutPkts"},
    TableRow{"IP-FORWARD-MIB", "1.3.6.1.2.1.4.24.7", "inetCidrRouteTable", "inetCidrRouteEntry",
             "inetCidrRouteDestType inetCidrRouteDest inetCidrRoutePfxLen inetCidrRoutePolicy "
             "inetCidrRouteNextHopType inetCidrRouteNextHop inetCidrRouteIfIndex inetCidrRouteType inetCidrRouteProto "
             "inetCidrRouteAge inetCidrRouteNextHopAS inetCidrRouteMetric1 inetCidrRouteMetric2 inetCidrRouteMetric3 "
             "inetCidrRouteMetric4 inetCidrRouteMetric5 inetCidrRouteStatus"},
    TableRow{"IP-FORWARD-MIB", "1.3.6.1.2.1.4.24.4", "ipCidrRouteTable", "ipCidrRouteEntry",
             "ipCidrRouteDest ipCidrRouteMask ipCidrRouteTos ipCidrRouteNextHop ipCidrRouteIfIndex ipCidrRouteType "
             "ipCidrRouteProto ipCidrRouteAge ipCidrRouteInfo ipCidrRouteNextHopAS ipCidrRouteMetric1 "
             "ipCidrRouteMetric2 ipCidrRouteMetric3 ipCidrRouteMetric4 ipCidrRouteMetric5 ipCidrRouteStatus"},
    TableRow{"TCP-MIB", "1.3.6.1.2.1.6.13", "tcpConnTable", "tcpConnEntry",
             "tcpConnState tcpConnLocalAddress tcpConnLocalPort tcpConnRemAddress tcpConnRemPort"},
    TableRow{"TCP-MIB", "1.3.6.1.2.1.6.19", "tcpConnectionTable", "tcpConnectionEntry",
             "tcpConnectionLocalAddressType tcpConnectionLocalAddress tcpConnectionLocalPort "
             "tcpConnectionRemAddressType tcpConnectionRemAddress tcpConnectionRemPort tcpConnectionState "
             "tcpConnectionProcess"},
    TableRow{"TCP-MIB", "1.3.6.1.2.1.6.20", "tcpListenerTable", "tcpListenerEntry",
             "tcpListenerLocalAddressType tcpListenerLocalAddress tcpListenerLocalPort tcpListenerProcess"},
    TableRow{"UDP-MIB", "1.3.6.1.2.1.7.5", "udpTable", "udpEntry", "udpLocalAddress udpLocalPort"},
    TableRow{"UDP-MIB", "1.3.6.1.2.1.7.7", "udpEndpointTable", "udpEndpointEntry",
             "udpEndpointLocalAddressType udpEndpointLocalAddress udpEndpointLocalPort udpEndpointRemoteAddressType "
             "udpEndpointRemoteAddress udpEndpointRemotePort udpEndpointInstance udpEndpointProcess"},
    TableRow{"HOST-RESOURCES-MIB", "1.3.6.1.2.1.25.2.3", "hrStorageTable", "hrStorageEntry",
             "hrStorageIndex hrStorageType hrStorageDescr hrStorageAllocationUnits hrStorageSize hrStorageUsed "
             "hrStorageAllocationFailures"},
    TableRow{"HOST-RESOURCES-MIB", "1.3.6.1.2.1.25.3.2", "hrDeviceTable", "hrDeviceEntry",
             "hrDeviceIndex hrDeviceType hrDeviceDescr hrDeviceID hrDeviceStatus hrDeviceErrors"},
    TableRow{"HOST-RESOURCES-MIB", "1.3.6.1.2.1.25.3.3", "hrProcessorTable", "hrProcessorEntry",
             "hrProcessorFrwID hrProcessorLoad"},
    TableRow{"HOST-RESOURCES-MIB", "1.3.6.1.2.1.25.3.4", "hrNetworkTable", "hrNetworkEntry", "hrNetworkIfIndex"},
    TableRow{"HOST-RESOURCES-MIB", "1.3.6.1.2.1.25.3.5", "hrPrinterTable", "hrPrinterEntry",
             "hrPrinterStatus hrPrinterDetectedErrorState"},
    TableRow{"HOST-RESOURCES-MIB", "1.3.6.1.2.1.25.3.6", "hrDiskStorageTable", "hrDiskStorageEntry",
             "hrDiskStorageAccess hrDiskStorageMedia hrDiskStorageRemoveble hrDiskStorageCapacity"},
    TableRow{"HOST-RESOURCES-MIB", "1.3.6.1.2.1.25.3.7", "hrPartitionTable", "hrPartitionEntry",
             "hrPartitionIndex hrPartitionLabel hrPartitionID hrPartitionSize hrPartitionFSIndex"},
    TableRow{"HOST-RESOURCES-MIB", "1.3.6.1.2.1.25.3.8", "hrFSTable", "hrFSEntry",
             "hrFSIndex hrFSMountPoint hrFSRemoteMountPoint hrFSType hrFSAccess hrFSBootable hrFSStorageIndex "
             "hrFSLastFullBackupDate hrFSLastPartialBackupDate"},
    TableRow{"HOST-RESOURCES-MIB", "1.3.6.1.2.1.25.4.2", "hrSWRunTable", "hrSWRunEntry",
             "hrSWRunIndex hrSWRunName hrSWRunID hrSWRunPath hrSWRunParameters hrSWRunType hrSWRunStatus"},
    TableRow{"HOST-RESOURCES-MIB", "1.3.6.1.2.1.25.5.1", "hrSWRunPerfTable", "hrSWRunPerfEntry",
             "hrSWRunPerfCPU hrSWRunPerfMem"},
    TableRow{"HOST-RESOURCES-MIB", "1.3.6.1.2.1.25.6.3", "hrSWInstalledTable", "hrSWInstalledEntry",
             "hrSWInstalledIndex hrSWInstalledName hrSWInstalledID hrSWInstalledType hrSWInstalledDate"},
    TableRow{"IF-MIB", "1.3.6.1.2.1.31.1.3", "ifTestTable", "ifTestEntry",
             "ifTestId ifTestStatus ifTestType ifTestResult ifTestCode ifTestOwner"},
    TableRow{"IF-MIB", "1.3.6.1.2.1.31.1.4", "ifRcvAddressTable", "ifRcvAddressEntry",
             "ifRcvAddressAddress ifRcvAddressStatus ifRcvAddressType"},
    TableRow{"RFC1213-MIB", "1.3.6.1.2.1.3.1", "atTable", "atEntry", "atIfIndex atPhysAddress atNetAddress"},
    TableRow{"IP-FORWARD-MIB", "1.3.6.1.2.1.4.24.2", "ipForwardTable", "ipForwardEntry",
             "ipForwardDest ipForwardMask ipForwardPolicy ipForwardNextHop ipForwardIfIndex ipForwardType "
             "ipForwardProto ipForwardAge ipForwardInfo ipForwardNextHopAS ipForwardMetric1 ipForwardMetric2 "
             "ipForwardMetric3 ipForwardMetric4 ipForwardMetric5"},
    TableRow{"IP-MIB", "1.3.6.1.2.1.4.28", "ipv4InterfaceTable", "ipv4InterfaceEntry",
             "ipv4InterfaceIfIndex ipv4InterfaceReasmMaxSize ipv4InterfaceEnableStatus "
             "ipv4InterfaceRetransmitTime"},
    TableRow{"IP-MIB", "1.3.6.1.2.1.4.30", "ipv6InterfaceTable", "ipv6InterfaceEntry",
             "ipv6InterfaceIfIndex ipv6InterfaceReasmMaxSize ipv6InterfaceIdentifier ipv6InterfaceEnableStatus=5 "
             "ipv6InterfaceReachableTime ipv6InterfaceRetransmitTime ipv6InterfaceForwarding"},
    TableRow{"IP-MIB", "1.3.6.1.2.1.4.32", "ipAddressPrefixTable", "ipAddressPrefixEntry",
             "ipAddressPrefixIfIndex ipAddressPrefixType ipAddressPrefixPrefix ipAddressPrefixLength "
             "ipAddressPrefixOrigin ipAddressPrefixOnLinkFlag ipAddressPrefixAutonomousFlag "
             "ipAddressPrefixAdvPreferredLifetime ipAddressPrefixAdvValidLifetime"},
    TableRow{"IP-MIB", "1.3.6.1.2.1.4.36", "ipv6ScopeZoneIndexTable", "ipv6ScopeZoneIndexEntry",
             "ipv6ScopeZoneIndexIfIndex ipv6ScopeZoneIndexLinkLocal ipv6ScopeZoneIndex3 "
             "ipv6ScopeZoneIndexAdminLocal ipv6ScopeZoneIndexSiteLocal ipv6ScopeZoneIndex6 ipv6ScopeZoneIndex7 "
             "ipv6ScopeZoneIndexOrganizationLocal ipv6ScopeZoneIndex9 ipv6ScopeZoneIndexA ipv6ScopeZoneIndexB "
             "ipv6ScopeZoneIndexC ipv6ScopeZoneIndexD"},
    TableRow{"IP-MIB", "1.3.6.1.2.1.4.37", "ipDefaultRouterTable", "ipDefaultRouterEntry",
             "ipDefaultRouterAddressType ipDefaultRouterAddress ipDefaultRouterIfIndex ipDefaultRouterLifetime "
             "ipDefaultRouterPreference"},
    TableRow{"IP-MIB", "1.3.6.1.2.1.4.39", "ipv6RouterAdvertTable", "ipv6RouterAdvertEntry",
             "ipv6RouterAdvertIfIndex ipv6RouterAdvertSendAdverts ipv6RouterAdvertMaxInterval "
             "ipv6RouterAdvertMinInterval ipv6RouterAdvertManagedFlag ipv6RouterAdvertOtherConfigFlag "
             "ipv6RouterAdvertLinkMTU ipv6RouterAdvertReachableTime ipv6RouterAdvertRetransmitTime "
             "ipv6RouterAdvertCurHopLimit ipv6RouterAdvertDefaultLifetime ipv6RouterAdvertRowStatus"},
    TableRow{"SNMP-USER-BASED-SM-MIB", "1.3.6.1.6.3.15.1.2.2", "usmUserTable", "usmUserEntry",
             "usmUserEngineID usmUserName usmUserSecurityName usmUserCloneFrom usmUserAuthProtocol "
             "usmUserAuthKeyChange usmUserOwnAuthKeyChange usmUserPrivProtocol usmUserPrivKeyChange "
             "usmUserOwnPrivKeyChange usmUserPublic usmUserStorageType usmUserStatus"},
};
// clang-format on

}  // namespace

std::span<const ObjectRow> coreObjects() {
    return kObjects;
}
std::span<const TableRow> coreTables() {
    return kTables;
}

}  // namespace snmpolld::names
