// `snmpolld names`: which names are known; `names import` is names_import.cpp.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "commands.hpp"
#include "exit_codes.hpp"
#include "names/name_file.hpp"
#include "names_import.hpp"

namespace snmpolld::daemon {

namespace {

struct NamesOptions {
    std::string pattern;
    std::string format = "text";
    NamesImport import;
};

using Row = std::array<std::string_view, 4>;

Row rowOf(const names::NameEntry& entry) {
    return {entry.name, names::kindName(entry.kind), entry.module, entry.oid};
}

// For people: columns under a heading.
void printAligned(const std::vector<names::NameEntry>& names) {
    std::vector<Row> rows{{"NAME", "KIND", "MODULE", "OID"}};
    for (const auto& entry : names)
        rows.push_back(rowOf(entry));
    std::array<size_t, 4> widths{};
    for (const Row& row : rows)
        for (size_t i = 0; i < row.size(); ++i)
            widths[i] = std::max(widths[i], row[i].size());
    std::string out;
    for (const Row& row : rows) {
        for (size_t i = 0; i < 3; ++i)
            out.append(row[i]).append(widths[i] + 2 - row[i].size(), ' ');
        out.append(row[3]).append("\n");
    }
    std::fputs(out.c_str(), stdout);
}

// For programs: columns separated by tabs.
void printTabbed(const std::vector<names::NameEntry>& names) {
    std::string out;
    for (const auto& entry : names) {
        const Row row = rowOf(entry);
        for (size_t i = 0; i < row.size(); ++i)
            out.append(i == 0 ? "" : "\t").append(row[i]);
        out += '\n';
    }
    std::fputs(out.c_str(), stdout);
}

void printJson(const std::vector<names::NameEntry>& names) {
    for (const auto& entry : names) {
        nlohmann::ordered_json line;
        line["name"] = entry.name;
        line["kind"] = names::kindName(entry.kind);
        line["module"] = entry.module;
        line["oid"] = entry.oid;
        std::puts(line.dump().c_str());
    }
}

int listNames(const NamesOptions& options) {
    const names::NameCatalog catalog = names::withImportedNames();
    const auto names = catalog.findNames(options.pattern);
    if (names.empty()) {
        std::fprintf(stderr, "snmpolld: no known name matches %s\n", printable(options.pattern).c_str());
        return kSomeFailed;
    }
    if (options.format == "jsonl")
        printJson(names);
    else if (::isatty(STDOUT_FILENO) != 0)
        printAligned(names);
    else
        printTabbed(names);
    return kOk;
}

void addImport(Command& names, NamesImport& options) {
    Command& command = names.add("import", "read names from MIB files or YAML files, for all commands");
    command.option(
        {.names = "SOURCE", .value = &options.sources, .help = "folders, MIB files, or YAML files of `name: oid`"});
    command.option({.names = "--output",
                    .value = &options.output,
                    .help = "the file to write the names to (default: where all commands look)",
                    .type = "FILE"});
    command.option({.names = "--clear", .value = &options.clear, .help = "forget all names imported before"});
    command.footer(
        "Examples:\n"
        "  snmpolld names import /usr/share/snmp/mibs ~/vendor-mibs\n"
        "  snmpolld names import --clear\n"
        "Exit codes: 0 imported, 1 nothing found, 2 usage error.");
    command.action([&options] { return importNames(options); });
}

}  // namespace

void addNames(Command& program) {
    Command& command = program.add("names", "list known names, or import more");
    auto& options = command.values<NamesOptions>();
    command.option({.names = "PATTERN",
                    .value = &options.pattern,
                    .help = "part of a name, shell pattern, MODULE::pattern, or an OID"});
    command.option({.names = "--format",
                    .value = &options.format,
                    .help = "text or jsonl (default: text)",
                    .type = "FORMAT",
                    .choices = {"text", "jsonl"}});
    command.footer(
        "Examples:\n"
        "  snmpolld names ifHC            all names that contain this\n"
        "  snmpolld names 'UPS-MIB::*'    all names of a module\n"
        "  snmpolld names 1.3.6.1.2.1.31  all names at and below an OID\n"
        "Exit codes: 0 listed, 1 no such name, 2 usage error.");
    addImport(command, options.import);
    command.action([&options] { return listNames(options); });
}

}  // namespace snmpolld::daemon
