"""A worker that has nothing to do has no secret of any host, and says nothing of it when it gets more to do. No worker ever
has a secret that serves at another host's engine, or one that the config has no more."""

import hashlib
import os
import time

import pytest
from harness.agents import AUTH_PASSWORD, PRIV_PASSWORD
from harness.fleet import USERS, engine_id
from harness.process import wait_until
from harness.secret_memory import memory_of

COMMUNITY = "cruel-summer-of-octets"

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root may read the memory of a worker")


def has_secret(pid, community=COMMUNITY):
    return community.encode() in memory_of(pid)


def key_of(passphrase):
    """Ku of RFC 3414 A.2, with SHA-256."""
    text = passphrase.encode()
    return hashlib.sha256((text * (2**20 // len(text) + 1))[: 2**20]).digest()


def local_key(passphrase, address):
    """Kul at an engine of the fleet."""
    key = key_of(passphrase)
    return hashlib.sha256(key + engine_id(address) + key).digest()


def poll_all(service, hosts):
    for host in hosts:
        done = service.command("poll", host)
        assert done.returncode == 0 and '"ok"' in done.stdout, (done.stdout, done.stderr)


def test_a_worker_that_rests_has_no_community_and_polls_again(fake_agent, start_service):
    port = fake_agent().port
    hosts = [f"127.1.0.{i}:{port}" for i in range(1, 9)]
    service = start_service({
        "auths": {"site": {"version": 2, "community": COMMUNITY}},
        "defaults": {"interval": "1h", "auth": "site", "timeout": "2s", "retries": 0},
        "targets": hosts,
        "workers": {"count": 2, "sessions": 4},
    })
    poll_all(service, hosts)
    assert has_secret(service.process.pid), "whether it is looked for in the right way"
    wait_until(lambda: not any(map(has_secret, service.workers())), "workers without secrets")
    poll_all(service, hosts)
    wait_until(lambda: not any(map(has_secret, service.workers())), "workers without secrets")
    assert sum(worker["restarts"] for worker in service.status()["workers"]) == 0
    assert service.stop() == 0


PHRASES = (AUTH_PASSWORD, PRIV_PASSWORD)
WALKER = {"version": 3, "username": "walker", "security_level": "authPriv", "auth_protocol": "SHA256",
          "password": AUTH_PASSWORD, "priv_protocol": "AES", "priv_password": PRIV_PASSWORD}


def test_a_worker_never_has_a_key_that_serves_at_every_engine(fleet, start_service):
    """Looks while the workers poll, for each worker's memory many times."""
    addresses = [f"127.1.0.{i}" for i in range(1, 41)]
    port = fleet("--user", USERS["walker"], "--delay", 20).port
    service = start_service({
        "auths": {"walker": WALKER},
        "defaults": {"interval": "100ms", "auth": "walker", "timeout": "2s"},
        "targets": [{"hosts": f"127.1.0.1-40:{port}"}],
        "workers": {"count": 2},
    })
    everywhere = [secret for phrase in PHRASES for secret in (phrase.encode(), key_of(phrase))]
    local = [local_key(phrase, address)[:16] for phrase in PHRASES for address in addresses]
    supervisor = memory_of(service.process.pid)
    assert key_of(AUTH_PASSWORD) in supervisor, "whether it is looked for in the right way"
    seen, looks, end = set(), 0, time.monotonic() + 60
    while looks < 40 or (not seen and time.monotonic() < end):
        for pid in service.workers():
            memory = memory_of(pid)
            assert not [secret for secret in everywhere if secret in memory]
            seen.update(key for key in local if key in memory)
            looks += 1
    assert seen, "keys of polls under way"
    service.wait_for_records(lambda found: len(found) > 100, "polls")
    assert {record["status"] for record in service.records()} <= {"ok", "skipped"}
    assert service.stop() == 0


def test_a_worker_that_rests_has_no_local_key(fleet, start_service):
    addresses = [f"127.1.0.{i}" for i in range(1, 9)]
    port = fleet("--user", USERS["walker"]).port
    hosts = [f"{address}:{port}" for address in addresses]
    service = start_service({
        "auths": {"walker": WALKER},
        "defaults": {"interval": "1h", "auth": "walker", "timeout": "2s"},
        "targets": hosts,
        "workers": {"count": 2, "sessions": 4},
    })
    local = [local_key(phrase, address)[:16] for phrase in PHRASES for address in addresses]

    def has_key(pid):
        memory = memory_of(pid)
        return any(key in memory for key in local)

    for _ in range(2):
        poll_all(service, hosts)
        wait_until(lambda: not any(map(has_key, service.workers())), "workers without keys")
    assert service.stop() == 0


def test_a_busy_worker_has_no_key_of_a_poll_that_is_over(fleet, fake_agent, start_service):
    """One host keeps it busy; the others are polled once. All protocols, as each has memory of its own in libcrypto."""
    addresses = [f"127.1.0.{i}" for i in range(1, 9)]
    port = fleet("--user", USERS["walker"]).port
    hosts = [f"{address}:{port}" for address in addresses]
    busy = f"127.1.0.1:{fake_agent().port}"
    service = start_service({
        "auths": {"walker": WALKER},
        "defaults": {"interval": "1h", "timeout": "2s"},
        "targets": [{"host": busy, "interval": "100ms"}, *({"host": host, "auth": "walker"} for host in hosts)],
        "workers": {"count": 1, "sessions": 100},
    })
    local = [local_key(phrase, address)[:16] for phrase in PHRASES for address in addresses]
    poll_all(service, hosts)
    (pid,) = service.workers()
    wait_until(lambda: not any(key in memory_of(pid) for key in local), "no keys of polls that are over")
    count = len(service.records())
    service.wait_for_records(lambda found: len(found) > count + 20, "polls of the busy host")
    assert not any(key in memory_of(pid) for key in local)
    assert service.stop() == 0


def test_a_busy_worker_forgets_a_community_that_a_reload_has_removed(fake_agent, start_service):
    port, other = fake_agent().port, fake_agent().port
    config = {
        "auths": {"old": {"version": 2, "community": COMMUNITY}, "new": {"version": 2, "community": "another-summer"}},
        "defaults": {"interval": "100ms", "timeout": "2s", "retries": 0},
        "targets": [{"hosts": f"127.1.0.1-8:{port}", "auth": "old"}, {"hosts": f"127.1.0.1-8:{other}", "auth": "new"}],
        "workers": {"count": 1},
    }
    service = start_service(config)
    wait_until(lambda: any(map(has_secret, service.workers())), "a worker with the community")
    pids = service.workers()
    del config["auths"]["old"], config["targets"][0]
    service.write_config({**service.config, **config})
    assert service.command("reload", "--force").returncode == 0
    wait_until(lambda: not any(map(has_secret, service.workers())), "workers without the community")
    assert service.workers() == pids
    count = len(service.records())
    service.wait_for_records(lambda found: len(found) > count + 50, "polls of the others")
    assert any(has_secret(pid, "another-summer") for pid in pids)
    assert service.stop() == 0
