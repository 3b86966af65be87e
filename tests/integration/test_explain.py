"""`snmpolld explain HOST`: what is polled and how, what was learned, and lines that Net-SNMP's clients understand."""

import json
import os
import shlex
import subprocess
import time

import pytest
from harness.agents import AUTH_PASSWORD, PRIV_PASSWORD
from harness.service import run

SYSTEM = "1.3.6.1.2.1.1"
COMMUNITY = "not-for-everybody"


def explain(service, host):
    result = service.command("explain", host, "--json")
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def text_of(service, host):
    result = service.command("explain", host)
    assert result.returncode == 0 and result.stderr == "", result.stderr
    return result.stdout


def wait_until_polled(service, hosts=1):
    service.wait_for_records(lambda found: len({record["host"] for record in found}) >= hosts, "a record of every host")


def by_hand(folder, line, *secrets):
    """What the client of Net-SNMP prints that the line names, with the secrets filled in, in their order."""
    words = shlex.split(line)
    for secret in secrets:
        words[words.index("***")] = secret
    env = {**os.environ, "SNMP_PERSISTENT_DIR": folder, "MIBS": "", "SNMPCONFPATH": folder}
    result = subprocess.run(words, env=env, capture_output=True, text=True, timeout=240, check=False)
    assert result.returncode == 0, (line, result.stderr)
    return result.stdout


@pytest.fixture
def asked_service(fake_agent, start_service):
    agent = fake_agent({"127.2.0.0/16": "drop"})
    answering, silent = f"127.1.0.1:{agent.port}", f"127.2.0.1:{agent.port}"
    modules = {"some": {"get": ["sysName.0", "ifNumber.0"], "walk": ["ifTable", "1.3.6.1.4.1.99999"], "rates": True}}
    service = start_service(
        {
            "modules": modules,
            "defaults": {"interval": "500ms", "timeout": "100ms", "retries": 1},
            "breaker": {"after": 0},
            "targets": [
                {"host": f"{COMMUNITY}@{answering}", "modules": ["some"], "labels": {"site": "ams"}, "timeout": "10s"},
                {"host": silent, "modules": ["some"]},
            ],
        }
    )
    service.answering, service.silent = answering, silent
    wait_until_polled(service, 2)
    return service


def test_it_tells_what_is_asked_and_how(asked_service):
    explained = explain(asked_service, asked_service.answering)
    expected = {
        "host": asked_service.answering,
        "address": asked_service.answering,
        "transport": "udp",
        "labels": {"site": "ams"},
        "version": "2c",
        "modules": ["some"],
        "walk": [{"oid": "1.3.6.1.2.1.2.2", "name": "ifTable"}, {"oid": "1.3.6.1.4.1.99999"}],
        "rates": True,
        "interval_s": 0.5,
        "timeout_s": 10.0,
        "timeout_min_s": 0.1,
        "retries": 1,
        "last_error": None,
    }
    assert {key: explained[key] for key in expected} == expected
    assert explained["get"][0] == {"oid": "1.3.6.1.2.1.1.5.0", "name": "sysName.0"}
    assert explained["requests"]["get"] == [2]
    assert 0 <= explained["phase_s"] < 0.5 and explained["next_due_in_s"] <= 0.5
    assert explained["outcomes"][0]["status"] == "ok" and explained["outcomes"][0]["duration_ms"] > 0


def test_it_tells_how_many_requests_the_last_poll_took(asked_service):
    last = [record for record in asked_service.records() if record["host"] == asked_service.answering][-1]
    assert explain(asked_service, asked_service.answering)["requests"]["last_poll"] == last["requests"] > 1


def test_the_last_eight_outcomes_and_the_last_error_are_kept(asked_service):
    found = asked_service.wait_for_records(
        lambda found: [r for r in found if r["host"] == asked_service.silent][9:] and found, "ten polls"
    )
    explained = explain(asked_service, asked_service.silent)
    assert [outcome["status"] for outcome in explained["outcomes"]] == ["timeout"] * 8
    starts = [outcome["started"] for outcome in explained["outcomes"]]
    assert starts == sorted(starts, reverse=True)
    assert explained["last_error"] == [r["error"] for r in found if r["host"] == asked_service.silent][-1]


