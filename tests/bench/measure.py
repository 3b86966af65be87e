"""How a workload is measured: commands from exec to exit, services from one moment to another, and whether every record
is there. A lost or doubled record ends the run."""

import collections
import contextlib
import ipaddress
import json
import os
import socket
import subprocess
import sys
import threading
import time

from harness import fleet as expected
from harness import records
from harness.agents import AUTH_PASSWORD, PRIV_PASSWORD
from harness.fleet import Fleet
from harness.memory import high_water
from harness.process import binary, children
from harness.service import Service

FIRST = ipaddress.IPv4Address("127.16.0.1")
ASKED = ["sysDescr.0", "sysUpTime.0", "sysName.0", "ifHCInOctets.1", "ifHCOutOctets.1"]
ACCOUNT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "account.py")
# What the rows of the table are measured with.
POOL = {"count": 2, "sessions": 400}
V3_AUTH = {"version": 3, "username": "walker", "security_level": "authPriv", "auth_protocol": "SHA256",
           "password": AUTH_PASSWORD, "priv_protocol": "AES", "priv_password": PRIV_PASSWORD}
V3_FLEET = ("--user", expected.USERS["walker"])
RAW_IN_FLIGHT = 1000
_PAUSE = threading.Event()


def range_of(count, port, first=FIRST):
    return f"{first}-{first + count - 1}:{port}"


def live_of(count, dead):
    """How many of the first devices answer when that percentage is dead."""
    return sum(not expected.fleet_is_dead(str(FIRST + i), dead) for i in range(count))


