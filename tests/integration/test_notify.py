"""`snmpolld run` under a service manager: what it says on NOTIFY_SOCKET (sd_notify(3)), and when."""

import os
import signal
import socket
import time

import pytest
from harness.process import DEADLINE, wait_until
from harness.service import run

TARGET = {"targets": ["127.1.0.1:9"], "defaults": {"interval": "1h", "retries": 0, "timeout": "10ms"}}


class ServiceManager:
    """The manager's end of the socket."""

    def __init__(self, folder):
        self.path = os.path.join(folder, "notify.sock")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)

    def env(self, **more):
        return {**os.environ, "NOTIFY_SOCKET": self.path, **more}

    def next(self, deadline=DEADLINE):
        """The next message as a dict."""
        self.socket.settimeout(deadline)
        lines = self.socket.recv(4096).decode().splitlines()
        return dict(line.split("=", 1) for line in lines)

    def all(self):
        """What has come so far."""
        messages = []
        try:
            while True:
                messages.append(self.next(0))
        except BlockingIOError:
            return messages


@pytest.fixture
def manager(folder):
    made = ServiceManager(folder)
    yield made
    made.socket.close()


def test_ready_is_said_once_when_the_service_runs(manager, start_service):
    service = start_service(TARGET, manager.env())
    assert manager.next() == {"READY": "1", "STATUS": "1 hosts"}
    assert service.stop() == 0
    assert manager.all() == [{"STOPPING": "1"}]


def test_a_service_with_a_wrong_config_is_never_ready(manager, folder):
    path = os.path.join(folder, "wrong.yaml")
    with open(path, "w", encoding="ascii") as file:
        file.write("targets: [localhost]\nnonsense: 1\n")
    assert run(folder, "run", "-f", path, env=manager.env()).returncode == 2
    assert manager.all() == []


def test_the_watchdog_is_fed_twice_in_its_time(manager, start_service):
    start_service(TARGET, manager.env(WATCHDOG_USEC="400000"))
    assert "READY" in manager.next()
    assert manager.next() == {"WATCHDOG": "1"}
    began = time.monotonic()
    assert [manager.next() for _ in range(5)] == [{"WATCHDOG": "1"}] * 5
    assert time.monotonic() - began > 0.8, "200 ms apart"


def test_a_service_that_hangs_does_not_feed_the_watchdog(manager, start_service):
    service = start_service(TARGET, manager.env(WATCHDOG_USEC="100000"))
    assert "READY" in manager.next()
    assert manager.next() == {"WATCHDOG": "1"}
    service.process.signal(signal.SIGSTOP)
    wait_until(lambda: stopped(service.process.pid), "the service to be stopped")
    manager.all()
    with pytest.raises(TimeoutError):
        manager.next(0.5)
    service.process.signal(signal.SIGCONT)
    assert manager.next() == {"WATCHDOG": "1"}


def stopped(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as file:
        return file.read().rpartition(")")[2].split()[0] == "T"


def test_a_watchdog_of_another_process_is_not_fed(manager, start_service):
    start_service(TARGET, manager.env(WATCHDOG_USEC="50000", WATCHDOG_PID=str(os.getpid())))
    assert "READY" in manager.next()
    with pytest.raises(TimeoutError):
        manager.next(0.3)


def test_a_reload_is_told_of_from_its_beginning_to_its_end(manager, start_service):
    service = start_service(TARGET, manager.env())
    assert "READY" in manager.next()
    service.write_config({**service.config, "targets": ["127.1.0.1:9", "127.1.0.2:9"]})
    before = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
    service.process.signal(signal.SIGHUP)
    reloading = manager.next()
    assert reloading["RELOADING"] == "1"
    assert before <= int(reloading["MONOTONIC_USEC"]) <= time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
    assert manager.next() == {"READY": "1", "STATUS": "2 hosts"}


def test_a_reload_of_a_wrong_config_ends_ready_with_the_old_hosts(manager, start_service):
    service = start_service(TARGET, manager.env())
    assert "READY" in manager.next()
    service.write_config({**service.config, "nonsense": 1})
    service.process.signal(signal.SIGHUP)
    assert manager.next()["RELOADING"] == "1"
    assert manager.next() == {"READY": "1", "STATUS": "1 hosts"}
    service.wait_for_log("reload_failed")