def test_text_for_people_says_the_same(asked_service):
    text = text_of(asked_service, asked_service.answering)
    for words in ("SNMPv2c", "every 500ms", "some", "walk 1.3.6.1.2.1.2.2  ifTable", "in 1 GET", "site=ams", " ok, "):
        assert words in text, text
    explained = explain(asked_service, asked_service.answering)
    assert text.rstrip("\n").endswith("\n".join(explained["commands"]))
    assert "timeout" in text_of(asked_service, asked_service.silent)


def test_the_lines_ask_the_same(folder, asked_service):
    explained = explain(asked_service, asked_service.answering)
    get, walk, nothing = explained["commands"]
    printed = by_hand(folder, get, COMMUNITY)
    assert [line.split(" ")[0] for line in printed.splitlines()] == [f".{SYSTEM}.3.0", f".{SYSTEM}.5.0", ".1.3.6.1.2.1.2.1.0"]
    rows = by_hand(folder, walk, COMMUNITY).splitlines()
    polled = [record for record in asked_service.records() if record["status"] == "ok"][-1]
    walked = [v["oid"] for v in polled["varbinds"] if v["oid"].startswith("1.3.6.1.2.1.2.2.")]
    assert [line.split(" ")[0] for line in rows] == ["." + oid for oid in walked]
    assert "snmpbulkwalk" in nothing and "-Cr25" in nothing


def test_secrets_are_in_none_of_it(asked_service):
    for arguments in ([], ["--json"]):
        result = asked_service.command("explain", asked_service.answering, *arguments)
        assert COMMUNITY not in result.stdout and "***" in result.stdout


def test_version_3_and_other_transports(folder, snmpd, start_service):
    core = {"version": 3, "username": "sha256_aes", "security_level": "authPriv", "auth_protocol": "SHA256"}
    core.update(password=AUTH_PASSWORD, priv_protocol="AES", priv_password=PRIV_PASSWORD)
    hosts = [f"127.0.0.1:{snmpd.port}", f"tcp:localhost:{snmpd.port}", f"udp6:[::1]:{snmpd.port}"]
    targets = [{"host": hosts[0], "auth": "core"}, hosts[1], hosts[2]]
    modules = {"name": {"get": ["sysName.0"]}, "group": {"walk": ["system"]}}
    service = start_service(
        {
            "auths": {"core": core},
            "modules": modules,
            "defaults": {"modules": ["name", "group"], "interval": "500ms"},
            "targets": targets,
        }
    )
    wait_until_polled(service, 3)
    names = sorted({record["host"] for record in service.records()})
    for name in names:
        explained = explain(service, name)
        secrets = [AUTH_PASSWORD, PRIV_PASSWORD] if explained["version"] == "3" else ["public"]
        for line in explained["commands"]:
            assert "integration-snmpd" in by_hand(folder, line, *secrets), line
        assert not any(secret in json.dumps(explained) for secret in (AUTH_PASSWORD, PRIV_PASSWORD))
    learned = next(e for e in map(lambda name: explain(service, name), names) if e["version"] == "3")
    assert learned["auth"] == "core" and learned["learned"]["engine_id"] and learned["learned"]["engine_boots"] >= 1
    transports = {explain(service, name)["transport"] for name in names}
    assert transports == {"udp", "tcp", "udp6"}


def test_learned_sizes_change_the_requests_that_are_planned(fake_agent, start_service):
    agent = fake_agent({"127.1.0.0/16": "too_big:400"})
    host = f"127.1.0.1:{agent.port}"
    oids = [f"1.3.6.1.2.1.2.2.1.{column}.{row}" for column in (10, 14, 16, 20) for row in range(1, 13)]
    service = start_service(
        {
            "modules": {"many": {"get": oids}},
            "defaults": {"modules": ["many"], "interval": "500ms"},
            "targets": [host],
        }
    )
    service.wait_for_records(lambda found: any(record["status"] == "ok" for record in found), "an answer")
    explained = explain(service, host)
    assert sum(explained["requests"]["get"]) == len(oids) and len(explained["requests"]["get"]) > 1
    assert explained["learned"]["max_request_bytes"] < 1400
    assert len(explained["commands"]) == len(explained["requests"]["get"])
    assert "requests of at most" in text_of(service, host)


