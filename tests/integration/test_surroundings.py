"""Faults of what the service runs in: a log that nobody reads, limits that are too low, signals that are blocked, a control
socket that others hold."""

import json
import os
import resource
import signal
import socket
import subprocess
import time

import pytest
from harness import service as services
from harness.process import binary, children, is_alive, wait_until
from harness.records import read


def config_of(folder, **more):
    return {"control": {"socket": os.path.join(folder, "control.sock")},
            "outputs": [{"type": "jsonl", "path": os.path.join(folder, "records.jsonl")}],
            "defaults": {"interval": "100ms", "timeout": "50ms", "timeout_min": "50ms", "retries": 0, "gap": "1ms"},
            "breaker": {"after": 0}, **more}


class Started:
    """`snmpolld run` with a prepared process; its stderr is the test's."""

    def __init__(self, folder, config, stderr, prepare=None):
        self.folder = folder
        path = os.path.join(folder, "snmpolld.yaml")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(config, file)
        self.popen = subprocess.Popen([binary("snmpolld"), "run", "-f", path], stdin=subprocess.DEVNULL,
                                      stdout=subprocess.DEVNULL, stderr=stderr, preexec_fn=prepare)

    def records(self):
        assert self.popen.poll() is None or self.popen.returncode == 0, self.popen.returncode
        return read(os.path.join(self.folder, "records.jsonl"))

    def end(self):
        if self.popen.poll() is None:
            self.popen.kill()
        self.popen.wait(30)


@pytest.fixture
def start(folder, ended):
    def start_one(*arguments, **options):
        started = Started(folder, *arguments, **options)
        ended.append(started)
        return started

    return start_one


@pytest.fixture
def start_talkative(folder, start, fake_agent):
    """Hosts that come and go: each time the log says so, which soon is more than a pipe takes."""
    agent = fake_agent({"127.1.0.0/16": "every:2?drop"})

    def start_one(writer):
        config = config_of(folder, targets=[{"hosts": f"127.1.0.1-127.1.0.200:{agent.port}"}])
        service = start({**config, "breaker": {"after": 1, "probe_every": "1s"}}, writer)
        os.close(writer)
        return service

    return start_one


def wait_for_answers(service, count):
    """So many have come and gone, and each was told."""
    def answers():
        return sum(record["status"] == "ok" for record in service.records())

    wait_until(lambda: answers() >= count, lambda: f"{answers()} answers", 180)


def lines_of(reader):
    os.set_blocking(reader, False)
    text = b""
    while True:
        try:
            more = os.read(reader, 1 << 20)
        except (BlockingIOError, OSError):
            return text
        if not more:
            return text
        text += more


@pytest.mark.parametrize("kind", ["pipe", "socket", "terminal"])
def test_a_log_that_nobody_reads_delays_no_poll_and_no_stop(start_talkative, kind):
    reader, writer = {"pipe": os.pipe, "terminal": os.openpty,
                      "socket": lambda: [end.detach() for end in socket.socketpair()]}[kind]()
    service = start_talkative(writer)
    wait_for_answers(service, 2000)
    began = time.monotonic()
    service.popen.send_signal(signal.SIGTERM)
    assert service.popen.wait(30) == 0 and time.monotonic() - began < 15
    assert b"event=started" in lines_of(reader)
    os.close(reader)


def test_lines_that_were_lost_are_counted_and_said(start_talkative):
    reader, writer = os.pipe()
    service = start_talkative(writer)
    wait_for_answers(service, 2000)
    text = b""

    def said():
        nonlocal text
        text += lines_of(reader)
        return b"event=log_lines_lost count=" in text

    wait_until(said, lambda: f"the count of lost lines: {text[-500:]}")
    service.popen.send_signal(signal.SIGTERM)
    assert service.popen.wait(30) == 0
    text += lines_of(reader)
    lost = sum(int(line.rpartition(b"=")[2]) for line in text.splitlines() if b"log_lines_lost" in line)
    assert lost > 0 and b"event=stopped" in text
    os.close(reader)


def blocks_signals(pid):
    with open(f"/proc/{pid}/status", encoding="utf-8") as status:
        return "SigBlk:\t0000000000000000" not in status.read()


