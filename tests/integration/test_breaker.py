"""Hosts that do not answer: after some polls they are only probed, and every due poll still has its one record."""

import json
import signal

import pytest
from harness import records
from harness.agents import AUTH_PASSWORD, PRIV_PASSWORD, HeldPort, Snmpd
from harness.timing import now, time_of
from harness.web import Web, samples

DEAD = {"timeout": "50ms", "retries": 1}
SLACK = 0.01  # of times in records


def is_left_alone(record):
    return record["status"] == "skipped" and record["error"] == "breaker_open"


def is_probe(record):
    return record["error"] is not None and "a probe" in record["error"]


def of_host(found, host):
    return [record for record in found if record["host"] == host]


def statuses_of(found, host):
    return records.statuses(of_host(found, host))


def oids_of(record):
    return [varbind["oid"] for varbind in record["varbinds"]]


def wait_until_left_alone(service, host):
    service.wait_for_records(lambda found: any(map(is_left_alone, of_host(found, host))), f"{host} to be suspect")


def wait_for_probes(service, host, count):
    service.wait_for_records(
        lambda found: sum(map(is_probe, of_host(found, host))) >= count, f"{count} probes of {host}"
    )


def check_silence(mine, after, probe_every):
    """`mine`: the records of a host from its first silent poll to its last one. Whole polls first, then probes and what
    lies between them; a due poll is skipped if and only if the last question is too young."""
    asked = None
    silent = 0
    for record in mine:
        due = time_of(record["scheduled"])
        if record["error"] == "overrun":
            continue
        if is_left_alone(record):
            assert silent >= after and due < asked + probe_every + SLACK, record
            assert record["started"] is None and record["varbinds"] == [], record
            continue
        assert record["status"] in ("timeout", "unreachable"), record
        assert is_probe(record) == (silent >= after), record
        if is_probe(record):
            assert due > asked + probe_every - SLACK, record
            assert record["requests"] == 1 and record["retries"] == 0, record
            assert f"after {silent} polls without an answer" in record["error"], record
        asked, silent = due, silent + 1


def test_dead_hosts_are_probed_and_found_when_they_come_up(fake_agent, start_service, ended):
    port, nobody = fake_agent({"127.2.0.0/16": "drop"}).port, HeldPort()
    ended.append(nobody)
    dead, late = f"127.2.0.1:{port}", f"127.3.0.1:{nobody.port}"
    service = start_service(
        {
            "defaults": {"interval": "200ms", "timeout": "3s"},
            "breaker": {"after": 3, "probe_every": "1s"},
            "targets": [{"hosts": f"127.1.0.1-5:{port}"}, {"host": dead, **DEAD}, {"host": late, "timeout": "10s", "retries": 1}],
            "http": {"listen": "127.0.0.1:0"},
        }
    )
    web = Web(service)
    for host in (dead, late):
        wait_for_probes(service, host, 2)
        wait_until_left_alone(service, host)
    hosts = service.wait_for_status(
        lambda s: s["hosts"]["suspect"] == 2 and s["hosts"]["ok"] == 5 and s["hosts"], "hosts by outcome"
    )
    assert hosts["timeout"] + hosts["unreachable"] == 2 and hosts["skipped"] == 0
    assert samples(web.page("/metrics"))["snmpolld_hosts_suspect"] == 2
    assert samples(web.page("/targets/metrics"))[f'snmpolld_up{{host="{dead}"}}'] == 0
    nobody.end()
    fake_agent({}, "--port", str(nobody.port))
    up = now()
    service.wait_for_records(lambda found: statuses_of(found, late).get("ok", 0) >= 5, "answers")
    assert service.stop() == 0
    found = service.records()
    records.check_ledger(found)
    assert not any(map(is_left_alone, (r for r in found if r["host"].startswith("127.1."))))
    check_silence(without_end(of_host(found, dead)), 3, 1.0)
    mine = of_host(found, late)
    first = next(i for i, record in enumerate(mine) if record["status"] == "ok")
    check_silence(mine[:first], 3, 1.0)
    assert all(time_of(r["started"]) < up + 0.2 for r in mine[:first] if r["started"]), "recovery is seen by one probe"
    assert not any(map(is_left_alone, mine[first:]))
    assert oids_of(mine[first]) == oids_of(of_host(found, f"127.1.0.1:{port}")[0]), "the whole poll follows the probe"
    assert service.log().count("event=host_suspect") == 2 and service.log().count("event=host_answers_again") == 1


def without_end(mine):
    """A poll that the stop ended says nothing of its host."""
    return [record for record in mine if record["error"] != "shutdown"]


