// The file in which imported names are kept (name_file.hpp), made to be mapped and searched where it lies. All numbers
// are in the byte order of the machine that wrote it:
//   Head      the words "snmpolld-names 2", the byte order, how many sections there are, the size of the file
//   Section   what it is, in which version, where it is; those that this program does not know are left alone
//   ..        the sections, each at a multiple of 8
// Whoever adds a section takes a new number; whoever changes one raises its version. ADR 0033.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "model/oid.hpp"
#include "names/names.hpp"

namespace snmpolld::names {

inline constexpr size_t kMaxImportedNames = 2'000'000;

// A name that stands on its own, while names are being imported.
struct ImportedName {
    model::Oid oid;
    std::string module;
    std::string name;
    NameKind kind = NameKind::node;
};

// Whether this may be a name in the file: a letter followed by letters, digits, - and _, at most 128 characters. A
// module's name may contain dots and start with a digit, too.
bool isName(std::string_view text);
bool isModuleName(std::string_view text);

namespace file {

inline constexpr std::string_view kMagic = "snmpolld-names 2";
inline constexpr std::string_view kFormerMagic = "snmpolld-names 1 ";
inline constexpr uint32_t kByteOrder = 0x01020304;
inline constexpr size_t kMostSections = 64;

struct Head {
    char magic[16];
    uint32_t byte_order;
    uint32_t sections;
    uint64_t size;      // of the file
    uint32_t shortest;  // of the OIDs of objects
    uint32_t longest;
};

enum class SectionId : uint32_t { text = 1, rows = 2, ids = 3, by_oid = 4, by_name = 5 };
inline constexpr uint32_t kVersion = 1;  // of each of them

struct Section {
    uint32_t id;
    uint32_t version;
    uint64_t offset;
    uint64_t size;
};

// One name. The rows are in the order of their OIDs.
struct Row {
    uint32_t name;  // where it begins in the text
    uint32_t module;
    uint32_t oid;
    uint32_t ids;  // the number of its first sub-identifier
    uint16_t oid_size;
    uint8_t name_size;
    uint8_t module_size;
    uint8_t id_count;
    uint8_t kind;
    uint16_t unused;
};

}  // namespace file

// The names as a file, in order, each once.
std::string formatNames(std::vector<ImportedName> names);

}  // namespace snmpolld::names
