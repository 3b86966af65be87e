"""A worker that has nothing to do has no secret of any host, and says nothing of it when it gets more to do."""

import os

import pytest
from harness.process import wait_until
from harness.secret_memory import memory_of

COMMUNITY = "cruel-summer-of-octets"

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root may read the memory of a worker")


def has_secret(pid):
    return COMMUNITY.encode() in memory_of(pid)


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
