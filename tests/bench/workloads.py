"""What snmpolld is measured at. Each workload returns its figures; a lost or doubled record ends the run."""

import ipaddress
import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import time

from harness import records, recordings
from harness.fleet import Fleet
from harness.memory import HighWater
from harness.process import Running, binary, children, is_alive, wait_until
from harness.service import Service

FIRST = ipaddress.IPv4Address("127.16.0.1")
ASKED = ["sysDescr.0", "sysUpTime.0", "sysName.0", "ifHCInOctets.1", "ifHCOutOctets.1"]
KILLS = 20
ACCOUNT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "account.py")


def range_of(count, port):
    return f"{FIRST}-{FIRST + count - 1}:{port}"


def cpu_us(pid):
    """User and system time in microseconds, to the nanosecond where the kernel tells."""
    try:
        with open(f"/proc/{pid}/schedstat", encoding="ascii") as file:
            return int(file.read().split()[0]) / 1000
    except FileNotFoundError:
        with open(f"/proc/{pid}/stat", encoding="ascii") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) * 1e6 / os.sysconf("SC_CLK_TCK")


def private_kb(pid):
    with open(f"/proc/{pid}/smaps_rollup", encoding="ascii") as file:
        return sum(int(line.split()[1]) for line in file if line.startswith(("Private_Clean", "Private_Dirty")))


def accounted(folder, argv, **streams):
    """Exit status, CPU in us and wall seconds of a command with all its descendants."""
    told = account(folder, argv, **streams)
    return told["status"], told["cpu_us"], told["wall_s"]


def account(folder, argv, **streams):
    """What account.py writes."""
    result = os.path.join(folder, "account.json")
    subprocess.run([sys.executable, "-B", ACCOUNT, result, *argv], check=True, **streams)
    with open(result, encoding="ascii") as file:
        return json.load(file)


def start_service(folder, arguments, port, interval="1s"):
    config = {
        "defaults": {"interval": interval, "timeout": "1s", "retries": 1, "modules": ["bench"]},
        "modules": {"bench": {"get": ASKED}},
        "targets": [{"hosts": range_of(arguments.hosts, port)}],
        "workers": {"count": arguments.workers, "sessions": 1},
    }
    service = Service(folder, config)
    first_round = lambda: service.status()["hosts"]["ok"] == arguments.hosts  # noqa: E731
    wait_until(first_round, "the first answer of every host", 60)
    return service


class Snapshot:
    def __init__(self, service, workers):
        self.supervisor = cpu_us(service.process.pid)
        self.workers = sum(map(cpu_us, workers))
        self.ledger = ask_status(service)["ledger"]
        self.time = time.monotonic()


def ask_status(service):
    """Over the socket, without a process for it."""
    with socket.socket(socket.AF_UNIX) as client:
        client.connect(service.socket_path)
        client.sendall(b'{"command":"status"}\n')
        answer = b""
        while not answer.endswith(b"\n"):
            answer += client.recv(1 << 20)
    return json.loads(answer)


