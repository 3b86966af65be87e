"""The fleet as Net-SNMP's clients see it: what its devices say, over every version, and which of them are not well."""

import os
import re
import subprocess

import pytest
from harness import fleet as expected
from harness.agents import AUTH_PASSWORD, PRIV_PASSWORD, SYS_NAME, SYS_UPTIME, snmpget

ONE_TRY = ["-t", "0.3", "-r", "0"]  # of who does not answer
PATIENT = ["-t", "20", "-r", "0"]
INTERFACES = 12
AUTH = ["-a", "SHA-256", "-A", AUTH_PASSWORD]
LEVELS = {
    "nobody": ["-l", "noAuthNoPriv"],
    "auth_only": ["-l", "authNoPriv", *AUTH],
    "walker": ["-l", "authPriv", *AUTH, "-x", "AES", "-X", PRIV_PASSWORD],
}


def client(folder, name, *words):
    env = {**os.environ, "SNMP_PERSISTENT_DIR": folder, "MIBS": "", "SNMPCONFPATH": folder}
    argv = [name, "-On", "-OQ", "-OU", "-Oe", "-Ot", *words]
    return subprocess.run(argv, env=env, capture_output=True, text=True, check=False, timeout=240)


def get(folder, devices, address, options=PATIENT, version="2c"):
    return snmpget(folder, f"{address}:{devices.port}", [SYS_NAME], options, version)


def answers(folder, devices, address, options=PATIENT):
    return get(folder, devices, address, options).returncode == 0


def addresses(kind, count, **percent):
    """The first of that kind."""
    found = (f"127.9.{i // 250}.{i % 250 + 1}" for i in range(10_000))
    return [address for address in found if expected.kind(address, **percent) == kind][:count]


def as_snmpwalk_shows(address, oid, ticks):
    type_, value = expected.value(address, oid, ticks, INTERFACES)
    if oid.startswith(f"{expected.IF_ENTRY}.6."):
        return '"' + " ".join(re.findall("..", value.upper())) + ' "'
    return f".{value}" if type_ == "ObjectIdentifier" else str(value)


@pytest.mark.parametrize("command", [["snmpwalk"], ["snmpbulkwalk", "-Cr7"], ["snmpbulkwalk", "-Cr200"]])
def test_a_walk_meets_what_the_harness_computes(folder, fleet, command):
    devices = fleet("--interfaces", INTERFACES)
    address = "127.4.5.6"
    words = [*command[1:], "-v2c", "-c", "public", *PATIENT, f"{address}:{devices.port}", ".1"]
    result = client(folder, command[0], *words)
    assert result.returncode == 0, result.stderr
    rows = [line.partition(" = ")[::2] for line in result.stdout.splitlines()]
    rows = [(oid[1:], value) for oid, value in rows if "No more variables" not in value]
    assert [oid for oid, _ in rows] == expected.oids(INTERFACES)
    moving = {f"{expected.IF_ENTRY}.{column}" for column in expected.COUNTERS}
    moving |= {f"{expected.IF_X_ENTRY}.{column}" for column in expected.X_COUNTERS} | {f"{expected.SYSTEM}.3"}
    for oid, value in rows:
        if oid.rpartition(".")[0] not in moving:
            assert value.strip('"') == as_snmpwalk_shows(address, oid, 0).strip('"'), oid


def test_counters_follow_the_uptime_that_is_told_with_them(folder, fleet):
    devices = fleet("--interfaces", "48")
    for address in ("127.4.5.6", "127.4.5.7", "127.255.255.254"):
        asked = [f"{expected.IF_X_ENTRY}.6.7", f"{expected.IF_X_ENTRY}.10.48", f"{expected.IF_X_ENTRY}.11.3",
                 f"{expected.IF_ENTRY}.10.1", f"{expected.IF_ENTRY}.16.40"]
        words = ["-v2c", "-c", "public", *PATIENT, f"{address}:{devices.port}", f".{SYS_UPTIME}"]
        result = client(folder, "snmpget", *words, *(f".{oid}" for oid in asked))
        values = [int(line.partition(" = ")[2]) for line in result.stdout.splitlines()]
        assert values[1:] == [expected.value(address, oid, values[0])[1] for oid in asked]


