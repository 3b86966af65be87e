#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <random>

#include "looking_up.hpp"
#include "names/name_file.hpp"
#include "names/names.hpp"

using namespace snmpolld;
using namespace snmpolld::test;
using model::Oid;
using names::ImportedName;
using names::NameKind;
namespace fs = std::filesystem;

namespace {

constexpr char kNames[] =
    "snmpolld-names 1 12\n"
    "1.3.6.1.2.1.2.2.1.2 column OTHER-IF-MIB ifDescr\n"
    "1.3.6.1.2.1.2.2.1.77 column OTHER-IF-MIB ifColour\n"
    "1.3.6.1.4.1.99999.1 scalar BAKE-MIB heat\n"
    "1.3.6.1.4.1.99999.1.0 object own heatNow\n"
    "1.3.6.1.4.1.99999.2 table BAKE-MIB shelfTable\n"
    "1.3.6.1.4.1.99999.2.1 entry BAKE-MIB shelfEntry\n"
    "1.3.6.1.4.1.99999.2.1.1 column BAKE-MIB shelfIndex\n"
    "1.3.6.1.4.1.99999.2.1.4 column BAKE-MIB shelfHeat\n"
    "1.3.6.1.4.1.99999.3 scalar FRY-MIB heat\n"
    "1.3.6.1.4.1.99999.4 scalar FRY-MIB sysName\n"
    "1.3.6.1.4.1.99999.5 notification FRY-MIB fried\n"
    "1.3.6.1.4.1.99999.6 object own cellar\n";

// The names above, imported into the catalogue from a file that $SNMPOLLD_NAMES names during the test.
class Imported : public LookingUp {
  public:
    Imported() {
        std::string name = (fs::temp_directory_path() / "names_imported_test.XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
        ::setenv("SNMPOLLD_NAMES", file().c_str(), 1);
        use(kNames);
    }
    ~Imported() {
        ::setenv("SNMPOLLD_NAMES", "", 1);
        fs::remove_all(folder_);
    }

    fs::path file() const { return folder_ / "names"; }
    void use(const std::string& text) {
        std::ofstream(file(), std::ios::binary) << text;
        forget();
    }
    void forget() {
        names::NameCatalog fresh(names::loadImportedNames);
        catalog.swap(fresh);
    }
    std::string found(std::string_view pattern) const {
        std::string out;
        for (const auto& entry : catalog.findNames(pattern))
            out += std::string(entry.module) + "::" + std::string(entry.name) + " ";
        return out;
    }

  private:
    fs::path folder_;
};

std::string fault(const std::string& text) {
    const auto rows = names::parseNames(text);
    return rows ? "good" : rows.error().message;
}

}  // namespace

TEST_CASE_FIXTURE(Imported, "imported names resolve beside the built-in ones") {
    CHECK(resolved("shelfHeat.3") == "1.3.6.1.4.1.99999.2.1.4.3");
    CHECK(resolved("FRY-MIB::fried") == "1.3.6.1.4.1.99999.5");
    CHECK(resolved("sysDescr.0") == "1.3.6.1.2.1.1.1.0");
    CHECK(resolved("shelfHeet.3") == "\"shelfHeet.3\" is not a known name; did you mean shelfHeat?");
}

TEST_CASE_FIXTURE(Imported, "a name of two modules is ambiguous until its module is written") {
    CHECK(resolved("heat.0") ==
          "\"heat.0\" is ambiguous: BAKE-MIB::heat (1.3.6.1.4.1.99999.1), FRY-MIB::heat (1.3.6.1.4.1.99999.3)");
    CHECK(resolved("FRY-MIB::heat.0") == "1.3.6.1.4.1.99999.3.0");
    CHECK(resolved("sysName.0") ==
          "\"sysName.0\" is ambiguous: SNMPv2-MIB::sysName (1.3.6.1.2.1.1.5), FRY-MIB::sysName (1.3.6.1.4.1.99999.4)");
    CHECK(resolved("SNMPv2-MIB::sysName.0") == "1.3.6.1.2.1.1.5.0");
    CHECK(resolved("STEAM-MIB::heat.0") == "\"STEAM-MIB::heat.0\": heat is in BAKE-MIB and FRY-MIB, not in STEAM-MIB");
}

TEST_CASE_FIXTURE(Imported, "the same name with the same OID is one, whatever module it is from") {
    CHECK(resolved("ifDescr.1") == "1.3.6.1.2.1.2.2.1.2.1");
    CHECK(resolved("OTHER-IF-MIB::ifDescr.1") == "1.3.6.1.2.1.2.2.1.2.1");
    CHECK(found("ifdescr") == "IF-MIB::ifDescr ");
}

TEST_CASE_FIXTURE(Imported, "the kind of an imported name says what can be asked") {
    CHECK(instance("BAKE-MIB::heat") == "1.3.6.1.4.1.99999.1.0");
    CHECK(instance("heatNow") == "1.3.6.1.4.1.99999.1.0");
    CHECK(instance("cellar") == "1.3.6.1.4.1.99999.6");
    CHECK(instance("shelfHeat") == "\"shelfHeat\" is a table's column; a GET needs an instance, such as shelfHeat.1");
    CHECK(instance("fried") == "\"fried\" is no object; a GET needs an object and its instance");
}

TEST_CASE_FIXTURE(Imported, "OIDs get imported names, whatever was named before them") {
    for (int round = 0; round < 2; ++round) {
        CHECK(nameOf("1.3.6.1.4.1.99999.2.1.4.7.8") == "shelfHeat.7.8");
        CHECK(nameOf("1.3.6.1.4.1.99999.2.1.4") == "shelfHeat");
        CHECK(nameOf("1.3.6.1.4.1.99999.2.1.5.1") == "shelfEntry.5.1");
        CHECK(nameOf("1.3.6.1.4.1.99999.1.0") == "heat.0");
        CHECK(nameOf("1.3.6.1.4.1.99999.6.1") == "cellar.1");
        CHECK(nameOf("1.3.6.1.2.1.2.2.1.77.1") == "ifColour.1");
        CHECK(nameOf("1.3.6.1.2.1.2.2.1.2.1") == "ifDescr.1");
        CHECK(nameOf("1.3.6.1.4.1.99998.1") == "none");
        CHECK(nameOf("1.3.6.1.4.1.99998.2") == "none");
        CHECK(nameOf("1.3.6.1.4.1") == "none");
        CHECK(nameOf("1.3.6.1.4.1.99999") == "none");
        CHECK(nameOf("1.3.6.1.4.1.99999.2") == "shelfTable");
    }
    std::string out = "x=";
    CHECK(catalog.appendName(out, *Oid::parse("1.3.6.1.4.1.99999.2.1.4.4294967295")));
    CHECK_FALSE(catalog.appendName(out, *Oid::parse("1.3.6.1.4.1.99998.1")));
    CHECK(out == "x=shelfHeat.4294967295");
}

TEST_CASE_FIXTURE(Imported, "OIDs are named the same in any order, among many others without a name") {
    std::vector<std::string> oids{
        "1.3",   "1.3.6.1.2.1", "1.3.6.1.2.1.1",     "1.3.6.1.2.1.1.1.0",        "1.3.6.1.4.1.99999",
        "2.999", "0.0",         "1.3.6.1.2.1.2.2.1", "1.3.6.1.4.1.99999.2.1.4.1"};
    for (int i = 0; i < 100; ++i) {
        oids.push_back("1.3.6.1.4.1." + std::to_string(50000 + i) + ".7.1");
        oids.push_back("1.3.6.1.4.1.99999." + std::to_string(i) + ".0");
        oids.push_back("1.3.6.1.2.1.2.2.1." + std::to_string(i) + ".5");
    }
    std::map<std::string, std::string> alone;
    for (const std::string& oid : oids) {
        forget();
        alone[oid] = nameOf(oid);
    }
    std::mt19937 random(7);
    for (int i = 0; i < 20000; ++i) {
        const std::string& oid = oids[random() % oids.size()];
        CAPTURE(oid);
        REQUIRE(nameOf(oid) == alone[oid]);
    }
}

TEST_CASE_FIXTURE(Imported, "a table has its built-in and its imported columns") {
    const auto shelf = catalog.describeTable("shelfTable");
    REQUIRE(shelf.has_value());
    CHECK(shelf->name == "shelfTable");
    REQUIRE(shelf->columns.size() == 2);
    CHECK(shelf->columns[1].id == 4);
    const auto interfaces = catalog.describeTable("ifTable");
    REQUIRE(interfaces.has_value());
    CHECK(interfaces->columns.size() == 23);
    CHECK(interfaces->columns.back().name == "ifColour");
    CHECK(catalog.describeTable("cellar")->entry.toString() == "1.3.6.1.4.1.99999.6.1");
    CHECK(catalog.describeTable("FRY-MIB::heat").error().message ==
          "\"FRY-MIB::heat\" is not a table; heat is a scalar, the nearest table is shelfTable");
}

TEST_CASE_FIXTURE(Imported, "names are found by a part, a shell pattern, a module or an OID") {
    CHECK(found("HELFH") == "BAKE-MIB::shelfHeat ");
    CHECK(found("shelf*e?") == "BAKE-MIB::shelfIndex ");
    CHECK(found("bake-mib::") ==
          "BAKE-MIB::heat BAKE-MIB::shelfTable BAKE-MIB::shelfEntry BAKE-MIB::shelfIndex BAKE-MIB::shelfHeat ");
    CHECK(found("*-MIB::heat*") == "BAKE-MIB::heat FRY-MIB::heat ");
    CHECK(found(".1.3.6.1.4.1.99999.2.1") == "BAKE-MIB::shelfEntry BAKE-MIB::shelfIndex BAKE-MIB::shelfHeat ");
    CHECK(found("nothing is called so").empty());
    CHECK(catalog.findNames("").size() == names::nameTable().size() + 11);
}

TEST_CASE_FIXTURE(Imported, "a broken file leaves the built-in names") {
    use("snmpolld-names 1 1\n1.3.6.1.4.1.99999.1 scalar BAKE-MIB");
    CHECK(resolved("sysDescr.0") == "1.3.6.1.2.1.1.1.0");
    CHECK(nameOf("1.3.6.1.4.1.99999.1.0") == "none");
    const auto names = names::readNames(file());
    REQUIRE_FALSE(names.has_value());
    CHECK(names.error().message ==
          file().string() + ": line 2 is wrong; create it again with: snmpolld names import --clear DIR|FILE...");
}

TEST_CASE_FIXTURE(Imported, "imported names are loaded once, and only for a name that is not built in") {
    int loads = 0;
    const names::NameCatalog lazy([&] {
        ++loads;
        return names::loadImportedNames();
    });
    CHECK(lazy.nameOf({1, 3, 6, 1, 2, 1, 1, 5, 0}) == "sysName.0");
    CHECK(lazy.resolveOid("IF-MIB::ifDescr").has_value());
    CHECK(loads == 0);
    CHECK(lazy.nameOf({1, 3, 6, 1, 4, 1, 99999, 1, 0}) == "heat.0");
    CHECK(lazy.resolveOid("cellar").has_value());
    CHECK_FALSE(lazy.resolveOid("nothing is called so").has_value());
    CHECK(loads == 1);
}

TEST_CASE("no line of a file is trusted") {
    const std::string head = "snmpolld-names 1 1\n";
    CHECK(fault(kNames) == "good");
    CHECK(fault("snmpolld-names 1 0\n") == "good");
    CHECK(fault("") == "not a file of names of this version");
    CHECK(fault("snmpolld-names 2 0\n") == "not a file of names of this version");
    for (const char* bad : {"snmpolld-names 1 \n", "snmpolld-names 1 -1\n", "snmpolld-names 1 99999999\n"})
        CHECK(fault(bad) == "line 1 is wrong");
    CHECK(fault(head) == "it has 0 names instead of 1");
    for (const std::string bad :
         {"1.3.6 scalar A b c\n", "1.3.6 scalar A\n", "1.3.6 scalar A 1b\n", "1.3.6 scaler A b\n", "1 scalar A b\n",
          "1.3.4294967296 scalar A b\n", "1..3 scalar A b\n", "3.1 scalar A b\n", "1.40 scalar A b\n",
          ".1.3 scalar A b\n", "1.3.6 scalar A b", "1.3.6 scalar A\x1b b\n", "1.3.6 scalar A b\x80\n", "\n"}) {
        CAPTURE(bad);
        CHECK(fault(head + bad) == "line 2 is wrong");
    }
    std::string longest = "1";
    for (int i = 0; i < 128; ++i)
        longest += ".3";
    CHECK(fault(head + longest + " scalar A b\n") == "line 2 is wrong");
    CHECK(fault(head + "1.3 scalar A " + std::string(129, 'b') + "\n") == "line 2 is wrong");
}

TEST_CASE("names out of order or twice are refused") {
    CHECK(fault("snmpolld-names 1 2\n1.3.7 node A b\n1.3.6 node A c\n") == "line 3 is wrong");
    CHECK(fault("snmpolld-names 1 2\n1.3.6.1 node A b\n1.3.6 node A c\n") == "line 3 is wrong");
    CHECK(fault("snmpolld-names 1 2\n1.3.6 node A b\n1.3.6 node A b\n") == "line 3 is wrong");
    CHECK(fault("snmpolld-names 1 2\n1.3.6 node A b\n1.3.6 node B b\n") == "good");
}

TEST_CASE_FIXTURE(Imported, "what is written can be read by everybody, in order and each once") {
    const fs::path made = file().parent_path() / "new" / "folder" / "names";
    std::vector<ImportedName> names{{Oid{1, 3, 7}, "B-MIB", "b", NameKind::scalar},
                                    {Oid{1, 3, 6, 1}, "A-MIB", "a", NameKind::table},
                                    {Oid{1, 3, 7}, "B-MIB", "b", NameKind::scalar}};
    REQUIRE(names::writeNames(made, names).has_value());
    struct stat status {};
    REQUIRE(::stat(made.c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == 0644);
    CHECK(std::distance(fs::directory_iterator(made.parent_path()), fs::directory_iterator()) == 1);
    const auto read = names::readNames(made);
    REQUIRE(read.has_value());
    REQUIRE(read->size() == 2);
    CHECK(read->front().name == "a");
    CHECK(read->front().kind == NameKind::table);
    CHECK(read->back().oid == Oid{1, 3, 7});
}

TEST_CASE_FIXTURE(Imported, "a file that is not there has no names, a folder is refused") {
    CHECK(names::readNames(file().parent_path() / "none")->empty());
    CHECK(names::readNames(file().parent_path()).error().message ==
          file().parent_path().string() + ": not a regular file");
    CHECK_FALSE(names::writeNames(file().parent_path(), {}).has_value());
}
