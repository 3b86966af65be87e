"""What the machine does not give: receive buffers that are too small for what is asked at a time."""

import collections
import json
import os
import resource
import signal
import socket
import subprocess

import pytest
from harness import fleet as expected
from harness import records
from harness.memory import HighWater
from harness.process import Running, binary, is_sanitized, wait_until
from harness.sockets import may_reach, set_receive_buffers
from harness.web import Web, samples

HOSTS = 400
OBJECTS = 48 * (expected.IF_COLUMNS + expected.IF_X_COLUMNS)


@pytest.mark.skipif(not may_reach(), reason="needs the right to reach into a worker")
def test_answers_that_find_no_room_are_counted_and_come_again_and_fewer_are_asked_for_at_a_time(fleet, start_service):
    """The answers to a burst meet a worker that does not read, with receive buffers that somebody has made small."""
    devices = fleet("--delay", 200)
    service = start_service({
        "defaults": {"interval": "500ms", "timeout": "1s", "retries": 10},
        "http": {"listen": "127.0.0.1:0"},
        "targets": [{"hosts": f"127.1.0.1-127.1.1.144:{devices.port}"}],
        "workers": {"count": 1},
    })
    service.wait_for_status(lambda status: status["hosts"]["ok"] >= HOSTS, "an answer of all")
    worker = service.status()["workers"][0]
    assert worker["sessions"] == 400 and worker["dropped"] == 0
    (pid,) = service.workers()
    assert set_receive_buffers(pid, 16384) > 0

    def has_lost_some():
        """After a burst. On a slow machine the worker may have read the answers before it was stopped again."""
        os.kill(pid, signal.SIGSTOP)
        service.wait_for_status(lambda status: status["workers"][0]["in_flight"] >= HOSTS // 2, "a burst")
        asked = devices.statistics_now()["requests"]
        os.kill(pid, signal.SIGCONT)
        wait_until(lambda: devices.statistics_now()["requests"] >= asked + HOSTS // 2, "requests")
        os.kill(pid, signal.SIGSTOP)
        wait_until(lambda: devices.statistics_now()["answers"] >= asked + HOSTS // 2, "answers")
        os.kill(pid, signal.SIGCONT)
        told = service.status()["ledger"]["ok"]
        service.wait_for_status(lambda status: status["ledger"]["ok"] > told, "what the worker has read")
        return service.status()["workers"][0]["dropped"] > 0

    wait_until(has_lost_some, "losses")
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


def descriptors(soft, hard):
    return lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_more_than_the_descriptors_allow_is_lowered_and_said(folder, fleet):
    devices = fleet()
    argv = [binary("snmpolld"), "sweep", f"127.1.0.1-20:{devices.port}", "--workers", "3", "--sessions", "9999"]
    result = subprocess.run(argv, cwd=folder, capture_output=True, text=True, check=False, timeout=240,
                            preexec_fn=descriptors(64, 600))
    assert result.returncode == 0 and "20 ok" in result.stderr, result.stderr
    assert "event=lowered option=workers.sessions limit=RLIMIT_NOFILE asked=9999 allowed=536" in result.stderr
    assert result.stderr.count("event=lowered") == 1


def test_many_hosts_over_tcp_at_a_time_need_a_descriptor_each(folder):
    """The soft limit of a login is 1,024 as a rule, and less would do for nothing here. All wait, as nobody answers."""
    with socket.create_server(("", 0), backlog=512) as nobody:
        argv = [binary("snmpolld"), "sweep", f"tcp:127.1.0.1-200:{nobody.getsockname()[1]}", "--workers", "1", "-t", "2",
                "-r", "0", "--format", "jsonl"]
        result = subprocess.run(argv, cwd=folder, capture_output=True, text=True, check=False, timeout=240,
                                preexec_fn=descriptors(64, 2000))
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert records.statuses(found) == {"timeout": 200}, result.stderr


def test_hundreds_of_tables_at_a_time_do_not_pile_up_in_a_worker(folder, fleet):
    """400 times 1,968 varbinds: each device's come whole, some of them in parts."""
    devices = fleet("--delay", 2)
    path = os.path.join(folder, "records.jsonl")
    argv = [binary("snmpolld"), "sweep", f"127.1.0.1-127.1.1.144:{devices.port}", "--walk", "ifTable", "--walk",
            "ifXTable", "-t", "10", "-r", "5", "--workers", "1", "--format", "jsonl", "--output", path]
    memory = HighWater(Running(argv, folder))
    wait_until(memory.has_ended, "the end of the sweep", 240)
    assert memory.process.wait() == 0, memory.process.stderr
    varbinds, parts = collections.Counter(), 0
    with open(path, encoding="utf-8") as file:
        for record in map(json.loads, file):
            parts += not records.is_last(record)
            varbinds[record["host"]] += len(record["varbinds"])
    assert len(varbinds) == HOSTS and set(varbinds.values()) == {OBJECTS} and parts > 0
    if not is_sanitized():
        assert memory.worker < 120, memory.worker