def service_of_live_hosts(folder, arguments):
    """Every host once a second by workers that are up: CPU per poll, split."""
    fleet = Fleet(folder)
    service = start_service(folder, arguments, fleet.port)
    workers = children(service.process.pid)
    before = Snapshot(service, workers)
    wait_until(
        lambda: time.monotonic() - before.time >= arguments.seconds, "the time of measurement", arguments.seconds + 10
    )
    after = Snapshot(service, workers)
    memory = sorted(map(private_kb, workers))
    supervisor_memory = private_kb(service.process.pid)
    assert service.stop() == 0
    records.check_ledger(service.records())
    polls = after.ledger["due"] - after.ledger["in_flight"] - before.ledger["due"] + before.ledger["in_flight"]
    supervisor, workers_cpu = after.supervisor - before.supervisor, after.workers - before.workers
    return {
        "polls": polls,
        "expected": polls,
        "answered": after.ledger["ok"] - before.ledger["ok"],
        "cpu_us": (supervisor + workers_cpu) / polls,
        "supervisor_us": supervisor / polls,
        "workers_us": workers_cpu / polls,
        "wall_s": after.time - before.time,
        "worker_private_kb_median": memory[len(memory) // 2],
        "worker_private_kb_max": memory[-1],
        "supervisor_private_kb": supervisor_memory,
        "fleet": fleet.statistics(),
    }


def sweep(folder, arguments, count, fleet_options=(), tries=("-t", "1", "-r", "1")):
    """From exec to exit, the start of the workers included."""
    fleet = Fleet(folder, fleet_options)
    out = os.path.join(folder, "records.jsonl")
    oids = [word for oid in ASKED for word in ("-o", oid)]
    argv = [binary("snmpolld"), "sweep", range_of(count, fleet.port), *oids, *tries, "--rate", "0", "--workers",
            str(arguments.workers), "--format", "jsonl", "--output", out]
    status, cpu, wall = accounted(folder, argv, stderr=subprocess.DEVNULL)
    assert status in (0, 1), status
    found = records.read(out)
    records.check_ledger(found)
    assert len(found) == count, len(found)
    answered = sum(record["status"] == "ok" for record in found)
    told = fleet.statistics()
    return {
        "polls": count,
        "expected": count - told["silent"] // 2,  # a dead host is asked twice
        "answered": answered,
        "cpu_us": cpu / count,
        "wall_s": wall,
        "fleet": told,
    }


def sweep_of_live_hosts(folder, arguments):
    return sweep(folder, arguments, arguments.hosts)


def long_sweep(folder, arguments):
    """Ten times the hosts: what remains when the start of the workers is spread over more polls, at full speed."""
    return sweep(folder, arguments, arguments.hosts * 10)


def dead_hosts(folder, arguments):
    """5 % silent: 1 s, 1 retry. The floor is what the workers must wait when nobody waits for nothing."""
    result = sweep(folder, arguments, arguments.hosts, ["--dead", "5"])
    dead = result["polls"] - result["answered"]
    assert result["answered"] == result["expected"], result
    return {**result, "dead": dead, "floor_s": dead * 2 / arguments.workers}


def killed_worker(folder, arguments):
    """From SIGKILL to the first answer that the replacement got, as `status` shows it."""
    fleet = Fleet(folder)
    service = start_service(folder, arguments, fleet.port, "1s" if arguments.hosts >= 1000 else "100ms")
    times = []
    for i in range(KILLS):
        number = i % arguments.workers
        times.append(time_to_replace(service, number) * 1000)
    assert service.stop() == 0
    records.check_ledger(service.records())
    fleet.statistics()
    return {"kills": KILLS, "median_ms": statistics.median(times), "max_ms": max(times), "times_ms": times}


def time_to_replace(service, number):
    victim = ask_status(service)["workers"][number]["pid"]
    start = time.monotonic()
    os.kill(victim, signal.SIGKILL)
    wait_until(lambda: not is_alive(victim), "the victim's end")
    polls_before = ask_status(service)["workers"][number]["polls"]

    def answering():
        worker = ask_status(service)["workers"][number]
        return worker["pid"] not in (None, victim) and worker["polls"] > polls_before

    wait_until(answering, "the replacement's first answer")
    return time.monotonic() - start


def recorded_devices(folder):
    """An agent with every recording that there is; without any of real devices, a computed one beside the own."""
    real = recordings.captures()
    return recordings.RecordedAgent(folder, *(real or [*recordings.own(), "--generate", 20000]))


def walk_sweep(out, addresses):
    words = ["--rate", "0", "--workers", "2", "--sessions", "16", "--format", "jsonl", "--output", out]
    return [binary("snmpolld"), "sweep", "--walk", ".1", *addresses, *words]


def walks(folder, arguments):
    """Everything that every recorded device has, from exec to exit; then the largest alone for its memory."""
    agent = recorded_devices(folder)
    out = os.path.join(folder, "walks.jsonl")
    told = account(folder, walk_sweep(out, agent.addresses), stderr=subprocess.DEVNULL)
    found = records.by_host(records.joined(records.read(out)))
    sizes = {host: len(record["varbinds"]) for host, record in found.items()}
    assert told["status"] == 0 and set(sizes) == set(agent.addresses), told
    memory = HighWater(Running(walk_sweep(os.path.join(folder, "largest"), [max(sizes, key=sizes.get)]), folder))
    wait_until(memory.has_ended, "the walk of the largest recording", 120)
    return {
        "polls": len(sizes),
        "expected": len(sizes),
        "answered": sum(record["status"] == "ok" for record in found.values()),
        "objects": sum(sizes.values()),
        "cpu_us": told["cpu_us"] / len(sizes),
        "supervisor_us": told["own_us"] / len(sizes),
        "workers_us": (told["cpu_us"] - told["own_us"]) / len(sizes),
        "wall_s": told["wall_s"],
        "largest": max(sizes.values()),
        "supervisor_peak_mb": memory.supervisor,
        "worker_peak_mb": memory.worker,
        "agent": agent.statistics(),
    }


ALL = [
    ("service", service_of_live_hosts),
    ("sweep", sweep_of_live_hosts),
    ("long_sweep", long_sweep),
    ("dead", dead_hosts),
    ("killed_worker", killed_worker),
    ("walks", walks),
]