@pytest.mark.parametrize("user", LEVELS)
def test_every_security_level_is_answered(folder, fleet, user):
    devices = fleet("--boots", "7", *(word for text in expected.USERS.values() for word in ("--user", text)))
    result = get(folder, devices, "127.4.5.6", [*PATIENT, "-u", user, *LEVELS[user]], version="3")
    assert '"127.4.5.6"' in result.stdout, result.stderr
    engine = ["-e", "0x" + expected.engine_id("127.4.5.6").hex()]
    assert get(folder, devices, "127.4.5.6", [*PATIENT, *engine, "-u", user, *LEVELS[user]], "3").returncode == 0
    other = ["-e", "0x" + expected.engine_id("127.4.5.7").hex()]
    assert get(folder, devices, "127.4.5.6", [*ONE_TRY, *other, "-u", user, *LEVELS[user]], "3").returncode != 0
    told = devices.statistics()
    assert told["v3"] == told["requests"] and told["reports"]["unknown_engine_ids"] >= 1


def test_a_wrong_user_or_password_is_reported(folder, fleet):
    devices = fleet("--user", expected.USERS["walker"])
    wrong = ["-l", "authPriv", "-a", "SHA-256", "-A", "another-password", "-x", "AES", "-X", PRIV_PASSWORD]
    assert "Authentication failure" in get(folder, devices, "127.0.0.1", [*PATIENT, "-u", "walker", *wrong], "3").stderr
    assert "Unknown user name" in get(folder, devices, "127.0.0.1", [*PATIENT, "-u", "x", *wrong], "3").stderr
    reports = devices.statistics()["reports"]
    assert reports["wrong_digests"] == reports["unknown_user_names"] == 1


def test_the_dead_are_the_ones_that_the_harness_computes(folder, fleet):
    devices = fleet("--dead", "50")
    for last in range(1, 9):
        is_dead = expected.fleet_is_dead(f"127.0.0.{last}", 50)
        assert answers(folder, devices, f"127.0.0.{last}", ONE_TRY if is_dead else PATIENT) != is_dead
    told = devices.statistics()
    assert told["requests"] == told["get"] + told["silent"] == told["answers"] + told["silent"] == 8


def test_lossy_devices_lose_and_live_ones_do_not(folder, fleet):
    shares = {"dead": 10, "lossy": 30}
    devices = fleet("--dead", "10", "--lossy", "30", "--loss", "100")
    for address in addresses("lossy", 3, **shares):
        assert not answers(folder, devices, address, ONE_TRY)
    for address in addresses("live", 3, **shares):
        assert answers(folder, devices, address)
    assert devices.statistics()["lost"] == 3


def test_slow_devices_answer_later_than_the_others(folder, fleet):
    devices = fleet("--slow", "30", "--slow-delay", "600")
    slow, live = addresses("slow", 1, slow=30)[0], addresses("live", 1, slow=30)[0]
    assert answers(folder, devices, live) and not answers(folder, devices, slow, ONE_TRY)
    assert answers(folder, devices, slow)


def test_limited_devices_answer_a_few_requests_a_second(folder, fleet):
    devices = fleet("--limited", "100", "--limit", "0")
    assert not answers(folder, devices, "127.0.0.1", ONE_TRY)
    assert devices.statistics()["limited"] == 1
    generous = fleet("--limited", "100", "--limit", "1000")
    assert answers(folder, generous, "127.0.0.1")


def test_devices_with_short_messages_say_too_big(folder, fleet):
    devices = fleet("--too-big", "100", "--short-message", "200")
    words = ["-v2c", "-c", "public", *PATIENT, f"127.0.0.1:{devices.port}"]
    result = client(folder, "snmpget", *words, *[f".{expected.SYSTEM}.1.0"] * 5)
    assert "tooBig" in result.stderr, result
    assert answers(folder, devices, "127.0.0.1")
    walk = client(folder, "snmpbulkwalk", "-Cr50", *words, f".{expected.IF_ENTRY}")
    assert len(walk.stdout.splitlines()) == 48 * expected.IF_COLUMNS
    assert devices.statistics()["too_big"] == 1


def test_an_answer_is_kept_for_its_delay(folder, fleet):
    devices = fleet("--delay", "150")
    assert not answers(folder, devices, "127.0.0.1", ["-t", "0.05", "-r", "0"])
    assert answers(folder, devices, "127.0.0.1")


def test_statistics_are_told_while_it_runs(folder, fleet):
    devices = fleet()
    assert answers(folder, devices, "127.0.0.1")
    assert devices.statistics_now()["answers"] == 1
    assert answers(folder, devices, "127.0.0.2")
    assert devices.statistics()["answers"] == 2


@pytest.mark.parametrize("words", [["--dead", "101"], ["--dead", "x"], ["--user", "a:SHA"], ["--no-such"], ["more"]])
def test_wrong_options_are_refused(folder, fleet, words):
    with pytest.raises(AssertionError, match="ended with 2"):
        fleet(*words)