def median(runs, key):
    return sorted(run[key] for run in runs)[len(runs) // 2]


def wait_slowly(condition, what, deadline):
    """Looks so seldom that looking costs the service nothing that would be seen in its figures."""
    end = time.monotonic() + deadline
    while not condition():
        assert time.monotonic() < end, f"not within {deadline} s: {what}"
        _PAUSE.wait(0.2)


def account(folder, argv, **streams):
    """What account.py writes."""
    result = os.path.join(folder, "account.json")
    subprocess.run([sys.executable, "-B", ACCOUNT, result, *argv], check=True, **streams)
    with open(result, encoding="ascii") as file:
        return json.load(file)


class Ledger:
    """Every line of a file of records, without keeping them."""

    def __init__(self, path, look=lambda record: None):
        self.statuses = collections.Counter()
        self.skipped = collections.Counter()
        self.polls = collections.defaultdict(list)
        self.varbinds = 0
        with open(path, "rb") as file:
            for line in file:
                self._take(json.loads(line), look)
        for poll, numbers in self.polls.items():
            numbers.sort()
            assert numbers == list(range(1, len(numbers) + 1)), f"{poll}: {records.broken_part(numbers)}"
        self.hosts = len(self.polls)

    def _take(self, record, look):
        records.check_form(record)
        self.varbinds += len(record["varbinds"])
        look(record)
        if not records.is_last(record):
            return
        self.statuses[record["status"]] += 1
        self.polls[record["run"], record["host"]].append(record["seq"])
        if record["status"] == "skipped":
            self.skipped[record["error"]] += 1


def pool_words(pool):
    return ["--workers", str(pool["count"]), "--sessions", str(pool["sessions"])]


def asked_words():
    return [word for oid in ASKED for word in ("-o", oid)]


def sweep(folder, count, fleet=(), words=None, tries=("-t", "1", "-r", "1"), pool=POOL):
    """From exec to exit, the start of the workers and the opening of all sessions included."""
    devices = Fleet(folder, fleet)
    out = os.path.join(folder, "records.jsonl")
    argv = [binary("snmpolld"), "sweep", range_of(count, devices.port), *(words or asked_words()), *tries, "--rate", "0",
            *pool_words(pool), "--format", "jsonl", "--output", out]
    told = account(folder, argv, stderr=subprocess.DEVNULL)
    assert told["status"] in (0, 1), told
    ledger = Ledger(out)
    os.remove(out)
    assert ledger.hosts == sum(ledger.statuses.values()) == count, ledger.statuses
    return {
        **split(told["cpu_us"], told["own_us"], count),
        "polls": count,
        "expected": count,
        "answered": ledger.statuses["ok"],
        "wall_s": told["wall_s"],
        "peak_mb": told["peak_mb"],
        "varbinds": ledger.varbinds,
        "fleet": devices.statistics(),
    }


def split(cpu, supervisor, polls):
    return {"cpu_us": cpu / polls, "supervisor_us": supervisor / polls, "workers_us": (cpu - supervisor) / polls}


def raw_loop(folder, hosts, mode="one", rounds=1, fleet=()):
    """The yardstick, from exec to exit; `loop_us` and `loop_s` without its start."""
    devices = Fleet(folder, fleet)
    argv = [binary("raw_loop"), str(devices.port), str(hosts), str(rounds), str(RAW_IN_FLIGHT), mode]
    out = os.path.join(folder, "raw_loop.json")
    env = {**os.environ, "MIBS": "", "SNMP_PERSISTENT_DIR": folder}
    with open(out, "wb") as stdout:
        told = account(folder, argv, stdout=stdout, stderr=subprocess.DEVNULL, env=env)
    assert told["status"] == 0, told
    with open(out, encoding="ascii") as file:
        loop = json.load(file)
    polls = loop["polls"]
    return {
        "polls": polls,
        "expected": polls,
        "answered": polls - loop["failed"],
        "cpu_us": told["cpu_us"] / polls,
        "loop_us": loop["cpu_us_per_poll"],
        "wall_s": told["wall_s"],
        "loop_s": loop["wall_s"],
        "varbinds": loop["varbinds"],
        "peak_mb": told["peak_mb"],
        "fleet": devices.statistics(),
    }


def cpu_us(pid):
    """User and system time of all threads in microseconds, to the nanosecond."""
    total = 0
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/schedstat", encoding="ascii") as file:
            total += int(file.read().split()[0])
    return total / 1000


def private_kb(pid):
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
        return sum(int(line.split()[1]) for line in file if line.startswith(("Private_Clean", "Private_Dirty")))


def ask_status(service):
    """Over the socket, without a process for it."""
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(service.socket_path)
        client.sendall(b'{"command":"status"}\n')
        answer = b""
        while not answer.endswith(b"\n"):
            answer += client.recv(1 << 20)
    return json.loads(answer)


def service_config(hosts, port, interval, pool, auth=None):
    config = {
        "defaults": {"interval": interval, "timeout": "1s", "retries": 1, "modules": ["bench"]},
        "modules": {"bench": {"get": ASKED}},
        "targets": [{"hosts": range_of(hosts, port)}],
        "workers": pool,
    }
    if auth:
        config["auths"] = {"bench": auth}
        config["defaults"]["auth"] = "bench"
    return config


@contextlib.contextmanager
def running_service(folder, hosts, interval, pool=POOL, fleet=(), auth=None, dead=0):
    """(service, fleet), from the first answer of every host on. Ends with the ledger of all that was written, in
    `service.ledger`."""
    devices = Fleet(folder, [*fleet, "--dead", dead])
    service = Service(folder, service_config(hosts, devices.port, interval, pool, auth))
    live = live_of(hosts, dead)
    try:
        wait_slowly(lambda: ask_status(service)["hosts"]["ok"] == live, "the first answer of every host", 120)
        yield service, devices
        assert service.stop(60) == 0, service.log()[-2000:]
    finally:
        service.end()
    service.ledger = Ledger(service.jsonl_path, getattr(service, "look", lambda record: None))
    assert service.ledger.hosts == hosts, service.ledger.hosts


class Snapshot:
    def __init__(self, service, devices=None):
        self.pids = children(service.process.pid)
        self.supervisor = cpu_us(service.process.pid)
        self.workers = sum(map(cpu_us, self.pids))
        self.status = ask_status(service)
        self.ledger = self.status["ledger"]
        self.time = time.monotonic()
        self.fleet = devices.statistics_now() if devices else {}


def between(before, after):
    """What a service did from one snapshot to another."""
    ledger = {key: after.ledger[key] - before.ledger[key] for key in after.ledger}
    polls = ledger["due"] - ledger["in_flight"]
    wall = after.time - before.time
    assert before.pids == after.pids, "a worker was replaced"
    supervisor, workers = after.supervisor - before.supervisor, after.workers - before.workers
    return {
        **split(supervisor + workers, supervisor, polls),
        "polls": polls,
        "expected": polls,
        "answered": ledger["ok"],
        "skipped": ledger["skipped"],
        "wall_s": wall,
    }


def memory_of(service):
    workers = children(service.process.pid)
    private = sorted(map(private_kb, workers))
    return {
        "peak_mb": sum(map(high_water, [service.process.pid, *workers])),
        "supervisor_private_kb": private_kb(service.process.pid),
        "worker_private_kb_median": private[len(private) // 2],
        "worker_private_kb_max": private[-1],
    }


def watched(service, seconds, devices=None):
    """A service as it is, for so long."""
    before = Snapshot(service, devices)
    wait_slowly(lambda: time.monotonic() - before.time >= seconds, "the time of measurement", seconds + 60)
    after = Snapshot(service, devices)
    result = {**between(before, after), **memory_of(service)}
    if devices:
        result["requests"] = after.fleet["requests"] - before.fleet["requests"]
    return result
