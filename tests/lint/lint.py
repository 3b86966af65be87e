#!/usr/bin/env python3
"""Holds the rules that no compiler holds: which folder may include which, where each library may be seen, where main() may
be, what a file must and must not contain. Usage: lint.py [ROOT]. Prints FILE:LINE: sentence, exits 1 when there is one.
A rule is a function that takes a Source and yields (line, sentence);
rules over the whole tree take all Sources and yield the Source as well."""

import collections
import functools
import re
import sys
from pathlib import Path

import shape

MAX_LINES = 400
MAX_METHODS, MAX_FIELDS = 25, 20
PLAIN_DATA = 6  # methods, with which a class may have more fields
MAX_UNNAMED = 3  # values in a list

# Types whose lists are the rows of a table, one a line under a heading.
ROWS_OF_TABLES = {"NumberForm", "ObjectRow", "Option", "TableRow"}
NO_CLOCKS = {"lib/supervisor"}  # folders to which time is passed in

# lib/<folder> may include its own headers and those of these folders.
LAYERS = {
    "base": set(),
    "spool": {"base"},
    "model": {"base"},
    "names": {"base", "model"},
    "certs": {"base"},
    "config": {"base", "model", "names", "certs"},
    "schedule": {"base", "model"},
    "rates": {"base", "model"},
    "metrics": {"base", "model"},
    "snmp": {"base", "model", "names"},
    "ipc": {"base", "model"},
    "loop": {"base"},
    "sandbox": {"base"},
    "http": {"base", "model", "ipc", "loop", "format", "samples", "sandbox"},
    "worker": {"base", "model", "ipc", "snmp", "sandbox"},
    "format": {"base", "model", "names"},
    "sink": {"base", "model", "loop", "format", "pool", "samples"},
    "writer": {"base", "model", "ipc", "loop", "format", "sandbox", "spool"},
    "child": {"base", "ipc", "loop"},
    "pool": {"base", "model", "ipc", "loop", "child"},
    "samples": {"base", "model", "metrics", "format"},
    "supervisor": {"base", "model", "names", "config", "schedule", "rates", "metrics", "ipc", "loop", "format", "sink", "pool", "samples"},
    "report": {"base", "model", "names", "config", "schedule", "rates", "metrics", "loop", "format", "sink", "pool", "samples", "supervisor"},
}

# Headers of other projects (prefix) and the folders of lib/ and daemon/ that may see them.
LIBRARIES = {
    "net-snmp/": {"lib/snmp"},
    "openssl/": {"lib/certs", "lib/snmp"},
    "gnutls/": {"lib/http"},
    "crypt.h": {"lib/http"},
    "uv.h": {"lib/loop"},
    "yaml-cpp/": {"lib/config"},
    "spdlog/": {"lib/base"},
    "flatbuffers/": {"lib/ipc"},
    "ipc/child_generated.h": {"lib/ipc"},
    "ipc/worker_generated.h": {"lib/ipc"},
    "ipc/http_generated.h": {"lib/ipc"},
    "seccomp.h": {"lib/sandbox"},
    "microhttpd.h": {"lib/http"},
    "zlib.h": {"lib/http", "lib/writer"},
    "curl/": {"lib/writer"},
    "snappy": {"lib/writer"},
    "zstd.h": {"lib/spool"},
    "re2/": {"lib/config", "lib/metrics", "lib/snmp"},
    "rapidjson/": {"lib/format"},
    "CLI/": {"daemon"},
}
SEEN_BY_ONE_FILE = {"yaml-cpp/": "lib/config", "CLI/": "daemon"}

REFUSED_NAMES = {"common", "util", "utils", "helper", "helpers", "manager", "managers", "misc"}
REFUSED_TYPE = re.compile(r"^\s*(?:class|struct)\s+(\w*(?:Manager|Handler|Helper|Util|Data|Info))\b(?!\s*;)")
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^>"]+)[>"]')
MAIN = re.compile(r"^\s*(?:auto|int)\s+main\s*\(")
OPEN_END = re.compile(r"\b(" + "TO" + "DO|FIX" + "ME|X" + r"XX)\b")
SLEEP = re.compile(r"\b(?:sleep|usleep|nanosleep|sleep_for|sleep_until)\s*\(|^\s*sleep\s+[\d.$]")

ALIAS = re.compile(r"\busing (\w+) =")
CLOCK = re.compile(r"\b(monoNow|wallNow)\s*\(")

CODE = {".cpp", ".hpp", ".c", ".h", ".py", ".sh", ".fbs"}
TEXT = CODE | {".md", ".txt", ".cmake", ".yaml", ".in", ".conf", ".1", ".5"}


