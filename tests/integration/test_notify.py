"""`snmpolld run` under a service manager: what it says on NOTIFY_SOCKET (sd_notify(3)), and when."""

import os
import signal
import socket
import struct
import time

import pytest
from harness.process import DEADLINE, wait_until
from harness.service import run

SO_TIMESTAMPNS = 35  # of Linux, which Python does not name

TARGET = {"targets": ["127.1.0.1:9"], "defaults": {"interval": "1h", "retries": 0, "timeout": "10ms"}}


class ServiceManager:
    """The manager's end of the socket."""

    def __init__(self, folder):
        self.path = os.path.join(folder, "notify.sock")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)
        self.socket.bind(self.path)

    def env(self, **more):
        return {**os.environ, "NOTIFY_SOCKET": self.path, **more}

    def next(self, deadline=DEADLINE):
        """The next message as a dict."""
        return self.next_with_time(deadline)[0]

    def next_with_time(self, deadline=DEADLINE):
        """And when it was sent, in seconds."""
        self.socket.settimeout(deadline)
        data, ((_, _, stamp),), _, _ = self.socket.recvmsg(4096, 64)
        seconds, nanoseconds = struct.unpack("ll", stamp)
        return dict(line.split("=", 1) for line in data.decode().splitlines()), seconds + nanoseconds / 1e9

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
    found = [manager.next_with_time() for _ in range(6)]
    assert [message for message, _ in found] == [{"WATCHDOG": "1"}] * 6
    assert found[-1][1] - found[0][1] > 0.8, "200 ms apart"


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


def test_a_manager_that_does_not_read_stops_nothing(manager, start_service):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as other:
        other.setblocking(False)
        with pytest.raises(BlockingIOError):
            while True:
                other.sendto(b"X=1", manager.path)
    service = start_service({**TARGET, "defaults": {**TARGET["defaults"], "interval": "200ms"}}, manager.env())
    service.wait_for_log('event=notify_failed message="READY=1"')
    service.wait_for_records(lambda records: len(records) > 3, "polls")
    assert service.stop() == 0


def test_an_abstract_name_is_a_manager_too(folder, start_service):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(f"\0snmpolld-test-{os.getpid()}")
        listener.settimeout(DEADLINE)
        start_service(TARGET, {**os.environ, "NOTIFY_SOCKET": f"@snmpolld-test-{os.getpid()}"})
        assert listener.recv(4096) == b"READY=1\nSTATUS=1 hosts"


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
