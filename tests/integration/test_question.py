"""What is asked: --walk, --table, modules that need no file, and what is wrong in a question."""

import json
import os

import pytest
from harness import records
from harness.service import run

SYSTEM = "1.3.6.1.2.1.1"


def record_of(result):
    assert result.returncode == 0, result.stderr
    (record,) = records.parse(result.stdout)
    return record


def oids(record):
    return [varbind["oid"] for varbind in record["varbinds"]]


def test_a_walk_gives_the_subtree_and_nothing_beside_it(sweep, snmpd):
    target = f"127.0.0.1:{snmpd.port}"
    record = record_of(sweep(target, "--walk", "system", "--format", "jsonl"))
    assert f"{SYSTEM}.1.0" in oids(record) and f"{SYSTEM}.5.0" in oids(record)
    assert all(oid.startswith(SYSTEM + ".") for oid in oids(record))
    assert len(set(oids(record))) == len(record["varbinds"])


def test_what_a_walk_gives_is_not_asked_again(sweep, snmpd):
    target = f"127.0.0.1:{snmpd.port}"
    record = record_of(
        sweep(target, "-o", "sysName.0", "-m", "system", "--walk", "sysDescr", "--walk", "system", "--format", "jsonl")
    )
    assert len(set(oids(record))) == len(record["varbinds"])


def test_a_walk_of_a_scalar_gives_its_instance(sweep, snmpd):
    target = f"127.0.0.1:{snmpd.port}"
    for name in ["sysName", "sysName.0"]:
        assert oids(record_of(sweep(target, "--walk", name, "--format", "jsonl"))) == [f"{SYSTEM}.5.0"]


def test_a_shipped_module_needs_no_file(folder, sweep, snmpd):
    target = f"127.0.0.1:{snmpd.port}"
    record = record_of(sweep(target, "-m", "system,interfaces", "--format", "jsonl"))
    assert record["modules"] == ["system", "interfaces"]
    assert {f"{SYSTEM}.1.0", f"{SYSTEM}.3.0"} <= set(oids(record))
    with open(os.path.join(folder, "c.yaml"), "w", encoding="ascii") as file:
        json.dump({"targets": [{"host": target, "modules": ["system", "interfaces"]}]}, file)
    checked = run(folder, "check", "-f", "c.yaml")
    assert checked.returncode == 0 and "ifHCInOctets" in checked.stdout and "rates: true" in checked.stdout
    assert "bgpPeerState" not in checked.stdout
    assert set(oids(record_of(sweep("-f", "c.yaml", "--format", "jsonl")))) == set(oids(record))


def test_a_module_of_the_users_own_takes_the_place_of_the_shipped_one(folder, sweep, snmpd):
    with open(os.path.join(folder, "c.yaml"), "w", encoding="ascii") as file:
        json.dump({"modules": {"interfaces": {"get": ["sysName.0"]}}}, file)
    record = record_of(
        sweep("-f", "c.yaml", "-m", "interfaces", f"127.0.0.1:{snmpd.port}", "--format", "jsonl")
    )
    assert oids(record) == [f"{SYSTEM}.5.0"]


def test_a_table_is_printed_as_a_table(sweep, snmpd):
    result = sweep("--table", "sysORTable", f"127.0.0.1:{snmpd.port}")
    assert result.returncode == 0, result.stderr
    assert "sysORTable" in result.stdout and "sysORDescr" in result.stdout and "sysDescr" not in result.stdout


def test_a_get_has_no_more_instances_than_allowed(sweep, snmpd):
    target = f"127.0.0.1:{snmpd.port}"
    whole = record_of(sweep(target, "-m", "system", "--format", "jsonl"))
    split = record_of(sweep(target, "-m", "system", "--max-oids", "2", "--format", "jsonl"))
    assert (whole["requests"], split["requests"]) == (1, 3) and oids(split) == oids(whole)


def test_a_question_is_sent_from_the_source_that_is_given(sweep, snmpd):
    target = f"127.0.0.1:{snmpd.port}"
    for target in (target, f"tcp:{target}"):
        for source in ("127.0.0.9", "lo"):
            record_of(sweep(target, "-o", "sysName.0", "--source", source, "--format", "jsonl"))
        (record,) = records.parse(sweep(target, "--source", "eth9_none", "--format", "jsonl").stdout)
        assert (record["status"], record["error"]) == ("unreachable", "source eth9_none: no such interface")


def test_a_walk_that_is_cut_keeps_what_it_has(sweep, snmpd):
    result = sweep(f"127.0.0.1:{snmpd.port}", "--walk", "system", "--max-rows", "3", "--format", "jsonl")
    assert result.returncode == 1
    (record,) = records.parse(result.stdout)
    assert record["status"] == "partial" and oids(record) == [f"{SYSTEM}.{n}.0" for n in (1, 2, 3)]


NONSENSE = [
    (["--walk", "ifTabel"], ["--walk", "did you mean ifTable?"]),
    (["--walk", ""], ["--walk"]),
    (["--walk", "ifTable.x"], ["--walk", "ifTable.x"]),
    (["--max-oids", "0"], ["--max-oids", "between 1 and 60"]),
    (["--quirk", "any_sauce"], ["--quirk", "did you mean any_source?"]),
    (["--pdu-gap", "61"], ["--pdu-gap", "between 1ms and 60s"]),
    (["--source", "192.0.2.1/24"], ["--source", "neither an IP address nor"]),
    (["--max-message-size", "483"], ["--max-message-size", "between 484 and 65507"]),
    (["--walk", "1.3.6", "--max-rows", "0"], ["--max-rows", "leave it out"]),
    (["--walk", "1.3.6", "--max-rows", "some"], ["--max-rows", "some"]),
    (["--walk", "1.3.6", "--max-repetitions", "0"], ["--max-repetitions", "between 1 and 1000"]),
    (["--walk", "1.3.6", "--max-repetitions", ""], ["--max-repetitions"]),
    (["-o", "sysName.0", "--max-repetitions", "5"], ["--max-repetitions", "nothing is walked"]),
    (["--allow-nonincreasing-oids"], ["--allow-nonincreasing-oids", "nothing is walked"]),
    (["--table", "ifTable", "-o", "sysName.0"], ["--table", "-o"]),
    (["--table", "ifTable", "-m", "system"], ["--table", "-m"]),
    (["--table", "ifTable", "--walk", "system"], ["--table", "--walk"]),
    (["--table", "ifDescr"], ["--table", "ifTable"]),
    (["-m", "interface"], ["-m", "did you mean interfaces?"]),
]


@pytest.mark.parametrize("options, said", NONSENSE)
def test_nonsense_is_refused_in_one_sentence(sweep, options, said):
    result = sweep(*options, "127.0.0.1")
    assert result.returncode == 2 and result.stdout == ""
    assert result.stderr.count("\n") == 1 and all(word in result.stderr for word in said), result.stderr


@pytest.mark.parametrize("options", [["--walk", "ifTable"], ["--table", "ifTable"], ["-m", "system"], ["-o", "sysName"]])
def test_targets_of_the_config_say_themselves_what_to_ask(folder, sweep, options):
    with open(os.path.join(folder, "c.yaml"), "w", encoding="ascii") as file:
        file.write("targets: [127.0.0.1]\n")
    result = sweep("-f", "c.yaml", *options)
    assert result.returncode == 2 and options[0] in result.stderr and "command line" in result.stderr