def test_an_agent_of_version_3_that_stands_still_and_goes_on(folder, ended, start_service):
    snmpd = Snmpd(folder)
    ended.append(snmpd)
    auth = {"version": 3, "username": "sha256_aes", "security_level": "authPriv", "auth_protocol": "SHA256",
            "password": AUTH_PASSWORD, "priv_protocol": "AES", "priv_password": PRIV_PASSWORD}
    host = f"127.0.0.1:{snmpd.port}"
    service = start_service(
        {
            "auths": {"good": auth},
            "defaults": {"interval": "200ms", "timeout": "500ms", "retries": 0, "auth": "good"},
            "breaker": {"probe_every": "500ms"},
            "targets": [host],
        }
    )
    service.wait_for_records(lambda found: "ok" in records.statuses(found), "an answer")
    snmpd.signal(signal.SIGSTOP)
    wait_for_probes(service, host, 2)
    before = len(service.records())
    snmpd.signal(signal.SIGCONT)
    service.wait_for_records(lambda found: "ok" in records.statuses(found[before:]), "an answer again")
    assert "event=host_answers_again" in service.log()
    assert service.stop() == 0
    records.check_ledger(service.records())


def test_a_refusal_is_an_answer(snmpd, start_service):
    wrong = {"version": 3, "username": "sha_only", "security_level": "authNoPriv", "auth_protocol": "SHA",
             "password": "another passphrase"}
    service = start_service(
        {
            "auths": {"wrong": wrong},
            "defaults": {"interval": "200ms", "timeout": "3s", "auth": "wrong"},
            "breaker": {"after": 1, "probe_every": "1h"},
            "targets": [f"127.0.0.1:{snmpd.port}"],
        }
    )
    service.wait_for_records(lambda found: len(found) >= 6, "six polls")
    assert service.stop() == 0
    assert not any(map(is_left_alone, service.records()))


@pytest.fixture
def suspect(fake_agent, start_service):
    """A service with one host that is suspect and that nobody probes for an hour."""
    port = fake_agent({"127.2.0.0/16": "drop"}).port
    host = f"127.2.0.1:{port}"
    service = start_service(
        {
            "defaults": {"interval": "200ms", **DEAD},
            "breaker": {"probe_every": "1h"},
            "targets": [host],
            "http": {"listen": "127.0.0.1:0"},
        }
    )
    service.host = host
    wait_until_left_alone(service, host)
    return service


def poll_now(service, host):
    result = service.command("poll", host)
    return json.loads(result.stdout)


def test_who_asks_for_a_poll_gets_a_whole_one(suspect):
    record = poll_now(suspect, suspect.host)
    assert record["status"] == "timeout" and record["retries"] == 1 and not is_probe(record), record
    status, text = Web(suspect).scrape(suspect.host, module="system")
    assert status == 500 and "timeout" in text, text
    explained = json.loads(suspect.command("explain", suspect.host, "--json").stdout)
    assert explained["suspect"] and {outcome["status"] for outcome in explained["outcomes"]} == {"timeout"}
    assert "it is only probed" in suspect.command("explain", suspect.host).stdout
    assert suspect.stop() == 0
    records.check_ledger(suspect.records())
    assert not any(map(is_probe, suspect.records()))


def test_whose_poll_meets_a_probe_gets_a_whole_one_after_it(fake_agent, start_service):
    """Probes of half a second, one after the other: there is nearly always one under way."""
    host = f"127.2.0.1:{fake_agent({'127.2.0.0/16': 'drop'}).port}"
    service = start_service(
        {
            "defaults": {"interval": "100ms", "timeout": "500ms", "retries": 1},
            "breaker": {"after": 1, "probe_every": "100ms"},
            "targets": [host],
        }
    )
    wait_for_probes(service, host, 1)
    for _ in range(3):
        record = poll_now(service, host)
        assert record["status"] == "timeout" and record["retries"] == 1 and not is_probe(record), record
    assert service.stop() == 0
    records.check_ledger(service.records())


def test_a_reload_without_breaker_polls_at_once(suspect):
    suspect.write_config({**suspect.config, "breaker": {"after": 0}})
    before = len(suspect.records())
    assert suspect.command("reload").returncode == 0
    suspect.wait_for_records(lambda found: records.statuses(found[before:]).get("timeout", 0) >= 5, "polls")
    found = suspect.records()
    assert not is_left_alone(found[-1]) and not any(map(is_probe, found))
    assert suspect.status()["hosts"]["suspect"] == 0
    assert suspect.stop() == 0
    records.check_ledger(suspect.records())
