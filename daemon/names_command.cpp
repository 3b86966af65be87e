// `snmpolld names`: which names are known; `names import` is names_import.cpp.
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "commands.hpp"
#include "exit_codes.hpp"
#include "names/names.hpp"
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

// For programs: a tab between.
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
    const auto names = names::findNames(options.pattern);
    if (names.empty()) {
        std::fprintf(stderr, "snmpolld: no known name is like %s\n", printable(options.pattern).c_str());
        return kSomeFailed;
    }
    if (options.format == "jsonl") {
        printJson(names);
    } else {
        ::isatty(STDOUT_FILENO) != 0 ? printAligned(names) : printTabbed(names);
    }
    return kOk;
}

void addImport(const CommandLine& line, CLI::App& names, const std::shared_ptr<NamesOptions>& options) {
    CLI::App* command = names.add_subcommand("import", "read names from MIB files or YAML files, for all commands");
    command->add_option("SOURCE", options->import.sources, "folders, MIB files, YAML files of `name: oid`")
        ->type_name("");
    command->add_option("--output", options->import.output, "the file of names (default: where all commands look)")
        ->type_name("FILE");
    command->add_flag("--clear", options->import.clear, "forget what was imported before");
    command->footer(
        "Examples:\n"
        "  snmpolld names import /usr/share/snmp/mibs ~/vendor-mibs\n"
        "  snmpolld names import --clear\n"
        "Exit codes: 0 imported, 1 nothing was found, 2 usage error.");
    command->callback([line, options] { line.chosen = [options] { return importNames(options->import); }; });
}

}  // namespace

void addNames(const CommandLine& line) {
    auto options = std::make_shared<NamesOptions>();
    CLI::App* command = line.app.add_subcommand("names", "list known names, or import more");
    command->add_option("PATTERN", options->pattern, "part of a name, shell pattern, MODULE::pattern, or an OID")
        ->type_name("");
    command->add_option("--format", options->format, "text or jsonl")
        ->type_name("FORMAT")
        ->check(CLI::IsMember({"text", "jsonl"}));
    command->footer(
        "Examples:\n"
        "  snmpolld names ifHC            all names with this in them\n"
        "  snmpolld names 'UPS-MIB::*'    all of a module\n"
        "  snmpolld names 1.3.6.1.2.1.31  all at and under an OID\n"
        "Exit codes: 0 listed, 1 no such name, 2 usage error.");
    addImport(line, *command, options);
    command->callback([line, options, command] {
        if (command->get_subcommands().empty()) line.chosen = [options] { return listNames(*options); };
    });
}

}  // namespace snmpolld::daemon