def test_signals_that_were_blocked_at_the_start_are_heard(folder, start, fake_agent):
    agent = fake_agent({"127.1.0.0/16": "ok"})

    def block():
        signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())

    log = os.path.join(folder, "log")
    with open(log, "wb") as stderr:
        service = start(config_of(folder, targets=[{"host": f"127.1.0.1:{agent.port}"}]), stderr, prepare=block)
    wait_until(lambda: len(service.records()) > 2, lambda: "records")
    (worker, *_) = [pid for pid in children(service.popen.pid) if is_alive(pid)]
    os.kill(worker, signal.SIGKILL)
    wait_until(lambda: worker not in children(service.popen.pid), lambda: "the end of a zombie")
    wait_until(lambda: not any(blocks_signals(pid) for pid in [service.popen.pid, *children(service.popen.pid)]),
               lambda: "nobody who blocks a signal, as a child does only before its exec")
    service.popen.send_signal(signal.SIGTERM)
    assert service.popen.wait(30) == 0


@pytest.mark.parametrize("command", ["run", "sweep"])
@pytest.mark.parametrize("most", [6, 8, 12, 20])
def test_too_few_descriptors_are_refused_with_the_limit(folder, command, most):
    words = ["run", "-f", "snmpolld.yaml"] if command == "run" else ["sweep", "127.1.0.1"]
    with open(os.path.join(folder, "snmpolld.yaml"), "w", encoding="utf-8") as file:
        json.dump(config_of(folder, targets=[{"host": "127.1.0.1"}]), file)
    ended = subprocess.run([binary("snmpolld"), *words], cwd=folder, capture_output=True, text=True, timeout=60, check=False,
                           preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (most, most)))
    assert ended.returncode == 3, ended
    assert f"RLIMIT_NOFILE is {most}" in ended.stderr and ended.stderr.count("\n") == 1, ended.stderr


@pytest.mark.parametrize("command", ["run", "sweep"])
def test_threads_that_cannot_start_are_refused_with_the_limits(folder, command):
    def narrow():
        resource.setrlimit(resource.RLIMIT_STACK, (1 << 30, 1 << 30))  # of each thread, of which there are more than eight
        resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))

    words = ["run", "-f", "snmpolld.yaml"] if command == "run" else ["sweep", "127.1.0.1"]
    with open(os.path.join(folder, "snmpolld.yaml"), "w", encoding="utf-8") as file:
        json.dump(config_of(folder, targets=[{"host": "127.1.0.1"}]), file)
    ended = subprocess.run([binary("snmpolld"), *words], cwd=folder, capture_output=True, text=True, timeout=60, check=False,
                           preexec_fn=narrow)
    assert ended.returncode == 3, ended
    assert "threads" in ended.stderr and "RLIMIT_NPROC" in ended.stderr and ended.stderr.count("\n") == 1, ended.stderr


def connect(path):
    client = socket.socket(socket.AF_UNIX)
    client.settimeout(30)
    client.connect(path)
    return client


def is_ended(client):
    client.setblocking(False)
    try:
        return client.recv(1) == b""
    except BlockingIOError:
        return False


def test_idle_connections_to_the_control_socket_keep_nobody_out(fake_agent, start_service):
    agent = fake_agent({"127.1.0.0/16": "ok"})
    service = start_service({"targets": [{"host": f"127.1.0.1:{agent.port}"}]})
    idle = [connect(service.socket_path) for _ in range(40)]
    assert service.command("status").returncode == 0
    wait_until(lambda: all(map(is_ended, idle)), lambda: f"{sum(map(is_ended, idle))} of 40 connections ended", 60)
    for client in idle:
        client.close()
    assert service.stop() == 0


def test_who_waits_for_an_answer_is_not_idle(fake_agent, start_service):
    agent = fake_agent({"127.1.0.0/16": "drop"})
    service = start_service({"targets": [{"host": f"127.1.0.1:{agent.port}", "interval": "1h"}],
                             "defaults": {"timeout": "13s", "timeout_min": "13s", "retries": 0}})
    result = service.command("poll", f"127.1.0.1:{agent.port}")
    assert json.loads(result.stdout)["status"] == "timeout", result
    service.stop()
