"""What blocking workers do (`sessions: 1`, many workers), and walks of recorded devices. Beside the table, without
anything that they are held to."""

import os
import statistics
import subprocess

from harness import records, recordings
from harness.memory import HighWater
from harness.process import Running, binary, wait_until
from measure import account, ask_status, raw_loop, running_service, split, sweep, watched
from workloads import time_to_replace


def pool(arguments):
    return {"count": arguments.workers, "sessions": 1}


def service_of_live_hosts(folder, arguments):
    """Every device once a second, after it raw_loop with a session a device."""
    with running_service(folder, arguments.hosts, "1s", pool(arguments)) as (service, devices):
        result = watched(service, arguments.seconds / 3)
    loop = raw_loop(folder, arguments.hosts, "each", 3)
    return {**result, "ratio": result["cpu_us"] / loop["loop_us"], "raw_loop": loop, "fleet": devices.statistics()}


def sweep_of_live_hosts(folder, arguments):
    return sweep(folder, arguments.hosts, pool=pool(arguments))


def long_sweep(folder, arguments):
    """Ten times the hosts: what remains when the start of the workers is spread over more polls, at full speed."""
    return sweep(folder, arguments.hosts * 10, pool=pool(arguments))


def dead_hosts(folder, arguments):
    """5 % silent: 1 s, 1 retry. The floor is what the workers must wait when nobody waits for nothing."""
    result = sweep(folder, arguments.hosts, ["--dead", "5"], pool=pool(arguments))
    result["expected"] -= result["fleet"]["silent"] // 2  # a dead host is asked twice
    dead = result["polls"] - result["answered"]
    assert result["answered"] == result["expected"], result
    return {**result, "dead": dead, "floor_s": dead * 2 / arguments.workers}


def killed_worker(folder, arguments):
    """From SIGKILL to the first answer that the replacement got, as `status` shows it."""
    kills = 5 if arguments.smoke else 20
    interval = "1s" if arguments.hosts >= 1000 else "100ms"
    with running_service(folder, arguments.hosts, interval, pool(arguments)) as (service, _):
        times = [time_to_replace(service, i % arguments.workers) * 1000 for i in range(kills)]
        assert ask_status(service)["hosts"]["configured"] == arguments.hosts
    return {"kills": kills, "median_ms": statistics.median(times), "max_ms": max(times), "times_ms": times}


def recorded_devices(folder):
    """An agent with every recording that there is; without any of real devices, a computed one beside the own."""
    real = recordings.captures()
    return recordings.RecordedAgent(folder, *(real or [*recordings.own(), "--generate", 20000]))


def walk_sweep(out, addresses):
    words = ["--rate", "0", "--workers", "2", "--sessions", "16", "--format", "jsonl", "--output", out]
    return [binary("snmpolld"), "sweep", "--walk", ".1", *addresses, *words]


def recorded_walks(folder, arguments):
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
        **split(told["cpu_us"], told["own_us"], len(sizes)),
        "polls": len(sizes),
        "expected": len(sizes),
        "answered": sum(record["status"] == "ok" for record in found.values()),
        "objects": sum(sizes.values()),
        "wall_s": told["wall_s"],
        "peak_mb": told["peak_mb"],
        "largest": max(sizes.values()),
        "supervisor_peak_mb": memory.supervisor,
        "worker_peak_mb": memory.worker,
        "agent": agent.statistics(),
    }


ALL = [
    ("blocking_service", service_of_live_hosts),
    ("blocking_sweep", sweep_of_live_hosts),
    ("blocking_long_sweep", long_sweep),
    ("blocking_dead", dead_hosts),
    ("blocking_killed", killed_worker),
    ("recorded_walks", recorded_walks),
]
