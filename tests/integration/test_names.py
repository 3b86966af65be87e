"""`snmpolld names` and `names import`, and what the other commands make of imported names."""

import json
import os
import pty
import subprocess

import pytest
from harness.agents import SYS_NAME
from harness.process import binary
from harness.service import run

BAKE_MIB = """BAKE-MIB DEFINITIONS ::= BEGIN
IMPORTS MODULE-IDENTITY, OBJECT-TYPE, Integer32, enterprises FROM SNMPv2-SMI
        DisplayString FROM SNMPv2-TC;
bakeMIB MODULE-IDENTITY
    LAST-UPDATED "202601010000Z" ORGANIZATION "Bakers" CONTACT-INFO "none" DESCRIPTION "Ovens."
    ::= { enterprises %d }
heat OBJECT-TYPE
    SYNTAX Integer32 MAX-ACCESS read-only STATUS current DESCRIPTION "Degrees." ::= { bakeMIB 1 }
shelfTable OBJECT-TYPE
    SYNTAX SEQUENCE OF ShelfEntry MAX-ACCESS not-accessible STATUS current DESCRIPTION "Shelves." ::= { bakeMIB 2 }
shelfEntry OBJECT-TYPE
    SYNTAX ShelfEntry MAX-ACCESS not-accessible STATUS current DESCRIPTION "One." INDEX { shelfIndex }
    ::= { shelfTable 1 }
ShelfEntry ::= SEQUENCE { shelfIndex Integer32, shelfLabel DisplayString }
shelfIndex OBJECT-TYPE
    SYNTAX Integer32 (1..9) MAX-ACCESS not-accessible STATUS current DESCRIPTION "Which." ::= { shelfEntry 1 }
shelfLabel OBJECT-TYPE
    SYNTAX DisplayString MAX-ACCESS read-only STATUS current DESCRIPTION "What is on it." ::= { shelfEntry 2 }
END
"""
FRY_MIB = """FRY-MIB DEFINITIONS ::= BEGIN
IMPORTS OBJECT-TYPE, Gauge32, enterprises FROM SNMPv2-SMI;
fryMIB OBJECT IDENTIFIER ::= { enterprises 88888 }
heat OBJECT-TYPE
    SYNTAX Gauge32 MAX-ACCESS read-only STATUS current DESCRIPTION "Of the oil." ::= { fryMIB 1 }
END
"""
BAKE_OID = "1.3.6.1.4.1.99999"


def write(folder, name, text):
    path = os.path.join(folder, name)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    return path


@pytest.fixture
def file_of_names(folder):
    return os.path.join(folder, "state", "names")


@pytest.fixture
def snmpolld(folder, file_of_names):
    """A command whose imported names are this test's own."""

    def start(*arguments):
        return run(folder, *arguments, env={**os.environ, "SNMPOLLD_NAMES": file_of_names})

    return start


@pytest.fixture
def names(snmpolld):
    """What `names PATTERN` lists: name -> OID."""

    def listed(pattern):
        rows = [line.split("\t") for line in snmpolld("names", pattern).stdout.splitlines()]
        return {f"{module}::{name}": oid for name, _, module, oid in rows}

    return listed


def test_the_builtin_names_are_listed_by_a_part_or_a_pattern_or_an_oid(snmpolld, names):
    assert names("IFHCINOCTETS") == {"IF-MIB::ifHCInOctets": "1.3.6.1.2.1.31.1.1.1.6"}
    assert set(names("if*Descr")) == {"IF-MIB::ifDescr"}
    assert set(names("1.3.6.1.2.1.2.2.1.2")) == {"IF-MIB::ifDescr"}
    line = snmpolld("names", "ifOperStatus", "--format", "jsonl")
    assert json.loads(line.stdout) == {
        "name": "ifOperStatus", "kind": "column", "module": "IF-MIB", "oid": "1.3.6.1.2.1.2.2.1.8"
    }
    assert len(snmpolld("names").stdout.splitlines()) > 1600


def test_a_pattern_that_nothing_fits_ends_with_1_and_bad_usage_with_2(snmpolld):
    nothing = snmpolld("names", "no\x1bsuch")
    assert nothing.returncode == 1 and nothing.stdout == "" and "no\\x1bsuch" in nothing.stderr
    assert snmpolld("names", "--format", "xml").returncode == 2
    assert snmpolld("names", "import").returncode == 2
    missing = snmpolld("names", "import", "no/such/folder")
    assert missing.returncode == 2 and "no/such/folder: No such file or directory" in missing.stderr


