// Which MIB files are read: of a module that is in several files, the latest edition, and no backup if there is
// another. What Net-SNMP's parser cannot take as it is, such as a file that begins with a byte order mark, is copied
// for it. For mib_import.
#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace snmpolld::snmp {

class MibProblems;
struct MibModule;

// What the parser is given to read.
struct MibFile {
    std::filesystem::path path;  // as it was named
    std::filesystem::path read;  // the same, or a copy
    std::string first_module;
    size_t modules;
};

class MibFiles {
  public:
    // Looks at one file. False: there is no MIB module in it. What cannot be read is a problem.
    bool scan(const std::filesystem::path& file, MibProblems& problems);

    // The files that are needed, with those of several modules first. Copies are made in `folder`. A module that is in
    // several files with different text is a problem, which says which file is used; backups are only counted. Call
    // once.
    std::vector<MibFile> choose(const std::filesystem::path& folder, MibProblems& problems);

    // After choose(): where each module is.
    const std::map<std::string, std::filesystem::path>& places() const { return places_; }
    // What is imported from each module, by anybody.
    const std::map<std::string, std::set<std::string>>& imports() const { return imports_; }

  private:
    struct Edition {
        std::string module;
        std::string updated;  // "200201010000Z"; "" if it does not say
        size_t begin;         // of its text in the file
        size_t end;
        size_t hash;  // of its text
        bool is_used = false;
    };
    struct File {
        std::filesystem::path path;
        bool is_backup;
        bool is_plain;  // the parser can read it as it is
        std::vector<Edition> editions;
    };
    struct Place {
        size_t file;
        size_t edition;
    };

    void note(MibModule& module, std::string_view text);
    bool isBetter(const Place& a, const Place& b) const;
    const Edition& at(const Place& place) const { return files_[place.file].editions[place.edition]; }
    void settle(const std::string& module, const std::vector<Place>& places, MibProblems& problems);
    bool copy(const File& file, const std::filesystem::path& to) const;

    std::vector<File> files_;
    std::map<std::string, std::vector<Place>> modules_;
    std::vector<std::filesystem::path> backups_;  // that are not used, as there is another file
    std::map<std::string, std::filesystem::path> places_;
    std::map<std::string, std::set<std::string>> imports_;
};

// Whether the file's name or one of its folders says that it is kept from earlier: "x.mib.bak", "archive/x.mib".
bool isBackup(const std::filesystem::path& file);

// The text without byte order marks, and UTF-16 as ASCII.
std::string plainMibText(std::string text);

}  // namespace snmpolld::snmp
