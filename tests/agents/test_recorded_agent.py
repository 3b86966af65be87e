"""The recorded agent as Net-SNMP's clients see it: walks give exactly the recording, and what is wrong is wrong as told."""

import os
import re
import subprocess

import pytest
from harness import recordings
from harness.agents import AUTH_PASSWORD, PRIV_PASSWORD
from harness.process import wait_until
from harness.recordings import GENERATED

V3 = ["-v3", "-u", "walker", "-l", "authPriv", "-a", "SHA-256", "-A", AUTH_PASSWORD, "-x", "AES", "-X", PRIV_PASSWORD]
LOGINS = {"v1": ["-v1", "-c", "any"], "v2c": ["-v2c", "-c", "any"], "v3": V3}
PATIENT = ["-t", "20", "-r", "0"]
ONE_TRY = ["-t", "0.5", "-r", "0"]  # of who does not answer
LINE = re.compile(rb"^\.([0-9.]+) = ", re.MULTILINE)
WORDS = {"INTEGER": "Integer32", "STRING": "OctetString", "Hex-STRING": "OctetString", "OID": "ObjectIdentifier"}
WORDS |= {"Timeticks": "TimeTicks", "OPAQUE": "Opaque"}


def net_snmp(folder, program, login, address, *words):
    argv = [program, *PATIENT, *login, "-Onex", "-Ir", address, *words]
    env = {**os.environ, "SNMP_PERSISTENT_DIR": folder, "MIBS": "", "SNMPCONFPATH": folder}
    return subprocess.run(argv, env=env, capture_output=True, check=False, timeout=240)


def parse(output):
    """[(oid, type, value, hex)], strings as hex; real numbers without their value: it is printed with few digits."""
    pieces = LINE.split(output)[1:]
    return [(oid.decode(), *parse_value(text.decode().strip())) for oid, text in zip(pieces[::2], pieces[1::2])]


def parse_value(text):
    if text == '""':
        return "OctetString", None, ""
    if text == "NULL":
        return "Null", None, None
    word, _, value = text.partition(":")
    value = value.lstrip(" ")
    word = WORDS.get(word, word)
    if word == "Opaque" and value.startswith(("Float", "Double")):
        return "Float", None, None  # also for Double
    if word in ("OctetString", "Opaque"):
        return word, None, "".join(value.split()).lower()
    if word == "TimeTicks":
        return word, int(value[1:].partition(")")[0]), None
    if word in ("ObjectIdentifier", "IpAddress"):
        return word, value.lstrip("."), None
    return word, int(value), None


def as_printed(rows):
    out = []
    for oid, kind, value, digits in rows:
        if kind == "OctetString" and digits is None:
            value, digits = None, value.encode().hex()
        if kind in ("Float", "Double"):
            kind, digits = "Float", None
        out.append((oid, kind, value, digits))
    return out


def walked(folder, agent, row, login, *words, program="snmpbulkwalk", start=".1"):
    return net_snmp(folder, program, login, agent.addresses[row], *words, start)


# The end of the tree is no row.
def without_remarks(output):
    return b"\n".join(line for line in output.split(b"\n") if b"No more variables" not in line and line != b"End of MIB")


@pytest.mark.parametrize("login", LOGINS)
def test_a_walk_is_the_recording(folder, recorded_agent, login):
    files = recordings.own()
    agent = recorded_agent(*files)
    programs = [("snmpwalk", [])] if login == "v1" else [("snmpbulkwalk", [f"-Cr{n}"]) for n in (1, 10, 25, 100)]
    for row, path in enumerate(files):
        rows = as_printed(recordings.by_oid(recordings.read(path)))
        expected = recordings.without_counter64(rows) if login == "v1" else rows
        for program, words in programs:
            result = walked(folder, agent, row, LOGINS[login], *words, program=program)
            assert result.returncode == 0, result.stderr
            recordings.check_same(parse(without_remarks(result.stdout)), expected, f"{path} {program} {words}")