def test_on_a_terminal_the_names_are_aligned_under_a_heading(folder):
    terminal, other_end = pty.openpty()
    subprocess.run([binary("snmpolld"), "names", "laLoad*"], cwd=folder, stdout=other_end, check=True, timeout=30)
    os.close(other_end)
    lines = os.read(terminal, 65536).decode().splitlines()
    os.close(terminal)
    assert lines[0].split() == ["NAME", "KIND", "MODULE", "OID"] and len(lines) == 4
    assert len({line.index(word) for line, word in zip(lines, ["OID", "1.3", "1.3", "1.3"])}) == 1


def test_mibs_and_yaml_become_names_of_all_commands(folder, snmpolld, names, snmpd):
    write(folder, "mibs/deep/bake.mib", BAKE_MIB % 99999)
    write(folder, "mibs/README", "Only words.\n")
    write(folder, "mibs/.hidden.mib", FRY_MIB)
    own = write(folder, "own.yaml", "whoItIs: 1.3.6.1.2.1.1.5.0\nCELLAR-MIB::rackTable: enterprises.77777.1\n"
                "CELLAR-MIB::rackEntry: enterprises.77777.1.1\nCELLAR-MIB::rackName: enterprises.77777.1.1.4\n")
    imported = snmpolld("names", "import", "mibs", own)
    assert imported.returncode == 0 and imported.stderr == "", imported.stderr
    assert imported.stdout.startswith("10 names from 3 modules; ")
    assert names("shelf*") == {
        "BAKE-MIB::shelfTable": f"{BAKE_OID}.2", "BAKE-MIB::shelfEntry": f"{BAKE_OID}.2.1",
        "BAKE-MIB::shelfIndex": f"{BAKE_OID}.2.1.1", "BAKE-MIB::shelfLabel": f"{BAKE_OID}.2.1.2"
    }
    kinds = [line.split("\t")[1] for line in snmpolld("names", "CELLAR-MIB::").stdout.splitlines()]
    assert kinds == ["table", "entry", "column"]
    answer = snmpolld("sweep", f"127.0.0.1:{snmpd.port}", "-o", "whoItIs", "-o", "heat", "--format", "jsonl")
    varbinds = json.loads(answer.stdout)["varbinds"]
    assert [(v["oid"], v["name"]) for v in varbinds] == [(SYS_NAME, "sysName.0"), (f"{BAKE_OID}.1.0", "heat.0")]
    config = write(folder, "c.yaml", "targets: [127.0.0.1]\nmodules: {oven: {get: [heat]}}\n")
    checked = snmpolld("check", "-f", config)
    assert checked.returncode == 0 and "heat.0" in checked.stdout, checked.stderr


def test_imports_add_up_and_a_module_replaces_its_former_self(folder, snmpolld, names, file_of_names):
    assert snmpolld("names", "import", write(folder, "bake.mib", BAKE_MIB % 99999)).returncode == 0
    more = snmpolld("names", "import", write(folder, "fry.mib", FRY_MIB))
    assert more.returncode == 0 and "8 names" in more.stdout and "1 ambiguous one" in more.stdout
    assert "MODULE::name: heat" in more.stdout and file_of_names in more.stdout
    assert names("heat") == {"FRY-MIB::heat": "1.3.6.1.4.1.88888.1", "BAKE-MIB::heat": f"{BAKE_OID}.1"}
    assert snmpolld("names", "import", write(folder, "bake.mib", BAKE_MIB % 66666)).returncode == 0
    assert names("BAKE-MIB::heat") == {"BAKE-MIB::heat": "1.3.6.1.4.1.66666.1"}
    assert snmpolld("names", "import", "--clear", "fry.mib").returncode == 0
    assert names("heat") == {"FRY-MIB::heat": "1.3.6.1.4.1.88888.1"}
    assert snmpolld("names", "import", "--clear").returncode == 0
    assert names("heat") == {} and not os.path.exists(file_of_names)


def test_an_ambiguous_name_is_refused_with_its_candidates(folder, snmpolld):
    write(folder, "mibs/bake.mib", BAKE_MIB % 99999)
    write(folder, "mibs/fry.mib", FRY_MIB)
    assert snmpolld("names", "import", "mibs").returncode == 0
    refused = snmpolld("sweep", "127.0.0.1:9", "-o", "heat.0")
    assert refused.returncode == 2
    assert f"BAKE-MIB::heat ({BAKE_OID}.1), FRY-MIB::heat (1.3.6.1.4.1.88888.1)" in refused.stderr \
        or f"FRY-MIB::heat (1.3.6.1.4.1.88888.1), BAKE-MIB::heat ({BAKE_OID}.1)" in refused.stderr
    config = write(folder, "c.yaml", 'targets: [127.0.0.1]\nmodules: {oven: {get: ["FRY-MIB::heat"]}}\n')
    checked = snmpolld("check", "-f", config)
    assert checked.returncode == 0 and "1.3.6.1.4.1.88888.1.0" in checked.stdout, checked.stderr


