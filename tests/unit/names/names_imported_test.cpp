#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <map>
#include <random>
#include <sstream>

#include "looking_up.hpp"
#include "names/name_file.hpp"
#include "names/name_index.hpp"
#include "names/names.hpp"

using namespace snmpolld;
using namespace snmpolld::test;
using model::Oid;
using names::ImportedName;
using names::NameKind;
namespace fs = std::filesystem;

namespace {

// "OID kind MODULE name" each.
constexpr char kNames[] =
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

NameKind kindCalled(std::string_view word) {
    for (int i = 0; i <= static_cast<int>(NameKind::object); ++i)
        if (names::kindName(static_cast<NameKind>(i)) == word) return static_cast<NameKind>(i);
    FAIL("no such kind");
    return {};
}

std::vector<ImportedName> namesOf(const std::string& text) {
    std::vector<ImportedName> names;
    std::istringstream lines(text);
    for (std::string oid, kind, module, name; lines >> oid >> kind >> module >> name;)
        names.push_back({*Oid::parse(oid), module, name, kindCalled(kind)});
    return names;
}

// The names above, imported into the catalogue from a file that $SNMPOLLD_NAMES names during the test.
class Imported : public LookingUp {
  public:
    Imported() {
        std::string name = (fs::temp_directory_path() / "names_imported_test.XXXXXX").string();
        folder_ = ::mkdtemp(name.data());
        ::setenv("SNMPOLLD_NAMES", file().c_str(), 1);
        REQUIRE(names::writeNames(file(), namesOf(kNames)).has_value());
        whole_ = octets();
        forget();
    }
    ~Imported() {
        ::setenv("SNMPOLLD_NAMES", "", 1);
        fs::remove_all(folder_);
    }

    fs::path file() const { return folder_ / "names"; }
    // Puts these octets in the place of the file.
    void use(const std::string& octets) {
        fs::remove(file());
        std::ofstream(file(), std::ios::binary) << octets;
        forget();
    }
    std::string octets() const {
        std::ostringstream out;
        out << std::ifstream(file(), std::ios::binary).rdbuf();
        return out.str();
    }
    // What is wrong with the file, in the eyes of an import; "good" if nothing is.
    std::string fault() const {
        const auto names = names::readNames(file());
        if (names) return "good";
        std::string message = names.error().message;
        message.erase(0, file().string().size() + 2);
        return message.substr(0, message.find("; create it again with: snmpolld names import --clear DIR|FILE..."));
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

    // The octets of the right file with another one at a place.
    std::string changed(size_t at, char value) const {
        std::string octets = whole_;
        octets[at] = value;
        return octets;
    }

    std::string whole_;

  private:
    fs::path folder_;
};

constexpr size_t kOrderAt = offsetof(names::file::Head, byte_order);
constexpr size_t kFirstVersionAt = sizeof(names::file::Head) + offsetof(names::file::Section, version);

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

TEST_CASE_FIXTURE(Imported, "a broken file leaves the built-in names, and what to run is said") {
    use(octets().substr(0, 1000));
    CHECK(resolved("sysDescr.0") == "1.3.6.1.2.1.1.1.0");
    CHECK(nameOf("1.3.6.1.4.1.99999.1.0") == "none");
    const auto names = names::readNames(file());
    REQUIRE_FALSE(names.has_value());
    CHECK(names.error().message.ends_with(" octets instead of " + std::to_string(whole_.size()) +
                                          "; create it again with: snmpolld names import --clear DIR|FILE..."));
}

TEST_CASE_FIXTURE(Imported, "a file of an older or of another version is told from one that is damaged") {
    use("snmpolld-names 1 1\n1.3.6.1.4.1.99999.1 scalar BAKE-MIB heat\n");
    CHECK(fault() == "it was written by an older snmpolld");
    for (const char* other : {"", "snmpolld-names", "snmpolld-names 3 of later days", "no names at all"}) {
        use(other);
        CHECK(fault() == "not a file of names of this version");
    }
    use("snmpolld-names 2");
    CHECK(fault() == "its beginning is damaged");
    use(changed(kOrderAt, 9));
    CHECK(fault() == "it was written on a machine with another byte order");
    use(changed(kFirstVersionAt, 2));
    CHECK(fault() == "it was written by another version of snmpolld");
}

TEST_CASE_FIXTURE(Imported, "a section that this version does not know is left alone") {
    std::string more = whole_;
    names::file::Head head{};
    std::memcpy(&head, more.data(), sizeof head);
    const names::file::Section unknown{.id = 77, .version = 9, .offset = 1U << 30, .size = 5};
    const size_t end = sizeof head + head.sections * sizeof unknown;
    std::vector<names::file::Section> sections(head.sections);
    std::memcpy(sections.data(), more.data() + sizeof head, head.sections * sizeof unknown);
    for (auto& section : sections)
        section.offset += 24;
    ++head.sections;
    head.size += 24;
    more.insert(end, std::string(reinterpret_cast<const char*>(&unknown), sizeof unknown));
    std::memcpy(more.data(), &head, sizeof head);
    std::memcpy(more.data() + sizeof head, sections.data(), sections.size() * sizeof unknown);
    use(more);
    CHECK(fault() == "good");
    CHECK(resolved("shelfHeat.3") == "1.3.6.1.4.1.99999.2.1.4.3");
}

// Every look-up must survive, and what it gives must be text that may stand in a record.
TEST_CASE_FIXTURE(Imported, "no octet of a file is trusted") {
    const auto lookEverywhere = [&] {
        const names::NameIndex* const list = catalog.imported();
        for (size_t row = 0; list != nullptr && row < list->size(); ++row) {
            const auto entry = list->entry(row);
            const bool fits = entry.name.empty() || (names::isName(entry.name) && names::isModuleName(entry.module) &&
                                                     Oid::parse(entry.oid) == Oid(list->ids(row)));
            REQUIRE(fits);
        }
        for (const char* oid : {"1.3.6.1.4.1.99999.2.1.4.7", "1.3.6.1.4.1.99999.9", "1.3.6.1.4.1.99999"})
            (void)nameOf(oid);
        if (list != nullptr) (void)list->named("heat");
        (void)catalog.describeTable("1.3.6.1.4.1.99999.2");
    };
    for (size_t at = 0; at < whole_.size(); ++at)
        for (const char value : {'\0', '\xff'}) {
            use(changed(at, value));
            lookEverywhere();
        }
    for (size_t size = 0; size < whole_.size(); size += 7) {
        use(whole_.substr(0, size));
        CHECK(fault() != "good");
    }
    std::mt19937 random(11);
    for (int round = 0; round < 100; ++round) {
        std::string noise = whole_;
        for (int i = 0; i < 40; ++i)
            noise[sizeof(names::file::Head) + random() % (noise.size() - sizeof(names::file::Head))] =
                static_cast<char>(random());
        use(noise);
        lookEverywhere();
    }
}

TEST_CASE_FIXTURE(Imported, "a file that is cut short while it is used costs only its names") {
    CHECK(nameOf("1.3.6.1.4.1.99999.1.0") == "heat.0");
    REQUIRE(::truncate(file().c_str(), 0) == 0);
    CHECK(nameOf("1.3.6.1.4.1.99999.6.1") == "none");
    CHECK(resolved("sysDescr.0") == "1.3.6.1.2.1.1.1.0");
    CHECK(catalog.findNames("").size() == names::nameTable().size());
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
