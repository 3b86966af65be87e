"""What the machine does not give: receive buffers that are too small for what is asked at a time."""

import os
import signal

import pytest
from harness import records
from harness.sockets import may_reach, set_receive_buffers
from harness.web import Web, samples

HOSTS = 400


@pytest.mark.skipif(not may_reach(), reason="needs the right to reach into a worker")
def test_answers_that_find_no_room_are_counted_and_come_again_and_fewer_are_asked_for_at_a_time(fleet, start_service):
    """A burst meets receive buffers that somebody has made small."""
    devices = fleet("--delay", 5)
    service = start_service({
        "defaults": {"interval": "500ms", "timeout": "200ms", "retries": 10},
        "http": {"listen": "127.0.0.1:0"},
        "targets": [{"hosts": f"127.1.0.1-127.1.1.144:{devices.port}"}],
        "workers": {"count": 1},
    })
    service.wait_for_status(lambda status: status["hosts"]["ok"] >= HOSTS, "an answer of all")
    worker = service.status()["workers"][0]
    assert worker["sessions"] == 400 and worker["dropped"] == 0
    (pid,) = service.workers()
    assert set_receive_buffers(pid, 16384) > 0
    os.kill(pid, signal.SIGSTOP)
    service.wait_for_status(lambda status: status["workers"][0]["in_flight"] >= HOSTS // 2, "a burst")
    os.kill(pid, signal.SIGCONT)
    service.wait_for_status(lambda status: status["workers"][0]["dropped"] > 0, "losses")
    lowered = service.status()["workers"][0]
    assert lowered["sessions"] < 400
    service.wait_for_log("event=answers_dropped")
    assert "raise=net.core.rmem_max" in service.log()
    metrics = samples(Web(service).page("/metrics"))
    assert metrics['snmpolld_worker_answers_dropped_total{worker="0"}'] >= lowered["dropped"]
    assert metrics['snmpolld_worker_sessions{worker="0"}'] < 400
    assert service.stop() == 0
    found = service.records()
    records.check_ledger(found)
    assert all(r["status"] == "ok" or r["error"] in ("overrun", "shutdown") for r in found), records.statuses(found)
    assert any(r["retries"] > 0 for r in found)
    assert service.log().count("event=answers_dropped") == 1
