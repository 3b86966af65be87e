// Objects of network devices, UPSes and printers: the IETF's and IEEE's MIBs beyond names_core.cpp and names_lan.cpp.
#include <array>

#include "names/names_rows.hpp"

namespace snmpolld::names {

namespace {

using enum NameKind;

// clang-format off: one row for each group of objects and each table.
constexpr std::array kDevicesObjects{
    ObjectRow{"BRIDGE-MIB", "1.3.6.1.2.1", node, "dot1dBridge=17"},
    ObjectRow{"ENTITY-MIB", "1.3.6.1.2.1", node, "entityMIB=47"},
    ObjectRow{"ENTITY-SENSOR-MIB", "1.3.6.1.2.1", node, "entitySensorMIB=99"},
    ObjectRow{"UPS-MIB", "1.3.6.1.2.1", node, "upsMIB=33"},
    ObjectRow{"Printer-MIB", "1.3.6.1.2.1", node, "printmib=43"},
    ObjectRow{"BGP4-MIB", "1.3.6.1.2.1", node, "bgp=15"},
    ObjectRow{"OSPF-MIB", "1.3.6.1.2.1", node, "ospf=14"},
    ObjectRow{"RMON-MIB", "1.3.6.1.2.1", node, "rmon=16"},
    ObjectRow{"LLDP-MIB", "1.0.8802.1.1", node, "lldpMIB=2"},
    ObjectRow{"BGP4-MIB", "1.3.6.1.2.1.15", scalar, "bgpVersion bgpLocalAs bgpIdentifier=4"},
    ObjectRow{"BRIDGE-MIB", "1.3.6.1.2.1.17.1", scalar, "dot1dBaseBridgeAddress dot1dBaseNumPorts dot1dBaseType"},
    ObjectRow{"BRIDGE-MIB", "1.3.6.1.2.1.17.2", scalar,
              "dot1dStpProtocolSpecification dot1dStpPriority dot1dStpTimeSinceTopologyChange dot1dStpTopChanges "
              "dot1dStpDesignatedRoot dot1dStpRootCost dot1dStpRootPort dot1dStpMaxAge dot1dStpHelloTime "
              "dot1dStpHoldTime dot1dStpForwardDelay dot1dStpBridgeMaxAge dot1dStpBridgeHelloTime "
              "dot1dStpBridgeForwardDelay"},
    ObjectRow{"BRIDGE-MIB", "1.3.6.1.2.1.17.4", scalar, "dot1dTpLearnedEntryDiscards dot1dTpAgingTime"},
    ObjectRow{"Q-BRIDGE-MIB", "1.3.6.1.2.1.17.7.1.1", scalar,
              "dot1qVlanVersionNumber dot1qMaxVlanId dot1qMaxSupportedVlans dot1qNumVlans dot1qGvrpStatus"},
    ObjectRow{"Q-BRIDGE-MIB", "1.3.6.1.2.1.17.7.1.4", scalar,
              "dot1qVlanNumDeletes dot1qNextFreeLocalVlanIndex=4 dot1qConstraintSetDefault=9 "
              "dot1qConstraintTypeDefault"},
    ObjectRow{"ENTITY-MIB", "1.3.6.1.2.1.47.1.4", scalar, "entLastChangeTime"},
    ObjectRow{"LLDP-MIB", "1.0.8802.1.1.2.1.1", scalar,
              "lldpMessageTxInterval lldpMessageTxHoldMultiplier lldpReinitDelay lldpTxDelay lldpNotificationInterval"},
    ObjectRow{"LLDP-MIB", "1.0.8802.1.1.2.1.2", scalar,
              "lldpStatsRemTablesLastChangeTime lldpStatsRemTablesInserts lldpStatsRemTablesDeletes "
              "lldpStatsRemTablesDrops lldpStatsRemTablesAgeouts"},
    ObjectRow{"LLDP-MIB", "1.0.8802.1.1.2.1.3", scalar,
              "lldpLocChassisIdSubtype lldpLocChassisId lldpLocSysName lldpLocSysDesc lldpLocSysCapSupported "
              "lldpLocSysCapEnabled"},
    ObjectRow{"UPS-MIB", "1.3.6.1.2.1.33.1.1", scalar,
              "upsIdentManufacturer upsIdentModel upsIdentUPSSoftwareVersion upsIdentAgentSoftwareVersion "
              "upsIdentName upsIdentAttachedDevices"},
    ObjectRow{"UPS-MIB", "1.3.6.1.2.1.33.1.2", scalar,
              "upsBatteryStatus upsSecondsOnBattery upsEstimatedMinutesRemaining upsEstimatedChargeRemaining "
              "upsBatteryVoltage upsBatteryCurrent upsBatteryTemperature"},
    ObjectRow{"UPS-MIB", "1.3.6.1.2.1.33.1.3", scalar, "upsInputLineBads upsInputNumLines"},
    ObjectRow{"UPS-MIB", "1.3.6.1.2.1.33.1.4", scalar, "upsOutputSource upsOutputFrequency upsOutputNumLines"},
    ObjectRow{"UPS-MIB", "1.3.6.1.2.1.33.1.5", scalar, "upsBypassFrequency upsBypassNumLines"},
    ObjectRow{"UPS-MIB", "1.3.6.1.2.1.33.1.6", scalar, "upsAlarmsPresent"},
    ObjectRow{"UPS-MIB", "1.3.6.1.2.1.33.1.7", scalar,
              "upsTestId upsTestSpinLock upsTestResultsSummary upsTestResultsDetail upsTestStartTime "
              "upsTestElapsedTime"},
    ObjectRow{"UPS-MIB", "1.3.6.1.2.1.33.1.8", scalar,
              "upsShutdownType upsShutdownAfterDelay upsStartupAfterDelay upsRebootWithDuration upsAutoRestart"},
    ObjectRow{"UPS-MIB", "1.3.6.1.2.1.33.1.9", scalar,
              "upsConfigInputVoltage upsConfigInputFreq upsConfigOutputVoltage upsConfigOutputFreq upsConfigOutputVA "
              "upsConfigOutputPower upsConfigLowBattTime upsConfigAudibleStatus upsConfigLowVoltageTransferPoint "
              "upsConfigHighVoltageTransferPoint"},
    ObjectRow{"OSPF-MIB", "1.3.6.1.2.1.14.1", scalar,
              "ospfRouterId ospfAdminStat ospfVersionNumber ospfAreaBdrRtrStatus ospfASBdrRtrStatus "
              "ospfExternLsaCount ospfExternLsaCksumSum ospfTOSSupport ospfOriginateNewLsas ospfRxNewLsas"},
    ObjectRow{"BGP4-MIB", "1.3.6.1.2.1.15.0", notification, "bgpEstablishedNotification bgpBackwardTransNotification"},
    ObjectRow{"UPS-MIB", "1.3.6.1.2.1.33.1.6.3", node,
              "upsAlarmBatteryBad upsAlarmOnBattery upsAlarmLowBattery upsAlarmDepletedBattery upsAlarmTempBad "
              "upsAlarmInputBad upsAlarmOutputBad upsAlarmOutputOverload upsAlarmOnBypass upsAlarmBypassBad "
              "upsAlarmOutputOffAsRequested upsAlarmUpsOffAsRequested upsAlarmChargerFailed upsAlarmUpsOutputOff "
              "upsAlarmUpsSystemOff upsAlarmFanFailure upsAlarmFuseFailure upsAlarmGeneralFault "
              "upsAlarmDiagnosticTestFailed upsAlarmCommunicationsLost upsAlarmAwaitingPower "
              "upsAlarmShutdownPending upsAlarmShutdownImminent upsAlarmTestInProgress"},
    ObjectRow{"UPS-MIB", "1.3.6.1.2.1.33.1.7.7", node,
              "upsTestNoTestsInitiated upsTestAbortTestInProgress upsTestGeneralSystemsTest "
              "upsTestQuickBatteryTest upsTestDeepBatteryCalibration"},
    ObjectRow{"UPS-MIB", "1.3.6.1.2.1.33.2", notification,
              "upsTrapOnBattery upsTrapTestCompleted upsTrapAlarmEntryAdded upsTrapAlarmEntryRemoved"},
};

constexpr std::array kDevicesTables{
    TableRow{"BGP4-MIB", "1.3.6.1.2.1.15.3", "bgpPeerTable", "bgpPeerEntry",
             "bgpPeerIdentifier bgpPeerState bgpPeerAdminStatus bgpPeerNegotiatedVersion bgpPeerLocalAddr "
             "bgpPeerLocalPort bgpPeerRemoteAddr bgpPeerRemotePort bgpPeerRemoteAs bgpPeerInUpdates bgpPeerOutUpdates "
             "bgpPeerInTotalMessages bgpPeerOutTotalMessages bgpPeerLastError bgpPeerFsmEstablishedTransitions "
             "bgpPeerFsmEstablishedTime bgpPeerConnectRetryInterval bgpPeerHoldTime bgpPeerKeepAlive "
             "bgpPeerHoldTimeConfigured bgpPeerKeepAliveConfigured bgpPeerMinASOriginationInterval "
             "bgpPeerMinRouteAdvertisementInterval bgpPeerInUpdateElapsedTime"},
    TableRow{"BRIDGE-MIB", "1.3.6.1.2.1.17.1.4", "dot1dBasePortTable", "dot1dBasePortEntry",
             "dot1dBasePort dot1dBasePortIfIndex dot1dBasePortCircuit dot1dBasePortDelayExceededDiscards "
             "dot1dBasePortMtuExceededDiscards"},
    TableRow{"BRIDGE-MIB", "1.3.6.1.2.1.17.2.15", "dot1dStpPortTable", "dot1dStpPortEntry",
             "dot1dStpPort dot1dStpPortPriority dot1dStpPortState dot1dStpPortEnable dot1dStpPortPathCost "
             "dot1dStpPortDesignatedRoot dot1dStpPortDesignatedCost dot1dStpPortDesignatedBridge "
             "dot1dStpPortDesignatedPort dot1dStpPortForwardTransitions dot1dStpPortPathCost32"},
    TableRow{"BRIDGE-MIB", "1.3.6.1.2.1.17.4.3", "dot1dTpFdbTable", "dot1dTpFdbEntry",
             "dot1dTpFdbAddress dot1dTpFdbPort dot1dTpFdbStatus"},
    TableRow{"BRIDGE-MIB", "1.3.6.1.2.1.17.4.4", "dot1dTpPortTable", "dot1dTpPortEntry",
             "dot1dTpPort dot1dTpPortMaxInfo dot1dTpPortInFrames dot1dTpPortOutFrames dot1dTpPortInDiscards"},
    TableRow{"Q-BRIDGE-MIB", "1.3.6.1.2.1.17.7.1.2.1", "dot1qFdbTable", "dot1qFdbEntry",
             "dot1qFdbId dot1qFdbDynamicCount"},
    TableRow{"Q-BRIDGE-MIB", "1.3.6.1.2.1.17.7.1.2.2", "dot1qTpFdbTable", "dot1qTpFdbEntry",
             "dot1qTpFdbAddress dot1qTpFdbPort dot1qTpFdbStatus"},
    TableRow{"Q-BRIDGE-MIB", "1.3.6.1.2.1.17.7.1.4.2", "dot1qVlanCurrentTable", "dot1qVlanCurrentEntry",
             "dot1qVlanTimeMark dot1qVlanIndex dot1qVlanFdbId dot1qVlanCurrentEgressPorts "
             "dot1qVlanCurrentUntaggedPorts dot1qVlanStatus dot1qVlanCreationTime"},
    TableRow{"Q-BRIDGE-MIB", "1.3.6.1.2.1.17.7.1.4.3", "dot1qVlanStaticTable", "dot1qVlanStaticEntry",
             "dot1qVlanStaticName dot1qVlanStaticEgressPorts dot1qVlanForbiddenEgressPorts "
             "dot1qVlanStaticUntaggedPorts dot1qVlanStaticRowStatus"},
    TableRow{"Q-BRIDGE-MIB", "1.3.6.1.2.1.17.7.1.4.5", "dot1qPortVlanTable", "dot1qPortVlanEntry",
             "dot1qPvid dot1qPortAcceptableFrameTypes dot1qPortIngressFiltering dot1qPortGvrpStatus "
             "dot1qPortGvrpFailedRegistrations dot1qPortGvrpLastPduOrigin dot1qPortRestrictedVlanRegistration"},
    TableRow{"ENTITY-MIB", "1.3.6.1.2.1.47.1.1.1", "entPhysicalTable", "entPhysicalEntry",
             "entPhysicalIndex entPhysicalDescr entPhysicalVendorType entPhysicalContainedIn entPhysicalClass "
             "entPhysicalParentRelPos entPhysicalName entPhysicalHardwareRev entPhysicalFirmwareRev "
             "entPhysicalSoftwareRev entPhysicalSerialNum entPhysicalMfgName entPhysicalModelName entPhysicalAlias "
             "entPhysicalAssetID entPhysicalIsFRU entPhysicalMfgDate entPhysicalUris"},
    TableRow{"ENTITY-MIB", "1.3.6.1.2.1.47.1.2.1", "entLogicalTable", "entLogicalEntry",
             "entLogicalIndex entLogicalDescr entLogicalType entLogicalCommunity entLogicalTAddress entLogicalTDomain "
             "entLogicalContextEngineID entLogicalContextName"},
    TableRow{"ENTITY-MIB", "1.3.6.1.2.1.47.1.3.2", "entAliasMappingTable", "entAliasMappingEntry",
             "entAliasLogicalIndexOrZero entAliasMappingIdentifier"},
    TableRow{"ENTITY-MIB", "1.3.6.1.2.1.47.1.3.3", "entPhysicalContainsTable", "entPhysicalContainsEntry",
             "entPhysicalChildIndex"},
    TableRow{"ENTITY-SENSOR-MIB", "1.3.6.1.2.1.99.1.1", "entPhySensorTable", "entPhySensorEntry",
             "entPhySensorType entPhySensorScale entPhySensorPrecision entPhySensorValue entPhySensorOperStatus "
             "entPhySensorUnitsDisplay entPhySensorValueTimeStamp entPhySensorValueUpdateRate"},
    TableRow{"ENTITY-STATE-MIB", "1.3.6.1.2.1.131.1.1", "entStateTable", "entStateEntry",
             "entStateLastChanged entStateAdmin entStateOper entStateUsage entStateAlarm entStateStandby"},
    TableRow{"LLDP-MIB", "1.0.8802.1.1.2.1.1.6", "lldpPortConfigTable", "lldpPortConfigEntry",
             "lldpPortConfigPortNum lldpPortConfigAdminStatus lldpPortConfigNotificationEnable "
             "lldpPortConfigTLVsTxEnable"},
    TableRow{"LLDP-MIB", "1.0.8802.1.1.2.1.2.6", "lldpStatsTxPortTable", "lldpStatsTxPortEntry",
             "lldpStatsTxPortNum lldpStatsTxPortFramesTotal"},
    TableRow{"LLDP-MIB", "1.0.8802.1.1.2.1.2.7", "lldpStatsRxPortTable", "lldpStatsRxPortEntry",
             "lldpStatsRxPortNum lldpStatsRxPortFramesDiscardedTotal lldpStatsRxPortFramesErrors "
             "lldpStatsRxPortFramesTotal lldpStatsRxPortTLVsDiscardedTotal lldpStatsRxPortTLVsUnrecognizedTotal "
             "lldpStatsRxPortAgeoutsTotal"},
    TableRow{"LLDP-MIB", "1.0.8802.1.1.2.1.3.7", "lldpLocPortTable", "lldpLocPortEntry",
             "lldpLocPortNum lldpLocPortIdSubtype lldpLocPortId lldpLocPortDesc"},
    TableRow{"LLDP-MIB", "1.0.8802.1.1.2.1.3.8", "lldpLocManAddrTable", "lldpLocManAddrEntry",
             "lldpLocManAddrSubtype lldpLocManAddr lldpLocManAddrLen lldpLocManAddrIfSubtype lldpLocManAddrIfId "
             "lldpLocManAddrOID"},
    TableRow{"LLDP-MIB", "1.0.8802.1.1.2.1.4.1", "lldpRemTable", "lldpRemEntry",
             "lldpRemTimeMark lldpRemLocalPortNum lldpRemIndex lldpRemChassisIdSubtype lldpRemChassisId "
             "lldpRemPortIdSubtype lldpRemPortId lldpRemPortDesc lldpRemSysName lldpRemSysDesc lldpRemSysCapSupported "
             "lldpRemSysCapEnabled"},
    TableRow{"LLDP-MIB", "1.0.8802.1.1.2.1.4.2", "lldpRemManAddrTable", "lldpRemManAddrEntry",
             "lldpRemManAddrSubtype lldpRemManAddr lldpRemManAddrIfSubtype lldpRemManAddrIfId lldpRemManAddrOID"},
    TableRow{"EtherLike-MIB", "1.3.6.1.2.1.10.7.2", "dot3StatsTable", "dot3StatsEntry",
             "dot3StatsIndex dot3StatsAlignmentErrors dot3StatsFCSErrors dot3StatsSingleCollisionFrames "
             "dot3StatsMultipleCollisionFrames dot3StatsSQETestErrors dot3StatsDeferredTransmissions "
             "dot3StatsLateCollisions dot3StatsExcessiveCollisions dot3StatsInternalMacTransmitErrors "
             "dot3StatsCarrierSenseErrors dot3StatsFrameTooLongs=13 dot3StatsInternalMacReceiveErrors=16 "
             "dot3StatsEtherChipSet dot3StatsSymbolErrors dot3StatsDuplexStatus dot3StatsRateControlAbility "
             "dot3StatsRateControlStatus"},
    TableRow{"IEEE8023-LAG-MIB", "1.2.840.10006.300.43.1.1.1", "dot3adAggTable", "dot3adAggEntry",
             "dot3adAggIndex dot3adAggMACAddress dot3adAggActorSystemPriority dot3adAggActorSystemID "
             "dot3adAggAggregateOrIndividual dot3adAggActorAdminKey dot3adAggActorOperKey dot3adAggPartnerSystemID "
             "dot3adAggPartnerSystemPriority dot3adAggPartnerOperKey dot3adAggCollectorMaxDelay"},
    TableRow{"IEEE8023-LAG-MIB", "1.2.840.10006.300.43.1.2.1", "dot3adAggPortTable", "dot3adAggPortEntry",
             "dot3adAggPortIndex dot3adAggPortActorSystemPriority dot3adAggPortActorSystemID "
             "dot3adAggPortActorAdminKey dot3adAggPortActorOperKey dot3adAggPortPartnerAdminSystemPriority "
             "dot3adAggPortPartnerOperSystemPriority dot3adAggPortPartnerAdminSystemID "
             "dot3adAggPortPartnerOperSystemID dot3adAggPortPartnerAdminKey dot3adAggPortPartnerOperKey "
             "dot3adAggPortSelectedAggID dot3adAggPortAttachedAggID dot3adAggPortActorPort "
             "dot3adAggPortActorPortPriority dot3adAggPortPartnerAdminPort dot3adAggPortPartnerOperPort "
             "dot3adAggPortPartnerAdminPortPriority dot3adAggPortPartnerOperPortPriority dot3adAggPortActorAdminState "
             "dot3adAggPortActorOperState dot3adAggPortPartnerAdminState dot3adAggPortPartnerOperState "
             "dot3adAggPortAggregateOrIndividual"},
    TableRow{"RMON-MIB", "1.3.6.1.2.1.16.1.1", "etherStatsTable", "etherStatsEntry",
             "etherStatsIndex etherStatsDataSource etherStatsDropEvents etherStatsOctets etherStatsPkts "
             "etherStatsBroadcastPkts etherStatsMulticastPkts etherStatsCRCAlignErrors etherStatsUndersizePkts "
             "etherStatsOversizePkts etherStatsFragments etherStatsJabbers etherStatsCollisions "
             "etherStatsPkts64Octets etherStatsPkts65to127Octets etherStatsPkts128to255Octets "
             "etherStatsPkts256to511Octets etherStatsPkts512to1023Octets etherStatsPkts1024to1518Octets "
             "etherStatsOwner etherStatsStatus"},
    TableRow{"DISMAN-PING-MIB", "1.3.6.1.2.1.80.1.2", "pingCtlTable", "pingCtlEntry",
             "pingCtlOwnerIndex pingCtlTestName pingCtlTargetAddressType pingCtlTargetAddress pingCtlDataSize "
             "pingCtlTimeOut pingCtlProbeCount pingCtlAdminStatus pingCtlDataFill pingCtlFrequency pingCtlMaxRows "
             "pingCtlStorageType pingCtlTrapGeneration pingCtlTrapProbeFailureFilter pingCtlTrapTestFailureFilter "
             "pingCtlType pingCtlDescr pingCtlSourceAddressType pingCtlSourceAddress pingCtlIfIndex "
             "pingCtlByPassRouteTable pingCtlDSField pingCtlRowStatus"},
    TableRow{"DISMAN-PING-MIB", "1.3.6.1.2.1.80.1.3", "pingResultsTable", "pingResultsEntry",
             "pingResultsOperStatus pingResultsIpTargetAddressType pingResultsIpTargetAddress pingResultsMinRtt "
             "pingResultsMaxRtt pingResultsAverageRtt pingResultsProbeResponses pingResultsSentProbes "
             "pingResultsRttSumOfSquares pingResultsLastGoodProbe"},
    TableRow{"DISMAN-TRACEROUTE-MIB", "1.3.6.1.2.1.81.1.2", "traceRouteCtlTable", "traceRouteCtlEntry",
             "traceRouteCtlOwnerIndex traceRouteCtlTestName traceRouteCtlTargetAddressType traceRouteCtlTargetAddress "
             "traceRouteCtlByPassRouteTable traceRouteCtlDataSize traceRouteCtlTimeOut traceRouteCtlProbesPerHop "
             "traceRouteCtlPort traceRouteCtlMaxTtl traceRouteCtlDSField traceRouteCtlSourceAddressType "
             "traceRouteCtlSourceAddress traceRouteCtlIfIndex traceRouteCtlMiscOptions traceRouteCtlMaxFailures "
             "traceRouteCtlDontFragment traceRouteCtlInitialTtl traceRouteCtlFrequency traceRouteCtlStorageType "
             "traceRouteCtlAdminStatus traceRouteCtlDescr traceRouteCtlMaxRows traceRouteCtlTrapGeneration "
             "traceRouteCtlCreateHopsEntries traceRouteCtlType traceRouteCtlRowStatus"},
    TableRow{"UPS-MIB", "1.3.6.1.2.1.33.1.3.3", "upsInputTable", "upsInputEntry",
             "upsInputLineIndex upsInputFrequency upsInputVoltage upsInputCurrent upsInputTruePower"},
    TableRow{"UPS-MIB", "1.3.6.1.2.1.33.1.4.4", "upsOutputTable", "upsOutputEntry",
             "upsOutputLineIndex upsOutputVoltage upsOutputCurrent upsOutputPower upsOutputPercentLoad"},
    TableRow{"UPS-MIB", "1.3.6.1.2.1.33.1.5.3", "upsBypassTable", "upsBypassEntry",
             "upsBypassLineIndex upsBypassVoltage upsBypassCurrent upsBypassPower"},
    TableRow{"UPS-MIB", "1.3.6.1.2.1.33.1.6.2", "upsAlarmTable", "upsAlarmEntry",
             "upsAlarmId upsAlarmDescr upsAlarmTime"},
    TableRow{"Printer-MIB", "1.3.6.1.2.1.43.5.1", "prtGeneralTable", "prtGeneralEntry",
             "prtGeneralConfigChanges prtGeneralCurrentLocalization prtGeneralReset prtGeneralCurrentOperator "
             "prtGeneralServicePerson prtInputDefaultIndex prtOutputDefaultIndex prtMarkerDefaultIndex "
             "prtMediaPathDefaultIndex prtConsoleLocalization prtConsoleNumberOfDisplayLines "
             "prtConsoleNumberOfDisplayChars prtConsoleDisable prtAuxiliarySheetStartupPage "
             "prtAuxiliarySheetBannerPage prtGeneralPrinterName prtGeneralSerialNumber prtAlertCriticalEvents "
             "prtAlertAllEvents"},
    TableRow{"Printer-MIB", "1.3.6.1.2.1.43.6.1", "prtCoverTable", "prtCoverEntry",
             "prtCoverIndex prtCoverDescription prtCoverStatus"},
    TableRow{"Printer-MIB", "1.3.6.1.2.1.43.8.2", "prtInputTable", "prtInputEntry",
             "prtInputIndex prtInputType prtInputDimUnit prtInputMediaDimFeedDirDeclared "
             "prtInputMediaDimXFeedDirDeclared prtInputMediaDimFeedDirChosen prtInputMediaDimXFeedDirChosen "
             "prtInputCapacityUnit prtInputMaxCapacity prtInputCurrentLevel prtInputStatus prtInputMediaName "
             "prtInputName prtInputVendorName prtInputModel prtInputVersion prtInputSerialNumber prtInputDescription "
             "prtInputSecurity prtInputMediaWeight prtInputMediaType prtInputMediaColor prtInputMediaFormParts "
             "prtInputMediaLoadTimeout prtInputNextIndex"},
    TableRow{"Printer-MIB", "1.3.6.1.2.1.43.10.2", "prtMarkerTable", "prtMarkerEntry",
             "prtMarkerIndex prtMarkerMarkTech prtMarkerCounterUnit prtMarkerLifeCount prtMarkerPowerOnCount "
             "prtMarkerProcessColorants prtMarkerSpotColorants prtMarkerAddressabilityUnit "
             "prtMarkerAddressabilityFeedDir prtMarkerAddressabilityXFeedDir prtMarkerNorthMargin "
             "prtMarkerSouthMargin prtMarkerWestMargin prtMarkerEastMargin prtMarkerStatus"},
    TableRow{"Printer-MIB", "1.3.6.1.2.1.43.11.1", "prtMarkerSuppliesTable", "prtMarkerSuppliesEntry",
             "prtMarkerSuppliesIndex prtMarkerSuppliesMarkerIndex prtMarkerSuppliesColorantIndex "
             "prtMarkerSuppliesClass prtMarkerSuppliesType prtMarkerSuppliesDescription prtMarkerSuppliesSupplyUnit "
             "prtMarkerSuppliesMaxCapacity prtMarkerSuppliesLevel"},
    TableRow{"Printer-MIB", "1.3.6.1.2.1.43.12.1", "prtMarkerColorantTable", "prtMarkerColorantEntry",
             "prtMarkerColorantIndex prtMarkerColorantMarkerIndex prtMarkerColorantRole prtMarkerColorantValue "
             "prtMarkerColorantTonality"},
    TableRow{"Printer-MIB", "1.3.6.1.2.1.43.16.5", "prtConsoleDisplayBufferTable", "prtConsoleDisplayBufferEntry",
             "prtConsoleDisplayBufferIndex prtConsoleDisplayBufferText"},
    TableRow{"Printer-MIB", "1.3.6.1.2.1.43.18.1", "prtAlertTable", "prtAlertEntry",
             "prtAlertIndex prtAlertSeverityLevel prtAlertTrainingLevel prtAlertGroup prtAlertGroupIndex "
             "prtAlertLocation prtAlertCode prtAlertDescription prtAlertTime"},
    TableRow{"OSPF-MIB", "1.3.6.1.2.1.14.7", "ospfIfTable", "ospfIfEntry",
             "ospfIfIpAddress ospfAddressLessIf ospfIfAreaId ospfIfType ospfIfAdminStat ospfIfRtrPriority "
             "ospfIfTransitDelay ospfIfRetransInterval ospfIfHelloInterval ospfIfRtrDeadInterval ospfIfPollInterval "
             "ospfIfState ospfIfDesignatedRouter ospfIfBackupDesignatedRouter ospfIfEvents ospfIfAuthKey ospfIfStatus "
             "ospfIfMulticastForwarding ospfIfDemand ospfIfAuthType"},
    TableRow{"OSPF-MIB", "1.3.6.1.2.1.14.10", "ospfNbrTable", "ospfNbrEntry",
             "ospfNbrIpAddr ospfNbrAddressLessIndex ospfNbrRtrId ospfNbrOptions ospfNbrPriority ospfNbrState "
             "ospfNbrEvents ospfNbrLsRetransQLen ospfNbmaNbrStatus ospfNbmaNbrPermanence ospfNbrHelloSuppressed"},
    TableRow{"BGP4-MIB", "1.3.6.1.2.1.15.5", "bgpRcvdPathAttrTable", "bgpPathAttrEntry",
             "bgpPathAttrPeer bgpPathAttrDestNetwork bgpPathAttrOrigin bgpPathAttrASPath bgpPathAttrNextHop "
             "bgpPathAttrInterASMetric"},
    TableRow{"BGP4-MIB", "1.3.6.1.2.1.15.6", "bgp4PathAttrTable", "bgp4PathAttrEntry",
             "bgp4PathAttrPeer bgp4PathAttrIpAddrPrefixLen bgp4PathAttrIpAddrPrefix bgp4PathAttrOrigin "
             "bgp4PathAttrASPathSegment bgp4PathAttrNextHop bgp4PathAttrMultiExitDisc bgp4PathAttrLocalPref "
             "bgp4PathAttrAtomicAggregate bgp4PathAttrAggregatorAS bgp4PathAttrAggregatorAddr "
             "bgp4PathAttrCalcLocalPref bgp4PathAttrBest bgp4PathAttrUnknown"},
    TableRow{"ENTITY-MIB", "1.3.6.1.2.1.47.1.3.1", "entLPMappingTable", "entLPMappingEntry", "entLPPhysicalIndex"},
    TableRow{"OSPF-MIB", "1.3.6.1.2.1.14.2", "ospfAreaTable", "ospfAreaEntry",
             "ospfAreaId ospfAuthType ospfImportAsExtern ospfSpfRuns ospfAreaBdrRtrCount ospfAsBdrRtrCount "
             "ospfAreaLsaCount ospfAreaLsaCksumSum ospfAreaSummary ospfAreaStatus"},
    TableRow{"OSPF-MIB", "1.3.6.1.2.1.14.4", "ospfLsdbTable", "ospfLsdbEntry",
             "ospfLsdbAreaId ospfLsdbType ospfLsdbLsid ospfLsdbRouterId ospfLsdbSequence ospfLsdbAge "
             "ospfLsdbChecksum ospfLsdbAdvertisement"},
    TableRow{"OSPF-MIB", "1.3.6.1.2.1.14.8", "ospfIfMetricTable", "ospfIfMetricEntry",
             "ospfIfMetricIpAddress ospfIfMetricAddressLessIf ospfIfMetricTOS ospfIfMetricValue "
             "ospfIfMetricStatus"},
    TableRow{"Printer-MIB", "1.3.6.1.2.1.43.5.2", "prtStorageRefTable", "prtStorageRefEntry",
             "prtStorageRefSeqNumber prtStorageRefIndex"},
    TableRow{"Printer-MIB", "1.3.6.1.2.1.43.5.3", "prtDeviceRefTable", "prtDeviceRefEntry",
             "prtDeviceRefSeqNumber prtDeviceRefIndex"},
    TableRow{"Printer-MIB", "1.3.6.1.2.1.43.7.1", "prtLocalizationTable", "prtLocalizationEntry",
             "prtLocalizationIndex prtLocalizationLanguage prtLocalizationCountry prtLocalizationCharacterSet"},
    TableRow{"Printer-MIB", "1.3.6.1.2.1.43.9.2", "prtOutputTable", "prtOutputEntry",
             "prtOutputIndex prtOutputType prtOutputCapacityUnit prtOutputMaxCapacity prtOutputRemainingCapacity "
             "prtOutputStatus prtOutputName prtOutputVendorName prtOutputModel prtOutputVersion "
             "prtOutputSerialNumber prtOutputDescription prtOutputSecurity prtOutputDimUnit "
             "prtOutputMaxDimFeedDir prtOutputMaxDimXFeedDir prtOutputMinDimFeedDir prtOutputMinDimXFeedDir "
             "prtOutputStackingOrder prtOutputPageDeliveryOrientation prtOutputBursting prtOutputDecollating "
             "prtOutputPageCollated prtOutputOffsetStacking"},
    TableRow{"Printer-MIB", "1.3.6.1.2.1.43.13.4", "prtMediaPathTable", "prtMediaPathEntry",
             "prtMediaPathIndex prtMediaPathMaxSpeedPrintUnit prtMediaPathMediaSizeUnit prtMediaPathMaxSpeed "
             "prtMediaPathMaxMediaFeedDir prtMediaPathMaxMediaXFeedDir prtMediaPathMinMediaFeedDir "
             "prtMediaPathMinMediaXFeedDir prtMediaPathType prtMediaPathDescription prtMediaPathStatus"},
    TableRow{"Printer-MIB", "1.3.6.1.2.1.43.14.1", "prtChannelTable", "prtChannelEntry",
             "prtChannelIndex prtChannelType prtChannelProtocolVersion prtChannelCurrentJobCntlLangIndex "
             "prtChannelDefaultPageDescLangIndex prtChannelState prtChannelIfIndex prtChannelStatus "
             "prtChannelInformation"},
    TableRow{"Printer-MIB", "1.3.6.1.2.1.43.15.1", "prtInterpreterTable", "prtInterpreterEntry",
             "prtInterpreterIndex prtInterpreterLangFamily prtInterpreterLangLevel prtInterpreterLangVersion "
             "prtInterpreterDescription prtInterpreterVersion prtInterpreterDefaultOrientation "
             "prtInterpreterFeedAddressability prtInterpreterXFeedAddressability prtInterpreterDefaultCharSetIn "
             "prtInterpreterDefaultCharSetOut prtInterpreterTwoWay"},
    TableRow{"Printer-MIB", "1.3.6.1.2.1.43.17.6", "prtConsoleLightTable", "prtConsoleLightEntry",
             "prtConsoleLightIndex prtConsoleOnTime prtConsoleOffTime prtConsoleColor prtConsoleDescription"},
};
// clang-format on

}  // namespace

std::span<const ObjectRow> deviceObjects() {
    return kDevicesObjects;
}
std::span<const TableRow> deviceTables() {
    return kDevicesTables;
}

}  // namespace snmpolld::names