def test_what_the_state_file_knows_of_a_host_is_told(folder, fake_agent, start_service):
    agent = fake_agent({})
    host = f"127.1.0.1:{agent.port}"
    learned = "gets=4 columns=2 pdu_gap=300"
    with open(os.path.join(folder, "learned"), "w", encoding="ascii") as file:
        file.write(f"snmpolld learned 1\n{host}\tudp:{host}\tpublic_v2\t{int(time.time())}\t{learned}\nend 1\n")
    service = start_service({"targets": [host], "state": {"file": os.path.join(folder, "learned")}})
    wait_until_polled(service)
    told = explain(service, host)["learned"]
    assert (told["max_get_oids"], told["max_walk_columns"], told["pdu_gap_ms"], told["silent"]) == (4, 2, 0.3, [])
    text = text_of(service, host)
    for words in ("GETs of at most 4 instances", "walks of at most 2 columns at a time", "not asked faster than every 0.3 ms"):
        assert words in text, text


def test_how_a_strange_device_is_asked_is_told(fake_agent, start_service):
    agent = fake_agent({})
    host = f"127.1.0.1:{agent.port}"
    service = start_service({"auths": {"lan": {"quirks": ["any_community"]}},
                             "targets": [{"host": host, "auth": "lan", "quirks": ["any_source"], "pdu_gap": "20ms",
                                          "source": "127.0.0.1", "max_message_size": 1472}]})
    wait_until_polled(service)
    explained = explain(service, host)
    assert explained["quirks"] == ["any_community", "any_source"] and explained["use_unconnected_udp_socket"] is True
    assert (explained["pdu_gap_s"], explained["source"], explained["max_message_size"]) == (0.02, "127.0.0.1", 1472)
    assert (explained["addresses"], explained["address_silent"]) == (1, False)
    text = text_of(service, host)
    for words in ("answers may have another community (quirk any_community)", "(quirk any_source)", "at least 20ms between PDUs",
                  "sent from 127.0.0.1"):
        assert words in text, text


def test_the_requests_have_no_more_instances_than_allowed(fake_agent, start_service):
    agent = fake_agent({})
    host = f"127.1.0.1:{agent.port}"
    service = start_service({"defaults": {"modules": ["system"], "max_oids": 2}, "targets": [host]})
    wait_until_polled(service)
    explained = explain(service, host)
    assert explained["max_oids"] == 2 and explained["requests"] == {"get": [2, 2, 1], "last_poll": 3}
    assert "5 instances in 3 GETs of 2, 2, 1, at most 2 in each" in text_of(service, host)


def test_a_host_that_is_not_configured_is_a_usage_error_with_the_nearest_name(asked_service):
    wrong = asked_service.answering.replace("127.1.0.1", "127.1.0.11")
    result = asked_service.command("explain", wrong)
    assert result.returncode == 2 and result.stdout == ""
    assert wrong in result.stderr and f"did you mean {asked_service.answering}?" in result.stderr
    result = asked_service.command("explain", "something else")
    assert result.returncode == 2 and "did you mean" not in result.stderr


def test_a_host_that_was_never_polled(start_service, closed_port):
    host = f"127.1.0.1:{closed_port}"
    service = start_service({"defaults": {"interval": "1d"}, "targets": [host]})
    explained = explain(service, host)
    assert explained["outcomes"] == [] and explained["requests"]["last_poll"] is None
    text = text_of(service, host)
    assert "not polled yet" in text and "nothing yet" in text and "none yet" in text


def test_without_a_service_or_a_host(folder):
    result = run(folder, "explain", "sw1", "--control", "/nowhere/control.sock")
    assert result.returncode in (1, 3) and "/nowhere/control.sock" in result.stderr
    assert run(folder, "explain").returncode == 2
