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
        fs::create_directories((path_ / name).parent_path());
        std::ofstream(path_ / name, std::ios::binary) << text;
        return path_ / name;
    }

  private:
    fs::path path_;
};

// Each case begins with an empty tree.
snmp::MibImport imported(const std::vector<fs::path>& files) {
    auto import = snmp::importMibs(files);
    snmp::forgetMibs();
    return import;
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
    return text.replace(text.find(from), from.size(), to);
}

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
    const auto import = imported({folder.write("oven.mib", kOven)});
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
    const auto import = imported({stove, oven});
    CHECK(problems(import) == "");
    CHECK(import.modules == 2);
    CHECK(has(import, "scalar STOVE-MIB::stoveFlame 1.3.6.1.4.1.99999.9"));
}

TEST_CASE("several modules in one file are all read") {
    const Folder folder;
    const auto import = imported({folder.write("all.mib", std::string(kStove) + kOven)});
    CHECK(import.modules == 2);
    CHECK(has(import, "scalar STOVE-MIB::stoveFlame 1.3.6.1.4.1.99999.9"));
    CHECK(has(import, "scalar OVEN-MIB::ovenHeat 1.3.6.1.4.1.99999.1"));
}

TEST_CASE("a broken file is said with its line and does not stop the others") {
    const Folder folder;
    const auto broken = folder.write("broken.mib", "BROKEN-MIB DEFINITIONS ::= BEGIN\nx OBJECT-TYPE\nSYNTAX\n");
    const auto text = folder.write("README", "What these DEFINITIONS are for\n");
    const auto noise = folder.write("noise.bin", std::string("\x00\xff\x80{(\"", 6));
    const auto import = imported({broken, text, noise, folder.write("oven.mib", kOven)});
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
    const auto import = imported({first, second});
    CHECK(has(import, "scalar OVEN-MIB::ovenHeat 1.3.6.1.4.1.88888.1"));
    CHECK_FALSE(has(import, "scalar OVEN-MIB::ovenHeat 1.3.6.1.4.1.99999.1"));
    CHECK(complains(import, "OVEN-MIB is in " + second.string() + " too, which is used"));
}

TEST_CASE("of a module that is there twice the latest edition is used, wherever it is") {
    const std::string later = replaced(replaced(kOven, "99999", "88888"), "202601010000Z", "202602010000Z");
    const std::string century = replaced(kOven, "202601010000Z", "9901010000Z");
    const Folder folder;
    const auto first = folder.write("first.mib", later);
    const auto second = folder.write("second.mib", kOven);
    const auto import = imported({first, second, folder.write("third.mib", century)});
    CHECK(has(import, "scalar OVEN-MIB::ovenHeat 1.3.6.1.4.1.88888.1"));
    CHECK(import.names.size() == 7);
    CHECK(complains(import, second.string() + ": OVEN-MIB is in " + first.string() + " too, which is used, as its"));
    CHECK(import.problems.size() == 2);
}

TEST_CASE("a backup is used only if there is nothing else") {
    for (const char* name : {"oven.mib.bak", "archive/oven.mib", "OLD/oven.mib", "oven.old.mib", "Copy of oven.mib"}) {
        const Folder folder;
        const auto backup = folder.write(name, replaced(replaced(kOven, "99999", "88888"), "202601", "202701"));
        const auto oven = folder.write("oven.mib", kOven);
        const auto import = imported({backup, oven});
        CHECK(has(import, "scalar OVEN-MIB::ovenHeat 1.3.6.1.4.1.99999.1"));
        CHECK(problems(import) == "1 backup is not used, the first is " + backup.string() + "\n");
        CHECK(has(imported({backup}), "scalar OVEN-MIB::ovenHeat 1.3.6.1.4.1.88888.1"));
    }
}

TEST_CASE("the same text in two files is no problem") {
    const Folder folder;
    const auto import = imported({folder.write("a.mib", kOven), folder.write("b.mib", kOven)});
    CHECK(problems(import) == "");
    CHECK(import.names.size() == 7);
}

TEST_CASE("of a file with several modules only those are used that are nowhere else in a later edition") {
    const Folder folder;
    const auto both = folder.write("both.mib", std::string(kOven) + kStove + "x ::= {\n");
    const auto oven = folder.write("oven.mib", replaced(replaced(kOven, "99999", "88888"), "202601", "202602"));
    const auto import = imported({oven, both});
    CHECK(has(import, "scalar OVEN-MIB::ovenHeat 1.3.6.1.4.1.88888.1"));
    CHECK(has(import, "scalar STOVE-MIB::stoveFlame 1.3.6.1.4.1.88888.9"));
    CHECK(import.names.size() == 8);
}

TEST_CASE("files with a byte order mark and files in UTF-16 are read, and messages name them") {
    std::string wide = "\xff\xfe";
    std::string big = "\xfe\xff";
    for (const char c : std::string(kOven)) {
        (wide += c) += '\0';
        (big += '\0') += c;
    }
    for (const std::string& text : {"\xef\xbb\xbf" + std::string(kOven), wide, big}) {
        const Folder folder;
        const auto import = imported({folder.write("oven.mib", text)});
        CHECK(problems(import) == "");
        CHECK(import.names.size() == 7);
    }
    const Folder folder;
    const auto broken = folder.write("b.mib",
                                     "\xef\xbb\xbf"
                                     "BROKEN-MIB DEFINITIONS ::= BEGIN\nx OBJECT-TYPE\nSYNTAX\n");
    const auto import = imported({broken});
    CHECK(complains(import, broken.string() + ":"));
    CHECK_FALSE(complains(import, "snmpolld-mibs"));
}

TEST_CASE("environment variables of Net-SNMP change nothing") {
    const Folder folder;
    ::setenv("MIBS", "ALL", 1);
    ::setenv("MIBDIRS", "/usr/share/snmp/mibs", 1);
    const auto import = imported({folder.write("oven.mib", kOven)});
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
    const auto import = imported(files);
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

// The last ones: what the parser could not hang into the tree stays with it.
TEST_CASE("a parent that is missing is said once, with the module that should define it") {
    std::vector<fs::path> files;
    const Folder folder;
    for (const std::string name : {"A", "B", "C"})
        files.push_back(folder.write(name, name + "-MIB DEFINITIONS ::= BEGIN\nIMPORTS range FROM KITCHEN-SMI;\n" +
                                               "in" + name + " OBJECT IDENTIFIER ::= { range 1 }\n" + "deep" + name +
                                               " OBJECT IDENTIFIER ::= { in" + name + " 2 }\nEND\n"));
    const auto import = imported(files);
    CHECK(problems(import) == files[0].string() +
                                  ": A-MIB and 2 more: range is not known (KITCHEN-SMI, which is not among the files, "
                                  "should define it); what is under it is left out (6 names)\n");
}

TEST_CASE("what hangs on an unknown name is left out and said with its file") {
    const Folder folder;
    const auto stove = folder.write("stove.mib", kStove);
    const auto import = imported({stove});
    CHECK(import.names.empty());
    CHECK(complains(import, stove.string() + ": STOVE-MIB: ovenMIB is not known"));
}
