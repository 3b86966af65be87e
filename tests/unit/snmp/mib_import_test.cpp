#include "snmp/mib_import.hpp"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <set>

using namespace snmpolld;
namespace fs = std::filesystem;

#ifdef SNMPOLLD_SANITIZED
// Net-SNMP forgets its list of types when its MIBs are unloaded; here that happens once a case.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
    return "leak:netsnmp_init_mib_internals\n";
}
#endif

namespace {

constexpr char kOven[] = R"(OVEN-MIB DEFINITIONS ::= BEGIN
IMPORTS
    MODULE-IDENTITY, OBJECT-TYPE, NOTIFICATION-TYPE, Integer32, enterprises FROM SNMPv2-SMI
    TEXTUAL-CONVENTION, DisplayString                                       FROM SNMPv2-TC
    OBJECT-GROUP                                                            FROM SNMPv2-CONF
    SnmpAdminString                                                         FROM SNMP-FRAMEWORK-MIB
    ifIndex, InterfaceIndex                                                 FROM IF-MIB;

ovenMIB MODULE-IDENTITY
    LAST-UPDATED "202601010000Z"
    ORGANIZATION "Bakers"
    CONTACT-INFO "none"
    DESCRIPTION  "Ovens -- and what is in them."
    ::= { enterprises 99999 }

Crust ::= TEXTUAL-CONVENTION
    STATUS      current
    DESCRIPTION "How brown."
    SYNTAX      SnmpAdminString (SIZE (0..32))

-- a comment -- that goes on
ovenHeat OBJECT-TYPE
    SYNTAX      Integer32
    MAX-ACCESS  read-only
    STATUS      current
    DESCRIPTION "Degrees."
    ::= { ovenMIB 1 }

ovenShelfTable OBJECT-TYPE
    SYNTAX      SEQUENCE OF OvenShelfEntry
    MAX-ACCESS  not-accessible
    STATUS      current
    DESCRIPTION "Shelves."
    ::= { ovenMIB 2 }

ovenShelfEntry OBJECT-TYPE
    SYNTAX      OvenShelfEntry
    MAX-ACCESS  not-accessible
    STATUS      current
    DESCRIPTION "A shelf."
    INDEX       { ovenShelfIndex }
    ::= { ovenShelfTable 1 }

OvenShelfEntry ::= SEQUENCE { ovenShelfIndex InterfaceIndex, ovenShelfCrust Crust }

ovenShelfIndex OBJECT-TYPE
    SYNTAX      InterfaceIndex (1..9)
    MAX-ACCESS  not-accessible
    STATUS      current
    DESCRIPTION "From below."
    ::= { ovenShelfEntry 1 }

ovenShelfCrust OBJECT-TYPE
    SYNTAX      Crust
    MAX-ACCESS  read-only
    STATUS      current
    DESCRIPTION "Of what is on it."
    ::= { ovenShelfEntry 5 }

ovenDone NOTIFICATION-TYPE
    OBJECTS     { ovenHeat }
    STATUS      current
    DESCRIPTION "Ready."
    ::= { ovenMIB 3 }

ovenGroup OBJECT-GROUP
    OBJECTS     { ovenHeat, ovenShelfCrust }
    STATUS      current
    DESCRIPTION "All."
    ::= { ovenMIB 4 }
END
)";

constexpr char kStove[] = R"(STOVE-MIB DEFINITIONS ::= BEGIN
IMPORTS OBJECT-TYPE, Gauge32 FROM SNMPv2-SMI
        ovenMIB FROM OVEN-MIB;
stoveFlame OBJECT-TYPE
    SYNTAX Gauge32 MAX-ACCESS read-only STATUS current DESCRIPTION "How high." ::= { ovenMIB 9 }
END
)";

class Folder {
  public:
    Folder() {
        std::string name = (fs::temp_directory_path() / "mib_import_test.XXXXXX").string();
        path_ = ::mkdtemp(name.data());
    }
    ~Folder() { fs::remove_all(path_); }
    fs::path write(const std::string& name, const std::string& text) const {
        std::ofstream(path_ / name, std::ios::binary) << text;
        return path_ / name;
    }

  private:
    fs::path path_;
};

// "table OVEN-MIB::ovenShelfTable 1.3.6.." of all names.
std::vector<std::string> lines(const snmp::MibImport& import) {
    std::vector<std::string> out;
    for (const auto& name : import.names)
        out.push_back(std::string(names::kindName(name.kind)) + " " + name.module + "::" + name.name + " " +
                      name.oid.toString());
    std::sort(out.begin(), out.end());
    return out;
}

bool has(const snmp::MibImport& import, const std::string& line) {
    const auto all = lines(import);
    return std::find(all.begin(), all.end(), line) != all.end();
}

std::string problems(const snmp::MibImport& import) {
    std::string all;
    for (const std::string& problem : import.problems)
        all += problem + "\n";
    return all;
}

bool complains(const snmp::MibImport& import, const std::string& part) {
    return std::any_of(import.problems.begin(), import.problems.end(),
                       [&](const std::string& problem) { return problem.find(part) != std::string::npos; });
}

}  // namespace