class Source:
    """One file of the tree: its path from the root and its lines."""

    def __init__(self, root, path):
        self.path = path
        self.name = path.as_posix()
        self.top = path.parts[0]
        self.folder = "/".join(path.parts[:2]) if self.top == "lib" else self.top
        self.lines = (root / path).read_text(encoding="utf-8", errors="replace").splitlines()
        self.is_script = bool(self.lines) and self.lines[0].startswith("#!")
        self.is_code = path.suffix in CODE or self.is_script
        self.is_told_elsewhere = self.name.endswith("_test.cpp") or (root / path).with_suffix(".hpp").exists()
        self.is_cpp = path.suffix in {".cpp", ".hpp", ".c", ".h"}

    def matches(self, pattern):
        for number, line in enumerate(self.lines, 1):
            found = pattern.search(line)
            if found:
                yield number, found

    @functools.cached_property
    def tokens(self):
        return shape.tokens_of("\n".join(self.lines)) if self.is_cpp else []

    @functools.cached_property
    def classes(self):
        return list(shape.classes_of(self.tokens))

    def includes(self):
        return ((number, found.group(1)) for number, found in self.matches(INCLUDE)) if self.is_cpp else ()


def layering(source):
    allowed = LAYERS.get(source.path.parts[1]) if source.top == "lib" and len(source.path.parts) > 2 else None
    if allowed is None:
        return
    own = source.path.parts[1]
    for number, header in source.includes():
        folder = header.split("/")[0]
        if folder in LAYERS and folder != own and folder not in allowed:
            yield number, f"lib/{own} must not include {header}"


CHILDREN = {"daemon/worker_main.cpp": "worker", "daemon/http_main.cpp": "http",
            "daemon/writer_http_main.cpp": "writer"}  # the program of each, and its room


def programs_of_children_are_small(source):
    room = CHILDREN.get(source.name)
    for number, header in source.includes() if room else ():
        folder = header.split("/")[0]
        if folder in LAYERS and folder not in LAYERS[room] | {room}:
            yield number, f"the {room}'s program must not include {header}"


def libraries(source):
    if source.top not in {"lib", "daemon"}:
        return
    for number, header in source.includes():
        for prefix, folders in LIBRARIES.items():
            if header.startswith(prefix) and source.folder not in folders:
                yield number, f"{header} may be included in {' and '.join(sorted(folders))} only"


def main_function(source):
    if source.is_cpp and source.top not in {"daemon", "tests"}:
        for number, _ in source.matches(MAIN):
            yield number, "main() belongs in daemon/ or tests/"


def head_comment(source):
    # A .cpp is told of in its .hpp, a unit test by the name of what it tests.
    told_elsewhere = source.path.suffix == ".cpp" and source.is_told_elsewhere
    if not source.is_code or told_elsewhere or not any(line.strip() for line in source.lines):
        return
    first = source.lines[1 if source.is_script and len(source.lines) > 1 else 0].lstrip()
    if not first.startswith(("//", "#", '"""', "/*")) or first.startswith(("#include", "#pragma")):
        yield 1, "no head comment that says what this file is for"


def pragma_once(source):
    if source.path.suffix == ".hpp" and "#pragma once" not in source.lines:
        yield 1, "no #pragma once"


def length(source):
    if source.is_code and len(source.lines) > MAX_LINES:
        yield MAX_LINES + 1, f"{len(source.lines)} lines, at most {MAX_LINES} are allowed"


def names(source):
    for part in [*source.path.parts[:-1], source.path.stem]:
        if part.lower() in REFUSED_NAMES:
            yield 1, f"the name `{part}` says nothing"
    if source.is_cpp:
        for number, found in source.matches(REFUSED_TYPE):
            yield number, f"the name `{found.group(1)}` says nothing"


def open_ends(source):
    for number, found in source.matches(OPEN_END):
        yield number, f"{found.group(1)} left behind"


def sleeps(source):
    parts = source.path.parts
    if source.is_code and source.top == "tests" and parts[1] not in {"agents", "bench"}:
        for number, _ in source.matches(SLEEP):
            yield number, "a test waits for an event with a deadline, it never sleeps"


def class_size(source):
    for found in source.classes:
        methods, fields = len(found.methods), len(found.fields)
        if methods > MAX_METHODS:
            yield found.line, f"class {found.name} has {methods} methods, at most {MAX_METHODS} are allowed"
        if fields > MAX_FIELDS and methods > PLAIN_DATA:
            yield found.line, f"class {found.name} has {fields} fields, at most {MAX_FIELDS} are allowed"


def chosen_statements(source):
    for line in shape.chosen_statements(source.tokens):
        yield line, "a statement does not choose with ?:, it says if and else"


def clocks(source):
    if source.folder in NO_CLOCKS:
        for number, found in source.matches(CLOCK):
            yield number, f"{source.folder} reads no clock, {found.group(1)}() is passed in"


RULES = [layering, programs_of_children_are_small, libraries, main_function, head_comment, pragma_once, length, names, open_ends,
         sleeps, class_size, chosen_statements, clocks]