def test_what_cannot_be_read_is_said_and_the_import_goes_on(folder, snmpolld, names):
    write(folder, "mibs/bake.mib", BAKE_MIB % 99999)
    write(folder, "mibs/broken.mib", "BROKEN-MIB DEFINITIONS ::= BEGIN\nx OBJECT-TYPE SYNTAX\n")
    write(folder, "mibs/lost.mib", FRY_MIB.replace("enterprises", "nowhereToBeFound"))
    write(folder, "mibs/own.yaml", "good: 1.3.6.1.4.1.1\nbad: 1.3.x\n")
    words = write(folder, "words.txt", "No MIB.\n")
    imported = snmpolld("names", "import", "mibs", words)
    assert imported.returncode == 0
    lines = imported.stderr.splitlines()
    assert all(line.startswith("snmpolld: ") for line in lines)
    for part in ["mibs/broken.mib:", "mibs/lost.mib: FRY-MIB: nowhereToBeFound is not known", "mibs/own.yaml:2:1: ",
                 "words.txt: no MIB module is in it"]:
        assert any(part in line for line in lines), imported.stderr
    assert len(names("BAKE-MIB::")) == 6
    nothing = snmpolld("names", "import", words)
    assert nothing.returncode == 1 and "no names were found" in nothing.stderr
    assert len(names("BAKE-MIB::")) == 6


def test_a_broken_file_of_names_is_said_and_costs_only_the_imported_names(folder, snmpolld, file_of_names, snmpd):
    write(folder, "bake.mib", BAKE_MIB % 99999)
    write(folder, file_of_names, "snmpolld-names 1 1\n1.3.6.1.4.1.99999.1 scalar BAKE-MIB heat\n")
    answer = snmpolld("sweep", f"127.0.0.1:{snmpd.port}", "-o", "sysName.0", "--format", "jsonl")
    assert answer.returncode == 0 and json.loads(answer.stdout)["varbinds"][0]["name"] == "sysName.0"
    for part in [file_of_names, "written by an older snmpolld", "snmpolld names import --clear"]:
        assert part in answer.stderr
    refused = snmpolld("names", "import", "bake.mib")
    assert refused.returncode == 2 and "--clear" in refused.stderr
    again = snmpolld("names", "import", "--clear", "bake.mib")
    assert again.returncode == 0 and again.stderr == ""
    assert os.stat(file_of_names).st_mode & 0o7777 == 0o644


def test_the_latest_edition_of_a_module_is_used_and_no_backup(folder, snmpolld, names):
    later = BAKE_MIB.replace("202601010000Z", "202701010000Z")
    write(folder, "mibs/a.mib", later % 77777)
    write(folder, "mibs/b.mib", BAKE_MIB % 99999)
    write(folder, "mibs/archive/c.mib", later.replace("202701", "202801") % 66666)
    write(folder, "mibs/fry.mib", "\ufeff" + FRY_MIB)
    imported = snmpolld("names", "import", "mibs")
    assert imported.returncode == 0 and imported.stdout.startswith("8 names from 2 modules; "), imported.stdout
    assert names("BAKE-MIB::heat") == {"BAKE-MIB::heat": "1.3.6.1.4.1.77777.1"}
    assert sorted(imported.stderr.splitlines()) == [
        "snmpolld: 1 backup is not used, the first is mibs/archive/c.mib",
        "snmpolld: mibs/b.mib: BAKE-MIB is in mibs/a.mib too, which is used, as its edition is later"]


def test_a_collection_is_read_with_a_line_that_tells_how_far_it_is(folder, file_of_names):
    """The collection of the benchmark, smaller."""
    make = os.path.join(os.path.dirname(__file__), "..", "bench", "mib_collection.py")
    subprocess.run(["/usr/bin/python3", "-B", make, "mibs", "--files", "80", "--names", "4000"], cwd=folder, check=True)
    terminal, other_end = pty.openpty()
    imported = subprocess.run([binary("snmpolld"), "names", "import", "mibs"], cwd=folder, stdout=subprocess.PIPE,
                              stderr=other_end, check=False, timeout=120, text=True,
                              env={**os.environ, "SNMPOLLD_NAMES": file_of_names})
    os.close(other_end)
    said = os.read(terminal, 65536).decode()
    os.close(terminal)
    assert imported.returncode == 0 and " names from 72 modules; " in imported.stdout, imported.stdout
    assert "\rreading MIB files: 0 of 72\x1b[K" in said and " backups are not used" in said
    listed = subprocess.run([binary("snmpolld"), "names", "VENDOR1-PRODUCT1-MIB::"], cwd=folder, check=True, text=True,
                            stdout=subprocess.PIPE, env={**os.environ, "SNMPOLLD_NAMES": file_of_names})
    assert "vendor1Product1Part3Column20\tcolumn\t" in listed.stdout