TEST_CASE("a vendor's MIB is read without the IETF's, with the kind of each name") {
    const Folder folder;
    const auto import = snmp::importMibs({folder.write("oven.mib", kOven)});
    CHECK(problems(import) == "");
    CHECK(import.modules == 1);
    CHECK(lines(import) == std::vector<std::string>{
                               "column OVEN-MIB::ovenShelfCrust 1.3.6.1.4.1.99999.2.1.5",
                               "column OVEN-MIB::ovenShelfIndex 1.3.6.1.4.1.99999.2.1.1",
                               "entry OVEN-MIB::ovenShelfEntry 1.3.6.1.4.1.99999.2.1",
                               "node OVEN-MIB::ovenMIB 1.3.6.1.4.1.99999",
                               "notification OVEN-MIB::ovenDone 1.3.6.1.4.1.99999.3",
                               "scalar OVEN-MIB::ovenHeat 1.3.6.1.4.1.99999.1",
                               "table OVEN-MIB::ovenShelfTable 1.3.6.1.4.1.99999.2",
                           });
}

TEST_CASE("modules import from each other in any order of their files") {
    const Folder folder;
    const auto stove = folder.write("a-stove.mib", kStove);
    const auto oven = folder.write("b-oven.mib", kOven);
    const auto import = snmp::importMibs({stove, oven});
    CHECK(problems(import) == "");
    CHECK(import.modules == 2);
    CHECK(has(import, "scalar STOVE-MIB::stoveFlame 1.3.6.1.4.1.99999.9"));
}

TEST_CASE("several modules in one file are all read") {
    const Folder folder;
    const auto import = snmp::importMibs({folder.write("all.mib", std::string(kStove) + kOven)});
    CHECK(import.modules == 2);
    CHECK(has(import, "scalar STOVE-MIB::stoveFlame 1.3.6.1.4.1.99999.9"));
    CHECK(has(import, "scalar OVEN-MIB::ovenHeat 1.3.6.1.4.1.99999.1"));
}

TEST_CASE("a broken file is said with its line and does not stop the others") {
    const Folder folder;
    const auto broken = folder.write("broken.mib", "BROKEN-MIB DEFINITIONS ::= BEGIN\nx OBJECT-TYPE\nSYNTAX\n");
    const auto text = folder.write("README", "What these DEFINITIONS are for\n");
    const auto noise = folder.write("noise.bin", std::string("\x00\xff\x80{(\"", 6));
    const auto import = snmp::importMibs({broken, text, noise, folder.write("oven.mib", kOven)});
    CHECK(lines(import).size() == 7);
    CHECK(has(import, "scalar OVEN-MIB::ovenHeat 1.3.6.1.4.1.99999.1"));
    CHECK(complains(import, broken.string() + ":"));
    CHECK(import.no_modules == std::vector<fs::path>{text, noise});
}

TEST_CASE("of a module that is there twice the later file is used") {
    const Folder folder;
    std::string other = kOven;
    other.replace(other.find("99999"), 5, "88888");
    const auto first = folder.write("first.mib", kOven);
    const auto second = folder.write("second.mib", other);
    const auto import = snmp::importMibs({first, second});
    CHECK(has(import, "scalar OVEN-MIB::ovenHeat 1.3.6.1.4.1.88888.1"));
    CHECK_FALSE(has(import, "scalar OVEN-MIB::ovenHeat 1.3.6.1.4.1.99999.1"));
    CHECK(complains(import, "OVEN-MIB is in " + second.string() + " too, which is used"));
}

TEST_CASE("environment variables of Net-SNMP change nothing") {
    const Folder folder;
    ::setenv("MIBS", "ALL", 1);
    ::setenv("MIBDIRS", "/usr/share/snmp/mibs", 1);
    const auto import = snmp::importMibs({folder.write("oven.mib", kOven)});
    ::unsetenv("MIBS");
    ::unsetenv("MIBDIRS");
    CHECK(import.modules == 1);
    CHECK(import.names.size() == 7);
}

TEST_CASE("the MIBs that come with Net-SNMP are read without a word, and the built-in names agree with them" *
          doctest::skip(!fs::exists("/usr/share/snmp/mibs/UCD-SNMP-MIB.txt"))) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator("/usr/share/snmp/mibs"))
        files.push_back(entry.path());
    const auto import = snmp::importMibs(files);
    CHECK(problems(import) == "");
    CHECK(has(import, "column UCD-SNMP-MIB::laLoad 1.3.6.1.4.1.2021.10.1.3"));
    std::set<std::string_view> modules;
    for (const auto& name : import.names)
        modules.insert(name.module);
    const auto all = lines(import);
    for (const auto& entry : names::nameTable()) {
        if (!modules.contains(entry.module)) continue;
        const std::string line = std::string(names::kindName(entry.kind)) + " " + std::string(entry.module) +
                                 "::" + std::string(entry.name) + " " + std::string(entry.oid);
        CAPTURE(line);
        CHECK(std::binary_search(all.begin(), all.end(), line));
    }
}

// The last one: what the parser could not hang into the tree stays with it.
TEST_CASE("what hangs on an unknown name is left out and said with its file") {
    const Folder folder;
    const auto stove = folder.write("stove.mib", kStove);
    const auto import = snmp::importMibs({stove});
    CHECK(import.names.empty());
    CHECK(complains(import, stove.string() + ": STOVE-MIB: ovenMIB is not known"));
}