def test_a_walk_of_real_recordings(folder, recorded_agent):
    files = recordings.captures()
    if not files:
        pytest.skip("no folder shared/captures beside the project")
    agent = recorded_agent(*files)
    for row, path in enumerate(files):
        result = walked(folder, agent, row, LOGINS["v2c"], "-Cr100")
        assert result.returncode == 0, result.stderr
        rows = as_printed(recordings.by_oid(recordings.read(path)))
        recordings.check_same(parse(without_remarks(result.stdout)), rows, path)


def test_a_walk_in_the_order_of_the_file(folder, recorded_agent):
    path = next(path for path in recordings.own() if "unsorted" in path)
    agent = recorded_agent("--unsorted", path)
    result = walked(folder, agent, 0, LOGINS["v2c"], "-Cc", program="snmpwalk")
    assert parse(without_remarks(result.stdout)) == as_printed(recordings.read(path))


def test_a_computed_table(folder, recorded_agent):
    agent = recorded_agent("--generate", 999)
    result = walked(folder, agent, 0, LOGINS["v2c"], "-Cr40", start=f".{GENERATED}")
    recordings.check_same(parse(without_remarks(result.stdout)), as_printed(recordings.generated(999)), "generated")
    assert agent.statistics() == {
        "devices": 1, "requests": {"getbulk": 25}, "replies": 25, "varbinds": 1000, "reports": {}, "malformed": 0
    }


@pytest.mark.parametrize("change, message", [
    (["-u", "nobody"], b"Unknown user name"),
    (["-A", "another-passphrase"], b"Authentication failure"),
    (["-X", "another-passphrase"], b""),
    (["-l", "authNoPriv"], b"Unsupported security level"),
])
def test_snmpv3_reports_what_is_wrong(folder, recorded_agent, change, message):
    agent = recorded_agent("--generate", 9)
    result = net_snmp(folder, "snmpget", [*V3, "-t", "2", *change], agent.addresses[0], f".{GENERATED}.1.1")
    assert result.returncode == 1 and message in result.stderr, result.stderr
    assert sum(agent.statistics()["reports"].values()) >= 2


@pytest.mark.parametrize("auth, priv", [("MD5", "DES"), ("SHA", "AES"), ("SHA-512", "AES-256"), ("SHA-224", "AES-192")])
def test_users_of_other_algorithms(folder, recorded_agent, auth, priv):
    agent = recorded_agent("--auth", auth, "--priv", priv, "--generate", 9)
    result = net_snmp(folder, "snmpget", [*V3, "-a", auth, "-x", priv], agent.addresses[0], f".{GENERATED}.1.1")
    assert result.returncode == 0 and b"INTEGER: 1" in result.stdout, result.stderr


def test_good_and_bad_devices_side_by_side(folder, recorded_agent):
    agent = recorded_agent(
        "--generate", 20, "--no-bulk", "silent", "--generate", 20, "--honest", "--loss", 100, "--generate", 20,
        "--honest", "--max-message", 100, "--generate", 20, "--honest", "--delay", 50, "--generate", 20,
    )
    table = f".{GENERATED}"
    silent = [*LOGINS["v2c"], *ONE_TRY]
    bulk = [net_snmp(folder, "snmpbulkget", silent if i in (1, 2) else LOGINS["v2c"], agent.addresses[i], "-Cr20", table)
            for i in range(5)]
    assert [result.stdout.count(b" = ") for result in bulk] == [20, 0, 0, 2, 20]
    step = [net_snmp(folder, "snmpgetnext", silent if i == 2 else LOGINS["v2c"], agent.addresses[i], table, table, table)
            for i in range(5)]
    assert [result.stdout.count(b" = ") for result in step] == [3, 3, 0, 0, 3]
    assert b"tooBig" in step[3].stderr


def test_it_ends_with_its_standard_input(recorded_agent):
    agent = recorded_agent("--generate", 1)
    agent.popen.stdin.close()
    wait_until(lambda: agent.popen.poll() is not None, "the agent's end")
    assert agent.popen.returncode == 0


@pytest.mark.parametrize("words", [["missing.snmprec"], ["--cut", "x", "--generate", "1"], ["--no-bulk", "maybe"], []])
def test_a_command_line_that_makes_no_sense(folder, words):
    result = subprocess.run([recordings.binary("recorded_agent"), *words], cwd=folder, capture_output=True, check=False)
    assert result.returncode == 2 and b"recorded_agent: " in result.stderr
