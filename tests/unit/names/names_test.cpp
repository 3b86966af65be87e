#include "names/names.hpp"
#include "looking_up.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

using namespace snmpolld;
using namespace snmpolld::test;
using model::Oid;
using names::NameEntry;
using names::NameKind;

TEST_CASE("the table is in the order of its OIDs, each name and OID once") {
    const auto table = names::nameTable();
    CHECK(table.size() > 300);
    std::set<std::string_view> names;
    Oid before;
    for (const NameEntry& entry : table) {
        CAPTURE(std::string(entry.name));
        const auto oid = Oid::parse(entry.oid);
        REQUIRE(oid.has_value());
        CHECK(before < *oid);
        CHECK(names.insert(entry.name).second);
        CHECK_FALSE(entry.module.empty());
        before = *oid;
    }
}

TEST_CASE("every column stands under an entry and every entry under a table") {
    std::set<std::string> entries;
    std::set<std::string> tables;
    for (const NameEntry& entry : names::nameTable()) {
        const std::string parent(entry.oid.substr(0, entry.oid.rfind('.')));
        CAPTURE(std::string(entry.name));
        if (entry.kind == NameKind::table) tables.emplace(entry.oid);
        if (entry.kind == NameKind::entry) CHECK(tables.contains(parent));
        if (entry.kind == NameKind::entry) entries.emplace(entry.oid);
        if (entry.kind == NameKind::column) CHECK(entries.contains(parent));
        if (entry.kind == NameKind::scalar) CHECK_FALSE(entries.contains(parent));
    }
}

TEST_CASE_FIXTURE(LookingUp, "well-known objects have the OIDs of their RFCs") {
    CHECK(resolved("sysDescr.0") == "1.3.6.1.2.1.1.1.0");
    CHECK(resolved("sysUpTime.0") == "1.3.6.1.2.1.1.3.0");
    CHECK(resolved("sysORDescr.1") == "1.3.6.1.2.1.1.9.1.3.1");
    CHECK(resolved("ifOperStatus.3") == "1.3.6.1.2.1.2.2.1.8.3");
    CHECK(resolved("IF-MIB::ifHCInOctets.1") == "1.3.6.1.2.1.31.1.1.1.6.1");
    CHECK(resolved("ifAlias.1") == "1.3.6.1.2.1.31.1.1.1.18.1");
    CHECK(resolved("ipNetToMediaPhysAddress.1.10.0.0.1") == "1.3.6.1.2.1.4.22.1.2.1.10.0.0.1");
    CHECK(resolved("tcpCurrEstab.0") == "1.3.6.1.2.1.6.9.0");
    CHECK(resolved("udpNoPorts.0") == "1.3.6.1.2.1.7.2.0");
    CHECK(resolved("snmpInPkts.0") == "1.3.6.1.2.1.11.1.0");
    CHECK(resolved("hrSystemUptime.0") == "1.3.6.1.2.1.25.1.1.0");
    CHECK(resolved("hrProcessorLoad.196608") == "1.3.6.1.2.1.25.3.3.1.2.196608");
    CHECK(resolved("entPhysicalName.1") == "1.3.6.1.2.1.47.1.1.1.1.7.1");
    CHECK(resolved("entPhySensorValue.1") == "1.3.6.1.2.1.99.1.1.1.4.1");
    CHECK(resolved("upsEstimatedMinutesRemaining.0") == "1.3.6.1.2.1.33.1.2.3.0");
    CHECK(resolved("bgpPeerState.192.0.2.1") == "1.3.6.1.2.1.15.3.1.2.192.0.2.1");
    CHECK(resolved("lldpRemSysName.0.1.1") == "1.0.8802.1.1.2.1.4.1.1.9.0.1.1");
    CHECK(resolved("prtMarkerSuppliesLevel.1.1") == "1.3.6.1.2.1.43.11.1.1.9.1.1");
    CHECK(resolved("dot1dTpFdbPort") == "1.3.6.1.2.1.17.4.3.1.2");
    CHECK(resolved("dot1qVlanStaticName.1") == "1.3.6.1.2.1.17.7.1.4.3.1.1.1");
    CHECK(resolved("snmpEngineBoots.0") == "1.3.6.1.6.3.10.2.1.2.0");
    CHECK(resolved("usmStatsWrongDigests.0") == "1.3.6.1.6.3.15.1.1.5.0");
    CHECK(resolved("UCD-SNMP-MIB::laLoadInt.1") == "1.3.6.1.4.1.2021.10.1.5.1");
    CHECK(resolved("ssCpuRawIdle.0") == "1.3.6.1.4.1.2021.11.53.0");
    CHECK(resolved("memAvailReal.0") == "1.3.6.1.4.1.2021.4.6.0");
    CHECK(resolved("cpmCPUTotal5minRev.1") == "1.3.6.1.4.1.9.9.109.1.1.1.1.8.1");
    CHECK(resolved("upsAdvBatteryCapacity.0") == "1.3.6.1.4.1.318.1.1.1.2.2.1.0");
    CHECK(resolved("ipv6InterfaceForwarding.2") == "1.3.6.1.2.1.4.30.1.8.2");
    CHECK(resolved("bgp4PathAttrBest") == "1.3.6.1.2.1.15.6.1.13");
    CHECK(resolved("dot1dStpPortOperEdgePort.1") == "1.3.6.1.2.1.17.2.19.1.3.1");
    CHECK(resolved("dot1qTpVlanPortHCInDiscards") == "1.3.6.1.2.1.17.7.1.4.7.1.3");
    CHECK(resolved("lldpXdot3RemPortOperMauType") == "1.0.8802.1.1.2.1.5.4623.1.3.1.1.4");
    CHECK(resolved("lldpXdot1RemVlanName") == "1.0.8802.1.1.2.1.5.32962.1.3.3.1.2");
    CHECK(resolved("etherStatsHighCapacityPkts1024to1518Octets") == "1.3.6.1.2.1.16.1.7.1.16");
    CHECK(resolved("prtOutputOffsetStacking") == "1.3.6.1.2.1.43.9.2.1.24");
    CHECK(resolved("prtInputNextIndex") == "1.3.6.1.2.1.43.8.2.1.25");
    CHECK(resolved("upsAlarmTestInProgress") == "1.3.6.1.2.1.33.1.6.3.24");
    CHECK(resolved("linkDown") == "1.3.6.1.6.3.1.1.5.3");
    CHECK(resolved("fileErrorMsg.1") == "1.3.6.1.4.1.2021.15.1.101.1");
    CHECK(resolved("mib-2") == "1.3.6.1.2.1");
}

