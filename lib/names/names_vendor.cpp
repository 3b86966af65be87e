// Objects of vendors' MIBs, under enterprises: Net-SNMP and UCD, Cisco, Juniper, APC and a few others.
#include <array>

#include "names/names_rows.hpp"

namespace snmpolld::names {

namespace {

using enum NameKind;

// clang-format off: one row for each group of objects and each table.
constexpr std::array kVendorObjects{
    ObjectRow{"CISCO-SMI", "1.3.6.1.4.1", node, "cisco=9"},
    ObjectRow{"PowerNet-MIB", "1.3.6.1.4.1", node, "apc=318"},
    ObjectRow{"UCD-SNMP-MIB", "1.3.6.1.4.1", node, "ucdavis=2021"},
    ObjectRow{"JUNIPER-SMI", "1.3.6.1.4.1", node, "juniperMIB=2636"},
    ObjectRow{"NET-SNMP-MIB", "1.3.6.1.4.1", node, "netSnmp=8072"},
    ObjectRow{"UCD-SNMP-MIB", "1.3.6.1.4.1.2021", node, "memory=4 systemStats=11"},
    ObjectRow{"UCD-SNMP-MIB", "1.3.6.1.4.1.2021.4", scalar,
              "memIndex memErrorName memTotalSwap memAvailSwap memTotalReal memAvailReal memTotalSwapTXT "
              "memAvailSwapTXT memTotalRealTXT memAvailRealTXT memTotalFree memMinimumSwap memShared memBuffer "
              "memCached memUsedSwapTXT memUsedRealTXT memTotalSwapX memAvailSwapX memTotalRealX memAvailRealX "
              "memTotalFreeX memMinimumSwapX memSharedX memBufferX memCachedX memSysAvail memSwapError=100 "
              "memSwapErrorMsg"},
    ObjectRow{"UCD-SNMP-MIB", "1.3.6.1.4.1.2021.11", scalar,
              "ssIndex ssErrorName ssSwapIn ssSwapOut ssIOSent ssIOReceive ssSysInterrupts ssSysContext ssCpuUser "
              "ssCpuSystem ssCpuIdle ssCpuRawUser=50 ssCpuRawNice ssCpuRawSystem ssCpuRawIdle ssCpuRawWait "
              "ssCpuRawKernel ssCpuRawInterrupt ssIORawSent ssIORawReceived ssRawInterrupts ssRawContexts "
              "ssCpuRawSoftIRQ ssRawSwapIn ssRawSwapOut ssCpuRawSteal ssCpuRawGuest ssCpuRawGuestNice ssCpuNumCpus"},
    ObjectRow{"CISCO-CDP-MIB", "1.3.6.1.4.1.9.9.23.1.3", scalar,
              "cdpGlobalRun cdpGlobalMessageInterval cdpGlobalHoldTime cdpGlobalDeviceId cdpGlobalLastChange "
              "cdpGlobalDeviceIdFormatCpb cdpGlobalDeviceIdFormat"},
    ObjectRow{"CISCO-ENVMON-MIB", "1.3.6.1.4.1.9.9.13.1", scalar, "ciscoEnvMonPresent"},
    ObjectRow{"OLD-CISCO-CPU-MIB", "1.3.6.1.4.1.9.2.1", scalar, "busyPer=56 avgBusy1 avgBusy5"},
    ObjectRow{"JUNIPER-MIB", "1.3.6.1.4.1.2636.3.1", scalar,
              "jnxBoxClass jnxBoxDescr jnxBoxSerialNo jnxBoxRevision jnxBoxInstalled"},
    ObjectRow{"JUNIPER-ALARM-MIB", "1.3.6.1.4.1.2636.3.4.2.2", scalar,
              "jnxYellowAlarmState jnxYellowAlarmCount jnxYellowAlarmLastChange"},
    ObjectRow{"JUNIPER-ALARM-MIB", "1.3.6.1.4.1.2636.3.4.2.3", scalar,
              "jnxRedAlarmState jnxRedAlarmCount jnxRedAlarmLastChange"},
    ObjectRow{"PowerNet-MIB", "1.3.6.1.4.1.318.1.1.1.1.1", scalar, "upsBasicIdentModel upsBasicIdentName"},
    ObjectRow{"PowerNet-MIB", "1.3.6.1.4.1.318.1.1.1.1.2", scalar,
              "upsAdvIdentFirmwareRevision upsAdvIdentDateOfManufacture upsAdvIdentSerialNumber"},
    ObjectRow{"PowerNet-MIB", "1.3.6.1.4.1.318.1.1.1.2.1", scalar,
              "upsBasicBatteryStatus upsBasicBatteryTimeOnBattery upsBasicBatteryLastReplaceDate"},
    ObjectRow{"PowerNet-MIB", "1.3.6.1.4.1.318.1.1.1.2.2", scalar,
              "upsAdvBatteryCapacity upsAdvBatteryTemperature upsAdvBatteryRunTimeRemaining "
              "upsAdvBatteryReplaceIndicator upsAdvBatteryNumOfBattPacks upsAdvBatteryNumOfBadBattPacks "
              "upsAdvBatteryNominalVoltage upsAdvBatteryActualVoltage upsAdvBatteryCurrent upsAdvTotalDCCurrent"},
    ObjectRow{"PowerNet-MIB", "1.3.6.1.4.1.318.1.1.1.3.1", scalar, "upsBasicInputPhase"},
    ObjectRow{"PowerNet-MIB", "1.3.6.1.4.1.318.1.1.1.3.2", scalar,
              "upsAdvInputLineVoltage upsAdvInputMaxLineVoltage upsAdvInputMinLineVoltage upsAdvInputFrequency "
              "upsAdvInputLineFailCause"},
    ObjectRow{"PowerNet-MIB", "1.3.6.1.4.1.318.1.1.1.4.1", scalar, "upsBasicOutputStatus upsBasicOutputPhase"},
    ObjectRow{"PowerNet-MIB", "1.3.6.1.4.1.318.1.1.1.4.2", scalar,
              "upsAdvOutputVoltage upsAdvOutputFrequency upsAdvOutputLoad upsAdvOutputCurrent"},
    ObjectRow{"PowerNet-MIB", "1.3.6.1.4.1.318.1.1.1.7.2", scalar,
              "upsAdvTestDiagnosticSchedule upsAdvTestDiagnostics upsAdvTestDiagnosticsResults "
              "upsAdvTestLastDiagnosticsDate"},
    ObjectRow{"PowerNet-MIB", "1.3.6.1.4.1.318.1.1.1.8", scalar, "upsCommStatus"},
    ObjectRow{"PowerNet-MIB", "1.3.6.1.4.1.318.1.1.12.1", scalar,
              "rPDUIdentName rPDUIdentHardwareRev rPDUIdentFirmwareRev rPDUIdentDateOfManufacture "
              "rPDUIdentModelNumber rPDUIdentSerialNumber"},
    ObjectRow{"MIKROTIK-MIB", "1.3.6.1.4.1.14988.1.1.3", scalar,
              "mtxrHlVoltage=8 mtxrHlTemperature=10 mtxrHlProcessorTemperature mtxrHlPower mtxrHlCurrent"},
    ObjectRow{"FORTINET-FORTIGATE-MIB", "1.3.6.1.4.1.12356.101.4.1", scalar,
              "fgSysVersion fgSysMgmtVdom fgSysCpuUsage fgSysMemUsage fgSysMemCapacity fgSysDiskUsage "
              "fgSysDiskCapacity fgSysSesCount"},
    ObjectRow{"PAN-COMMON-MIB", "1.3.6.1.4.1.25461.2.1.2.3", scalar,
              "panSessionUtilization panSessionMax panSessionActive panSessionActiveTcp panSessionActiveUdp "
              "panSessionActiveICMP"},
    ObjectRow{"CISCO-SMI", "1.3.6.1.4.1.9", node,
              "ciscoProducts ciscoAgentCapability=7 ciscoConfig ciscoMgmt ciscoExperiment ciscoAdmin ciscoModules"},
    ObjectRow{"JUNIPER-SMI", "1.3.6.1.4.1.2636", node, "jnxProducts jnxServices jnxMibs jnxTraps jnxExperiment"},
    ObjectRow{"UCD-SNMP-MIB", "1.3.6.1.4.1.2021", node, "ucdExperimental=13 ucdSnmpAgent=250"},
    ObjectRow{"UCD-SNMP-MIB", "1.3.6.1.4.1.2021.16", scalar, "logMatchMaxEntries"},
    ObjectRow{"UCD-SNMP-MIB", "1.3.6.1.4.1.2021.100", scalar,
              "versionIndex versionTag versionDate versionCDate versionIdent versionConfigureOptions "
              "versionClearCache=10 versionUpdateConfig versionRestartAgent versionSavePersistentData "
              "versionDoDebugging=20"},
    ObjectRow{"UCD-SNMP-MIB", "1.3.6.1.4.1.2021.101", scalar,
              "snmperrIndex snmperrNames snmperrErrorFlag=100 snmperrErrMessage"},
    ObjectRow{"NET-SNMP-EXTEND-MIB", "1.3.6.1.4.1.8072.1.3.2", scalar, "nsExtendNumEntries"},
};

constexpr std::array kVendorTables{
    TableRow{"UCD-SNMP-MIB", "1.3.6.1.4.1.2021.2", "prTable", "prEntry",
             "prIndex prNames prMin prMax prCount prErrorFlag=100 prErrMessage prErrFix prErrFixCmd"},
    TableRow{"UCD-SNMP-MIB", "1.3.6.1.4.1.2021.8", "extTable", "extEntry",
             "extIndex extNames extCommand extResult=100 extOutput extErrFix extErrFixCmd"},
    TableRow{"UCD-SNMP-MIB", "1.3.6.1.4.1.2021.9", "dskTable", "dskEntry",
             "dskIndex dskPath dskDevice dskMinimum dskMinPercent dskTotal dskAvail dskUsed dskPercent dskPercentNode "
             "dskTotalLow dskTotalHigh dskAvailLow dskAvailHigh dskUsedLow dskUsedHigh dskErrorFlag=100 dskErrorMsg"},
    TableRow{"UCD-SNMP-MIB", "1.3.6.1.4.1.2021.10", "laTable", "laEntry",
             "laIndex laNames laLoad laConfig laLoadInt laLoadFloat laErrorFlag=100 laErrMessage"},
    TableRow{"UCD-DISKIO-MIB", "1.3.6.1.4.1.2021.13.15.1", "diskIOTable", "diskIOEntry",
             "diskIOIndex diskIODevice diskIONRead diskIONWritten diskIOReads diskIOWrites diskIOLA1=9 diskIOLA5 "
             "diskIOLA15 diskIONReadX diskIONWrittenX diskIOBusyTime"},
    TableRow{"LM-SENSORS-MIB", "1.3.6.1.4.1.2021.13.16.2", "lmTempSensorsTable", "lmTempSensorsEntry",
             "lmTempSensorsIndex lmTempSensorsDevice lmTempSensorsValue"},
    TableRow{"LM-SENSORS-MIB", "1.3.6.1.4.1.2021.13.16.3", "lmFanSensorsTable", "lmFanSensorsEntry",
             "lmFanSensorsIndex lmFanSensorsDevice lmFanSensorsValue"},
    TableRow{"LM-SENSORS-MIB", "1.3.6.1.4.1.2021.13.16.4", "lmVoltSensorsTable", "lmVoltSensorsEntry",
             "lmVoltSensorsIndex lmVoltSensorsDevice lmVoltSensorsValue"},
    TableRow{"LM-SENSORS-MIB", "1.3.6.1.4.1.2021.13.16.5", "lmMiscSensorsTable", "lmMiscSensorsEntry",
             "lmMiscSensorsIndex lmMiscSensorsDevice lmMiscSensorsValue"},
    TableRow{"NET-SNMP-EXTEND-MIB", "1.3.6.1.4.1.8072.1.3.2.2", "nsExtendConfigTable", "nsExtendConfigEntry",
             "nsExtendToken nsExtendCommand nsExtendArgs nsExtendInput nsExtendCacheTime nsExtendExecType "
             "nsExtendRunType nsExtendStorage=20 nsExtendStatus"},
    TableRow{"NET-SNMP-EXTEND-MIB", "1.3.6.1.4.1.8072.1.3.2.3", "nsExtendOutput1Table", "nsExtendOutput1Entry",
             "nsExtendOutput1Line nsExtendOutputFull nsExtendOutNumLines nsExtendResult"},
    TableRow{"NET-SNMP-EXTEND-MIB", "1.3.6.1.4.1.8072.1.3.2.4", "nsExtendOutput2Table", "nsExtendOutput2Entry",
             "nsExtendLineIndex nsExtendOutLine"},
    TableRow{"CISCO-CDP-MIB", "1.3.6.1.4.1.9.9.23.1.1.1", "cdpInterfaceTable", "cdpInterfaceEntry",
             "cdpInterfaceIfIndex cdpInterfaceEnable cdpInterfaceMessageInterval cdpInterfaceGroup cdpInterfacePort "
             "cdpInterfaceName"},
    TableRow{"CISCO-CDP-MIB", "1.3.6.1.4.1.9.9.23.1.2.1", "cdpCacheTable", "cdpCacheEntry",
             "cdpCacheIfIndex cdpCacheDeviceIndex cdpCacheAddressType cdpCacheAddress cdpCacheVersion "
             "cdpCacheDeviceId cdpCacheDevicePort cdpCachePlatform cdpCacheCapabilities cdpCacheVTPMgmtDomain "
             "cdpCacheNativeVLAN cdpCacheDuplex cdpCacheApplianceID cdpCacheVlanID cdpCachePowerConsumption "
             "cdpCacheMTU cdpCacheSysName cdpCacheSysObjectID cdpCachePrimaryMgmtAddrType cdpCachePrimaryMgmtAddr "
             "cdpCacheSecondaryMgmtAddrType cdpCacheSecondaryMgmtAddr cdpCachePhysLocation cdpCacheLastChange"},
    TableRow{"CISCO-VLAN-MEMBERSHIP-MIB", "1.3.6.1.4.1.9.9.68.1.2.2", "vmMembershipTable", "vmMembershipEntry",
             "vmVlanType vmVlan vmPortStatus vmVlans vmVlans2k vmVlans3k vmVlans4k"},
    TableRow{"CISCO-VTP-MIB", "1.3.6.1.4.1.9.9.46.1.3.1", "vtpVlanTable", "vtpVlanEntry",
             "vtpVlanIndex vtpVlanState vtpVlanType vtpVlanName vtpVlanMtu vtpVlanDot10Said vtpVlanRingNumber "
             "vtpVlanBridgeNumber vtpVlanStpType vtpVlanParentVlan vtpVlanTranslationalVlan1 "
             "vtpVlanTranslationalVlan2 vtpVlanBridgeType vtpVlanAreHopCount vtpVlanSteHopCount vtpVlanIsCRFBackup "
             "vtpVlanTypeExt vtpVlanIfIndex"},
    TableRow{"CISCO-RTTMON-MIB", "1.3.6.1.4.1.9.9.42.1.2.10", "rttMonLatestRttOperTable", "rttMonLatestRttOperEntry",
             "rttMonLatestRttOperCompletionTime rttMonLatestRttOperSense rttMonLatestRttOperApplSpecificSense "
             "rttMonLatestRttOperSenseDescription rttMonLatestRttOperTime rttMonLatestRttOperAddress"},
    TableRow{"JUNIPER-MIB", "1.3.6.1.4.1.2636.3.1.13", "jnxOperatingTable", "jnxOperatingEntry",
             "jnxOperatingContentsIndex jnxOperatingL1Index jnxOperatingL2Index jnxOperatingL3Index jnxOperatingDescr "
             "jnxOperatingState jnxOperatingTemp jnxOperatingCPU jnxOperatingISR jnxOperatingDRAMSize "
             "jnxOperatingBuffer jnxOperatingHeap jnxOperatingUpTime jnxOperatingLastRestart jnxOperatingMemory "
             "jnxOperatingStateOrdered jnxOperatingChassisId jnxOperatingChassisDescr jnxOperatingRestartTime "
             "jnxOperating1MinLoadAvg jnxOperating5MinLoadAvg jnxOperating15MinLoadAvg jnxOperating1MinAvgCPU "
             "jnxOperating5MinAvgCPU jnxOperating15MinAvgCPU jnxOperatingFRUPower jnxOperatingBufferCP "
             "jnxOperatingMemoryCP jnxOperatingBufferExt"},
    TableRow{"JUNIPER-MIB", "1.3.6.1.4.1.2636.3.1.8", "jnxContentsTable", "jnxContentsEntry",
             "jnxContentsContainerIndex jnxContentsL1Index jnxContentsL2Index jnxContentsL3Index jnxContentsType "
             "jnxContentsDescr jnxContentsSerialNo jnxContentsRevision jnxContentsInstalled jnxContentsPartNo "
             "jnxContentsChassisId jnxContentsChassisDescr jnxContentsChassisCleiCode jnxContentsModel"},
    TableRow{"JUNIPER-MIB", "1.3.6.1.4.1.2636.3.1.15", "jnxFruTable", "jnxFruEntry",
             "jnxFruContentsIndex jnxFruL1Index jnxFruL2Index jnxFruL3Index jnxFruName jnxFruType jnxFruSlot "
             "jnxFruState jnxFruTemp jnxFruOfflineReason jnxFruLastPowerOff jnxFruLastPowerOn jnxFruPowerUpTime "
             "jnxFruChassisId jnxFruChassisDescr jnxFruPsdAssignment"},
    TableRow{"JUNIPER-DOM-MIB", "1.3.6.1.4.1.2636.3.60.1.1.1", "jnxDomCurrentTable", "jnxDomCurrentEntry",
             "jnxDomCurrentAlarms jnxDomCurrentAlarmDate jnxDomLastAlarms jnxDomCurrentWarnings "
             "jnxDomCurrentRxLaserPower jnxDomCurrentTxLaserBiasCurrent jnxDomCurrentTxLaserOutputPower "
             "jnxDomCurrentModuleTemperature jnxDomCurrentRxLaserPowerHighAlarmThreshold "
             "jnxDomCurrentRxLaserPowerLowAlarmThreshold jnxDomCurrentRxLaserPowerHighWarningThreshold "
             "jnxDomCurrentRxLaserPowerLowWarningThreshold jnxDomCurrentTxLaserBiasCurrentHighAlarmThreshold "
             "jnxDomCurrentTxLaserBiasCurrentLowAlarmThreshold jnxDomCurrentTxLaserBiasCurrentHighWarningThreshold "
             "jnxDomCurrentTxLaserBiasCurrentLowWarningThreshold jnxDomCurrentTxLaserOutputPowerHighAlarmThreshold "
             "jnxDomCurrentTxLaserOutputPowerLowAlarmThreshold jnxDomCurrentTxLaserOutputPowerHighWarningThreshold "
             "jnxDomCurrentTxLaserOutputPowerLowWarningThreshold jnxDomCurrentModuleTemperatureHighAlarmThreshold "
             "jnxDomCurrentModuleTemperatureLowAlarmThreshold jnxDomCurrentModuleTemperatureHighWarningThreshold "
             "jnxDomCurrentModuleTemperatureLowWarningThreshold"},
    TableRow{"CISCO-PROCESS-MIB", "1.3.6.1.4.1.9.9.109.1.1.1", "cpmCPUTotalTable", "cpmCPUTotalEntry",
             "cpmCPUTotalIndex cpmCPUTotalPhysicalIndex cpmCPUTotal5sec cpmCPUTotal1min cpmCPUTotal5min "
             "cpmCPUTotal5secRev cpmCPUTotal1minRev cpmCPUTotal5minRev cpmCPUMonInterval cpmCPUTotalMonIntervalValue "
             "cpmCPUInterruptMonIntervalValue cpmCPUMemoryUsed cpmCPUMemoryFree cpmCPUMemoryKernelReserved "
             "cpmCPUMemoryLowest"},
    TableRow{"CISCO-MEMORY-POOL-MIB", "1.3.6.1.4.1.9.9.48.1.1", "ciscoMemoryPoolTable", "ciscoMemoryPoolEntry",
             "ciscoMemoryPoolType ciscoMemoryPoolName ciscoMemoryPoolAlternate ciscoMemoryPoolValid "
             "ciscoMemoryPoolUsed ciscoMemoryPoolFree ciscoMemoryPoolLargestFree"},
    TableRow{"CISCO-ENHANCED-MEMPOOL-MIB", "1.3.6.1.4.1.9.9.221.1.1.1", "cempMemPoolTable", "cempMemPoolEntry",
             "cempMemPoolIndex cempMemPoolType cempMemPoolName cempMemPoolPlatformMemory cempMemPoolAlternate "
             "cempMemPoolValid cempMemPoolUsed cempMemPoolFree cempMemPoolLargestFree cempMemPoolLowestFree "
             "cempMemPoolHCUsed=18 cempMemPoolHCFree=20"},
    TableRow{"CISCO-ENVMON-MIB", "1.3.6.1.4.1.9.9.13.1.2", "ciscoEnvMonVoltageStatusTable",
             "ciscoEnvMonVoltageStatusEntry",
             "ciscoEnvMonVoltageStatusIndex ciscoEnvMonVoltageStatusDescr ciscoEnvMonVoltageStatusValue "
             "ciscoEnvMonVoltageThresholdLow ciscoEnvMonVoltageThresholdHigh ciscoEnvMonVoltageLastShutdown "
             "ciscoEnvMonVoltageState"},
    TableRow{"CISCO-ENVMON-MIB", "1.3.6.1.4.1.9.9.13.1.3", "ciscoEnvMonTemperatureStatusTable",
             "ciscoEnvMonTemperatureStatusEntry",
             "ciscoEnvMonTemperatureStatusIndex ciscoEnvMonTemperatureStatusDescr ciscoEnvMonTemperatureStatusValue "
             "ciscoEnvMonTemperatureThreshold ciscoEnvMonTemperatureLastShutdown ciscoEnvMonTemperatureState"},
    TableRow{"CISCO-ENVMON-MIB", "1.3.6.1.4.1.9.9.13.1.4", "ciscoEnvMonFanStatusTable", "ciscoEnvMonFanStatusEntry",
             "ciscoEnvMonFanStatusIndex ciscoEnvMonFanStatusDescr ciscoEnvMonFanState"},
    TableRow{"CISCO-ENVMON-MIB", "1.3.6.1.4.1.9.9.13.1.5", "ciscoEnvMonSupplyStatusTable",
             "ciscoEnvMonSupplyStatusEntry",
             "ciscoEnvMonSupplyStatusIndex ciscoEnvMonSupplyStatusDescr ciscoEnvMonSupplyState "
             "ciscoEnvMonSupplySource"},
    TableRow{"CISCO-ENTITY-SENSOR-MIB", "1.3.6.1.4.1.9.9.91.1.1.1", "entSensorValueTable", "entSensorValueEntry",
             "entSensorType entSensorScale entSensorPrecision entSensorValue entSensorStatus entSensorValueTimeStamp "
             "entSensorValueUpdateRate entSensorMeasuredEntity"},
    TableRow{"CISCO-ENTITY-FRU-CONTROL-MIB", "1.3.6.1.4.1.9.9.117.1.1.2", "cefcFRUPowerStatusTable",
             "cefcFRUPowerStatusEntry", "cefcFRUPowerAdminStatus cefcFRUPowerOperStatus cefcFRUCurrent"},
    TableRow{"CISCO-ENTITY-FRU-CONTROL-MIB", "1.3.6.1.4.1.9.9.117.1.2.1", "cefcModuleTable", "cefcModuleEntry",
             "cefcModuleAdminStatus cefcModuleOperStatus cefcModuleResetReason cefcModuleStatusLastChangeTime"},
    TableRow{"CISCO-ENTITY-FRU-CONTROL-MIB", "1.3.6.1.4.1.9.9.117.1.4.1", "cefcFanTrayStatusTable",
             "cefcFanTrayStatusEntry", "cefcFanTrayOperStatus"},
    TableRow{"PowerNet-MIB", "1.3.6.1.4.1.318.1.1.12.2.3.1", "rPDULoadStatusTable", "rPDULoadStatusEntry",
             "rPDULoadStatusIndex rPDULoadStatusLoad rPDULoadStatusLoadState rPDULoadStatusPhaseNumber "
             "rPDULoadStatusBankNumber"},
    TableRow{"PowerNet-MIB", "1.3.6.1.4.1.318.1.1.10.2.3.2", "iemStatusProbesTable", "iemStatusProbesEntry",
             "iemStatusProbeNumber iemStatusProbeName iemStatusProbeStatus iemStatusProbeCurrentTemp "
             "iemStatusProbeTempUnits iemStatusProbeCurrentHumid"},
    TableRow{"PowerNet-MIB", "1.3.6.1.4.1.318.1.1.26.4.3", "rPDU2DeviceStatusTable", "rPDU2DeviceStatusEntry",
             "rPDU2DeviceStatusIndex rPDU2DeviceStatusModule rPDU2DeviceStatusName rPDU2DeviceStatusLoadState "
             "rPDU2DeviceStatusPower rPDU2DeviceStatusPeakPower rPDU2DeviceStatusPeakPowerTimestamp "
             "rPDU2DeviceStatusPeakPowerStartTime rPDU2DeviceStatusEnergy rPDU2DeviceStatusEnergyStartTime"},
    TableRow{"PowerNet-MIB", "1.3.6.1.4.1.318.1.1.26.6.3", "rPDU2PhaseStatusTable", "rPDU2PhaseStatusEntry",
             "rPDU2PhaseStatusIndex rPDU2PhaseStatusModule rPDU2PhaseStatusNumber rPDU2PhaseStatusLoadState "
             "rPDU2PhaseStatusCurrent rPDU2PhaseStatusVoltage rPDU2PhaseStatusPower"},
    TableRow{"UCD-SNMP-MIB", "1.3.6.1.4.1.2021.15", "fileTable", "fileEntry",
             "fileIndex fileName fileSize fileMax fileErrorFlag=100 fileErrorMsg"},
    TableRow{"UCD-SNMP-MIB", "1.3.6.1.4.1.2021.16.2", "logMatchTable", "logMatchEntry",
             "logMatchIndex logMatchName logMatchFilename logMatchRegEx logMatchGlobalCounter logMatchGlobalCount "
             "logMatchCurrentCounter logMatchCurrentCount logMatchCounter logMatchCount logMatchCycle "
             "logMatchErrorFlag=100 logMatchRegExCompilation"},
    TableRow{"UCD-SNMP-MIB", "1.3.6.1.4.1.2021.102", "mrTable", "mrEntry", "mrIndex mrModuleName"},
};
// clang-format on

}  // namespace

std::span<const ObjectRow> vendorObjects() {
    return kVendorObjects;
}
std::span<const TableRow> vendorTables() {
    return kVendorTables;
}

}  // namespace snmpolld::names