def one_file_sees(sources):
    """A library that exactly one file of its folder may include."""
    for prefix, folder in SEEN_BY_ONE_FILE.items():
        seen = [s for s in sources if s.folder == folder and any(h.startswith(prefix) for _, h in s.includes())]
        for source in seen[1:]:
            yield source, 1, f"{prefix} is already seen by {seen[0].name}; one file of {folder} is enough"


SCHEMA, MAN_PAGE = "lib/config/schema.cpp", "docs/man/snmpolld.yaml.5"
OPTION_ROW = re.compile(r'^\s*Option\{(?:"(\w*)"|k\w+), "(\w+)"')


def documented_options(sources):
    """Every option of the config's schema has its place in the man page."""
    by_name = {source.name: source for source in sources}
    if SCHEMA not in by_name or MAN_PAGE not in by_name:
        return
    entries = " ".join(line for line in by_name[MAN_PAGE].lines if line.startswith((".It Ic", ".Ss")))
    for number, row in by_name[SCHEMA].matches(OPTION_ROW):
        if row.group(2) not in re.findall(r"\w+", entries):
            yield by_name[SCHEMA], number, f"option {row.group(2)} is not in {MAN_PAGE}"


HELPER = [re.compile(r"^(?:struct|class|enum class|enum)\s+(\w+)\b(?!.*;\s*$)"),
          re.compile(r"^(?:inline |static )*(?:constexpr|const)\b[^=({]*?\b(\w+)(?:\[\w*\])*\s*(?:=|\{)"),
          re.compile(r"^(?!return|using|namespace|template|static_assert|#|/|\})(?:[\w:<>,&*]+\s+)+[&*]*(\w+)\(")]


def helpers(source):
    """(line, name, types of parameters) of what a file defines in unnamed namespaces at their outer level."""
    inside = False
    for number, line in enumerate(source.lines, 1):
        inside = line == "namespace {" or (inside and not line.startswith("}  // namespace"))
        found = next(filter(None, (kind.match(line) for kind in HELPER)), None) if inside else None
        if found:
            rest = " ".join(source.lines[number - 1:number + 3])[found.end():] if found.re is HELPER[2] else ""
            yield number, found.group(1), re.sub(r"\s*\b\w+(?=[,)])", "", rest.split(")")[0] + ")").split(")")[0]


def helpers_have_different_names(sources):
    """The presets compile files of a folder together, as one file."""
    seen = {}
    for source in sources:
        if source.path.suffix != ".cpp" or source.top not in {"lib", "daemon"}:
            continue
        for number, name, types in helpers(source):
            first = seen.setdefault((source.folder, name, types), source)
            if first is not source:
                yield source, number, f"a helper named {name} is in {first.name} already"


def twins(sources):
    """Two rooms of lib with a file of one name."""
    rooms = collections.defaultdict(dict)
    for source in sources:
        if source.top == "lib" and source.is_cpp:
            rooms[source.path.stem].setdefault(source.folder, source)
    for name, files in rooms.items():
        first, *others = files.values()
        for source in others:
            yield source, 1, f"{first.name} has the same name `{name}`; two rooms need two names"


def unnamed_values(sources):
    """Lists of many values, of a struct of the tree that could name them."""
    kinds = collections.defaultdict(list)
    for source in sources:
        for found in source.classes:
            kinds[found.name].append(found.is_aggregate and bool(found.fields))
    aliases = {found.group(1) for source in sources if source.is_cpp for _, found in source.matches(ALIAS)}
    aggregates = {name for name, are in kinds.items() if all(are)} - ROWS_OF_TABLES - aliases
    for source in sources:
        for line, name, count in shape.positional_lists(source.tokens, aggregates):
            if count > MAX_UNNAMED:
                yield source, line, f"{count} values of {name} without names; designated initialisers say which is which"


TREE_RULES = [one_file_sees, documented_options, helpers_have_different_names, twins, unnamed_values]


def wanted(root, path):
    relative = path.relative_to(root)
    hidden = any(part.startswith(".") and part != ".ci" for part in relative.parts)
    generated = relative.parts[0] == "build" or "__pycache__" in relative.parts
    return path.is_file() and not hidden and not generated and is_text(path)


def is_text(path):
    if path.suffix in TEXT:
        return True
    with path.open("rb") as file:
        return path.suffix == "" and file.read(2) == b"#!"


def check(root):
    sources = [Source(root, path.relative_to(root)) for path in sorted(root.rglob("*")) if wanted(root, path)]
    found = [(s.name, line, sentence) for s in sources for rule in RULES for line, sentence in rule(s)]
    return found + [(s.name, line, sentence) for rule in TREE_RULES for s, line, sentence in rule(sources)]


def main():
    root = Path(sys.argv[1] if len(sys.argv) > 1 else Path(__file__).parents[2]).resolve()
    found = check(root)
    for name, line, sentence in found:
        print(f"{name}:{line}: {sentence}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