TEST_CASE_FIXTURE(LookingUp, "numeric OIDs need no name") {
    CHECK(resolved("1.3.6.1.4.1.99999.1") == "1.3.6.1.4.1.99999.1");
    CHECK(resolved(".1.3.6.1") == "1.3.6.1");
    CHECK(instance("1.3.6.1.4.1.99999.1") == "1.3.6.1.4.1.99999.1");
}

TEST_CASE_FIXTURE(LookingUp, "what is no name is refused with the nearest one") {
    CHECK(resolved("sysDesc.0") == "\"sysDesc.0\" is not a known name; did you mean sysDescr?");
    CHECK(resolved("xyzzyplugh") == "\"xyzzyplugh\" is not a known name; numeric OIDs always work");
    CHECK(resolved("SNMPv2-MIB::ifDescr.1") == "\"SNMPv2-MIB::ifDescr.1\": ifDescr is in IF-MIB, not in SNMPv2-MIB");
    for (const std::string text : {"", "sysDescr.", "sysDescr..0", "sysDescr.x", "sysDescr.-1", "sysDescr.4294967296",
                                   "IF-MIB::", "::sysDescr", "sysDescr 0", "sysDescr\x1b", "1.3.6.1.", "1.3.x"}) {
        CAPTURE(text);
        const auto oid = catalog.resolveOid(text);
        REQUIRE_FALSE(oid.has_value());
        CHECK(oid.error().kind == ErrorKind::usage);
        CHECK(oid.error().message.find('\x1b') == std::string::npos);
    }
    std::string longest = "sysDescr";
    for (int i = 0; i < 200; ++i)
        longest += ".1";
    CHECK_FALSE(catalog.resolveOid(longest).has_value());
    CHECK(catalog.resolveOid(std::string(100'000, 'a')).error().message.size() < 1000);
}

TEST_CASE_FIXTURE(LookingUp, "a scalar without instance gets its .0") {
    CHECK(instance("sysDescr") == "1.3.6.1.2.1.1.1.0");
    CHECK(instance("sysDescr.0") == "1.3.6.1.2.1.1.1.0");
    CHECK(instance("1.3.6.1.2.1.1.3") == "1.3.6.1.2.1.1.3.0");
    CHECK(instance("ifInOctets.7") == "1.3.6.1.2.1.2.2.1.10.7");
}

TEST_CASE_FIXTURE(LookingUp, "what has no value of its own cannot be asked by GET") {
    CHECK(instance("ifInOctets") ==
          "\"ifInOctets\" is a table's column; a GET needs an instance, such as ifInOctets.1");
    CHECK(instance("ifTable") == "\"ifTable\" is a table; a GET needs a column and an instance");
    CHECK(instance("ifXEntry") == "\"ifXEntry\" is a table; a GET needs a column and an instance");
    CHECK(instance("system") == "\"system\" is no object; a GET needs an object and its instance");
}

TEST_CASE_FIXTURE(LookingUp, "a subtree is named, numbered, an instance, or everything") {
    CHECK(catalog.resolveSubtree("ifTable") == Oid{1, 3, 6, 1, 2, 1, 2, 2});
    CHECK(catalog.resolveSubtree("IF-MIB::ifDescr") == Oid{1, 3, 6, 1, 2, 1, 2, 2, 1, 2});
    CHECK(catalog.resolveSubtree("sysDescr") == Oid{1, 3, 6, 1, 2, 1, 1, 1});
    CHECK(catalog.resolveSubtree("sysDescr.0") == Oid{1, 3, 6, 1, 2, 1, 1, 1, 0});
    CHECK(catalog.resolveSubtree("system") == Oid{1, 3, 6, 1, 2, 1, 1});
    CHECK(catalog.resolveSubtree(".1.3.6.1.4.1.9") == Oid{1, 3, 6, 1, 4, 1, 9});
    CHECK(catalog.resolveSubtree(".1") == Oid{1});
    CHECK(catalog.resolveSubtree("1") == Oid{1});
    CHECK_FALSE(catalog.resolveSubtree("").has_value());
    CHECK_FALSE(catalog.resolveSubtree(".").has_value());
    CHECK_FALSE(catalog.resolveSubtree("3").has_value());
    CHECK_FALSE(catalog.resolveSubtree("1.").has_value());
}

TEST_CASE_FIXTURE(LookingUp, "an OID is named by the longest known object") {
    CHECK(nameOf("1.3.6.1.2.1.1.1.0") == "sysDescr.0");
    CHECK(nameOf("1.3.6.1.2.1.1.1") == "sysDescr");
    CHECK(nameOf("1.3.6.1.2.1.31.1.1.1.6.1000001") == "ifHCInOctets.1000001");
    CHECK(nameOf("1.3.6.1.2.1.4.22.1.2.1.10.0.0.1") == "ipNetToMediaPhysAddress.1.10.0.0.1");
    CHECK(nameOf("1.3.6.1.2.1.2.2.1.99.1") == "ifEntry.99.1");
}

TEST_CASE_FIXTURE(LookingUp, "a mere node of the tree names nothing under it") {
    CHECK(nameOf("1.3.6.1.4.1.99999.1.0") == "none");
    CHECK(nameOf("1.3.6.1.2.1.1") == "none");
    CHECK(nameOf("1.3") == "none");
    CHECK(catalog.nameOf(Oid{}) == std::nullopt);
}

TEST_CASE_FIXTURE(LookingUp, "every object's name leads back to its OID") {
    for (const NameEntry& entry : names::nameTable()) {
        CAPTURE(std::string(entry.name));
        CHECK(resolved(entry.name) == entry.oid);
        CHECK(resolved(std::string(entry.module) + "::" + std::string(entry.name) + ".1") ==
              std::string(entry.oid) + ".1");
        if (entry.kind != NameKind::node) CHECK(nameOf(entry.oid) == entry.name);
    }
}
