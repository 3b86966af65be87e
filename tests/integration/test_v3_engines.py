"""SNMPv3 engines: devices that have the same one (clones with other addresses, keys and clocks), and devices that become
others. Two fleets give the same engine ID on one address, each with a passphrase of its own."""

import pytest
from harness import records
from harness.service import due_of
from harness.timing import made, now, time_of
from harness.web import Web, samples

HOSTS = 200


def auth_of(name):
    return {"version": 3, "username": "walker", "security_level": "authPriv", "auth_protocol": "SHA256",
            "password": f"{name}-auth-phrase", "priv_protocol": "AES", "priv_password": f"{name}-priv-phrase"}


def start_clones(fleet, name, boots):
    user = f"walker:SHA-256:{name}-auth-phrase:AES:{name}-priv-phrase"
    return fleet("--user", user, "--boots", boots, "--twins", 100)


@pytest.fixture
def clones(fleet, start_service):
    """A service with HOSTS pairs of clones: each has the key and the boots of its own fleet."""

    def start(**workers):
        ports = {"first": start_clones(fleet, "first", 3).port, "second": start_clones(fleet, "second", 70).port}
        targets = [{"hosts": f"127.1.0.1-{HOSTS}:{port}", "auth": name} for name, port in ports.items()]
        return start_service({
            "auths": {name: auth_of(name) for name in ports},
            "defaults": {"interval": "1s", "timeout": "20s", "retries": 1},
            "http": {"listen": "127.0.0.1:0"},
            "targets": targets,
            "workers": workers,
        })

    return start


@pytest.mark.parametrize("workers", [{"count": 2}, {"count": 1}, {"count": 16, "sessions": 1}],
                         ids=["two", "one", "one-host-a-worker"])
def test_clones_are_polled_side_by_side_and_named(clones, workers):
    service = clones(**workers)
    service.wait_for_records(
        lambda found: sum(record["seq"] >= 3 and record["status"] == "ok" for record in found) >= 2 * HOSTS,
        "three rounds",
        deadline=240,
    )
    status, text = service.status(), service.command("status").stdout
    shared = status["shared_engine_ids"]
    assert shared["hosts"] == 2 * HOSTS and shared["engine_ids"] == HOSTS // 2 + 1
    assert len(shared["shown"]) == 20 and text.count("engine ID ") == 20
    first = shared["shown"][0]
    assert f"engine ID {first['engine_id']}: {', '.join(first['hosts'])}\n" in text
    assert f"and {HOSTS // 2 + 1 - 20} more engine IDs" in text
    assert samples(Web(service).page("/metrics"))["snmpolld_hosts_shared_engine_id"] == 2 * HOSTS
    assert service.stop() == 0
    found = service.records()
    records.check_ledger(found)
    assert all(r["status"] == "ok" or r["error"] in ("overrun", "shutdown") for r in found), records.statuses(found)
    assert service.log().count("event=engine_id_shared") == 2 * HOSTS - shared["engine_ids"]


def test_clones_are_polled_by_different_workers(fleet, start_service):
    port = start_clones(fleet, "first", 3).port
    service = start_service({
        "auths": {"first": auth_of("first")},
        "defaults": {"interval": "200ms", "auth": "first"},
        "targets": [{"hosts": f"127.1.0.2-3:{port}"}],
        "workers": {"count": 2},
    })
    service.wait_for_records(lambda found: len(found) >= 12, "some rounds")
    assert service.stop() == 0
    workers = {}
    for record in service.records():
        if record["seq"] > 2 and record["worker"] is not None:
            workers.setdefault(record["host"], set()).add(record["worker"])
    assert sorted(workers.values(), key=min) == [{0}, {1}], workers


def wait_for_answers_of_new(service, before):
    """Every host has answered once more after `before` records; what answers, answers at once."""
    hosts = {record["host"] for record in service.records()}
    service.wait_for_records(
        lambda found: {r["host"] for r in found[before:] if r["status"] == "ok"} == hosts, "an answer of every device"
    )


@pytest.mark.parametrize("sessions", [400, 1], ids=["many", "one-host-a-worker"])
def test_devices_that_restart_are_exchanged_or_set_their_clocks_heal_within_a_poll(fleet, start_service, sessions):
    """One device after the other in the same place: what it is, is told by boots, clock and engine ID."""
    user = "walker:SHA-256:first-auth-phrase:AES:first-priv-phrase"
    devices = fleet("--user", user, "--boots", 3)
    service = start_service({
        "auths": {"first": auth_of("first")},
        "defaults": {"interval": "300ms", "timeout": "5s", "retries": 0, "auth": "first"},
        "breaker": {"after": 0},
        "http": {"listen": "127.0.0.1:0"},
        "targets": [{"hosts": f"127.1.0.1-10:{devices.port}"}],
        "workers": {"count": 2, "sessions": sessions},
    })
    service.wait_for_records(lambda found: polled_ok(found) >= 20, "two rounds")
    expected = {"reboot": 0, "new_engine": 0, "clock": 0}
    for reason, hosts, options in [("reboot", 10, ["--boots", 4]), ("clock", 10, ["--boots", 4, "--up", 1000]),
                                   ("new_engine", 5, ["--boots", 4, "--up", 1000, "--twins", 100])]:
        devices.end()
        before = len(service.records())
        devices = fleet("--user", user, "--port", devices.port, *options)
        wait_for_answers_of_new(service, before)
        expected[reason] += hosts
        service.wait_for_status(lambda status: status["v3_resyncs"] == expected, expected)
        assert service.log().count(f"reason={reason}") == hosts
    assert "resyncs: 10 clock, 5 new_engine, 10 reboot\n" in service.command("status").stdout
    metrics = samples(Web(service).page("/metrics"))
    assert {why: metrics[f'snmpolld_v3_resyncs_total{{reason="{why}"}}'] for why in expected} == expected
    assert service.stop() == 0
    found = service.records()
    records.check_ledger(found)
    assert all(r["status"] in ("ok", "unreachable", "timeout", "skipped") for r in found), records.statuses(found)
    assert {r["requests"] for r in found if r["status"] == "ok"} == {1, 2}


def polled_ok(found):
    return sum(record["status"] == "ok" for record in found)


def made_since(moment, count):
    """Polls that were begun after it, when there are so many."""

    def find(found):
        later = [record for record in made(found) if time_of(record["started"]) > moment]
        return later if len(later) >= count else None

    return find


def test_a_passphrase_that_is_changed_counts_from_the_next_poll_on(fleet, start_service):
    """Over one worker, which must forget the key that it had, whether it was the right one or not."""
    devices = start_clones(fleet, "first", 3)
    config = {
        "auths": {"one": auth_of("first")},
        "defaults": {"interval": "200ms", "retries": 0, "auth": "one"},
        "targets": [{"hosts": f"127.1.0.1-5:{devices.port}"}],
        "workers": {"count": 1},
    }
    service = start_service(config)
    for name, status in [("second", "auth_failure"), ("first", "ok"), ("second", "auth_failure")]:
        service.wait_for_records(lambda found: polled_ok(found) >= 5, "an answer of each")
        service.write_config({**service.config, "auths": {"one": auth_of(name)}})
        assert service.command("reload").returncode == 0
        due_of(service.status())
        after = service.wait_for_records(made_since(now(), 15), "three more rounds")
        assert {r["status"] for r in after} == {status}, records.statuses(after)
    assert service.stop() == 0
    records.check_ledger(service.records())
