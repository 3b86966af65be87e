"""Devices with one SNMPv3 engine ID: clones with other addresses, keys and clocks. Two fleets give the same engine ID on
one address, each with a passphrase of its own."""

import pytest
from harness import records
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
            "defaults": {"interval": "1s", "retries": 1},
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
