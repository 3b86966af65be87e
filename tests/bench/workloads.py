"""The rows of the table of docs/benchmarks.md: many exchanges open at a time (measure.POOL). Each workload returns its
figures and the checks that it is held to."""

import os
import signal
import statistics
import time

from harness import fleet as expected
from harness.fleet import Fleet
from harness.process import is_alive, wait_until
from harness.service import Service
from measure import (FIRST, POOL, V3_AUTH, V3_FLEET, Ledger, Snapshot, ask_status, median, memory_of, range_of, raw_loop,
                     running_service, service_config, sweep, wait_slowly, watched)

IF_COUNT = 48
WALK = ["--walk", "ifTable", "--walk", "ifXTable"]
OBJECTS = IF_COUNT * (expected.IF_COLUMNS + expected.IF_X_COLUMNS)
DAY_MS = 86_400_000


def at_most(what, measured, must, reach=None):
    return {"what": what, "is": measured, "must": f"<= {must:.9g}", "reach": f"<= {reach:.9g}" if reach else "",
            "met": measured <= must, "reached": reach is not None and measured <= reach}


def at_least(what, measured, must, reach=None):
    return {"what": what, "is": measured, "must": f">= {must:.9g}", "reach": f">= {reach:.9g}" if reach else "",
            "met": measured >= must, "reached": reach is not None and measured >= reach}


def all_answered(result):
    return at_least("answered / expected", result["answered"] / result["expected"], 1)


def median_run(runs):
    """The run whose CPU is the median, with the median of the wall time."""
    run = sorted(runs, key=lambda run: run["cpu_us"])[len(runs) // 2]
    return {**run, "wall_s": median(runs, "wall_s"), "runs": [[run["cpu_us"], run["wall_s"]] for run in runs]}


def live(folder, arguments):
    """Every device once, the daemon from exec to exit, in turns with raw_loop."""
    runs, loops = [], []
    for _ in range(arguments.repeats):
        runs.append(sweep(folder, arguments.hosts))
        loops.append(raw_loop(folder, arguments.hosts))
    result, loop = median_run(runs), median_run(loops)
    result["ratio"] = result["cpu_us"] / loop["cpu_us"]
    result["raw_loop"] = loop
    result["checks"] = [
        at_most("CPU / raw_loop", result["ratio"], 1.5, 1.0),
        at_most("wall / raw_loop", result["wall_s"] / loop["wall_s"], 1.5),
        all_answered(result),
    ]
    return result


def every_second(folder, arguments, hosts, must, reach):
    with running_service(folder, hosts, "1s") as (service, devices):
        result = watched(service, arguments.seconds, devices)
    result["overruns"] = service.ledger.skipped["overrun"]
    result["fleet"] = devices.statistics()
    rate = result["polls"] / result["wall_s"]
    result["checks"] = [
        at_least("polls/s", rate, must, reach),
        at_most("overruns", result["overruns"], 0),
        at_most("supervisor us/record", result["supervisor_us"], 3),
    ]
    return result


def service(folder, arguments):
    """Every device every second, a service with its workers up."""
    return every_second(folder, arguments, arguments.hosts, 0.99 * arguments.hosts, None)


def service_fast(folder, arguments):
    """The same with two and a half times the devices."""
    hosts = arguments.hosts * 5 // 2
    return every_second(folder, arguments, hosts, 0.99 * arguments.hosts, 0.99 * hosts)


def dead_5(folder, arguments):
    """5 % dead, timeout 1 s, 1 retry, in turns with a sweep without dead ones."""
    runs, lives = [], []
    for _ in range(arguments.repeats):
        runs.append(sweep(folder, arguments.hosts, ["--dead", "5"]))
        lives.append(sweep(folder, arguments.hosts))
    result = median_run(runs)
    result["expected"] = arguments.hosts - result["fleet"]["silent"] // 2  # a dead host is asked twice
    result["against_live"] = result["cpu_us"] / median_run(lives)["cpu_us"]
    result["checks"] = [
        at_most("wall s", result["wall_s"], 2.3, 2.1),
        at_most("CPU / live", result["against_live"], 1.3),
        all_answered(result),
    ]
    return result


def ms_of_day(text):
    """Of 2026-01-02T03:04:05.000Z."""
    return int(text[11:13]) * 3_600_000 + int(text[14:16]) * 60_000 + int(text[17:19]) * 1000 + int(text[20:23])


class Lateness:
    """How late the polls of live hosts begin. One that was not begun at all is as late as can be."""

    def __init__(self, dead):
        self.dead = dead
        self.ms = []
        self.not_begun = 0

    def look(self, record):
        if expected.fleet_is_dead(record["host"].partition(":")[0], self.dead):
            return
        if record["started"] is None:
            self.not_begun += record["error"] != "shutdown"
            self.ms.append(DAY_MS if record["error"] != "shutdown" else 0)
            return
        late = (ms_of_day(record["started"]) - ms_of_day(record["scheduled"])) % DAY_MS
        self.ms.append(0 if late > DAY_MS // 2 else late)

    def percentile(self, percent):
        return sorted(self.ms)[min(len(self.ms) - 1, len(self.ms) * percent // 100)]


def dead_30(folder, arguments):
    """30 % dead, a service: the records say how late the live hosts' polls began."""
    interval = 1 if arguments.smoke else 10
    lateness = Lateness(30)
    with running_service(folder, arguments.hosts, f"{interval}s", dead=30) as (service, devices):
        service.look = lateness.look
        result = watched(service, 3 * interval, devices)
    result["fleet"] = devices.statistics()
    result["answered"], result["expected"] = service.ledger.statuses["ok"], len(lateness.ms)  # of the whole run
    result["late_ms"] = {percent: lateness.percentile(percent) for percent in (50, 90, 99, 100)}
    result["not_begun"] = lateness.not_begun
    result["checks"] = [at_most("late ms, p99", result["late_ms"][99], 100, 20)]
    return result


def sparse(folder, arguments):
    """Many addresses, 1 % of them live, timeout 500 ms, 1 retry, no rate limit."""
    count = 256 if arguments.smoke else 65536
    result = sweep(folder, count, ["--dead", "99"], tries=("-t", "500ms", "-r", "1"))
    result["expected"] = count - result["fleet"]["silent"] // 2
    result["checks"] = [
        at_most("wall s", result["wall_s"], 4, 2),
        at_most("peak MB", result["peak_mb"], 150),
        all_answered(result),
    ]
    return result


def rtt_5ms(folder, arguments):
    """Devices that take 5 ms."""
    runs = [sweep(folder, arguments.hosts, ["--delay", "5"]) for _ in range(arguments.repeats)]
    result = median_run(runs)
    result["checks"] = [at_most("wall s", result["wall_s"], 0.6, 0.3), all_answered(result)]
    return result


def tables(folder, arguments):
    """ifTable and ifXTable of 48 interfaces; raw_loop asks one column after the other and writes nothing."""
    hosts = max(10, arguments.hosts // 10)
    result = sweep(folder, hosts, ["--interfaces", IF_COUNT], WALK)
    assert result["varbinds"] == hosts * OBJECTS, (result["varbinds"], hosts * OBJECTS)
    loop = raw_loop(folder, hosts, "walk")
    result["ratio"] = result["cpu_us"] / loop["cpu_us"]
    result["raw_loop"] = loop
    result["objects"] = result["varbinds"]
    result["checks"] = [
        at_least("varbinds/CPU s", result["varbinds"] / (result["cpu_us"] * hosts) * 1e6, 600_000, 1_200_000),
        all_answered(result),
    ]
    return result


def v3(folder, arguments):
    """authPriv with SHA-256 and AES, an engine a device, from the second round on, beside the same in v2c."""
    seconds = arguments.seconds / 3 + 2
    os.mkdir(os.path.join(folder, "v2c"))
    with running_service(os.path.join(folder, "v2c"), arguments.hosts, "1s") as (plain, devices):
        v2c = watched(plain, seconds, devices)
    with running_service(folder, arguments.hosts, "1s", fleet=V3_FLEET, auth=V3_AUTH) as (secure, devices):
        result = watched(secure, seconds, devices)
    result["fleet"] = devices.statistics()
    result["against_v2c"] = result["cpu_us"] / v2c["cpu_us"]
    result["exchanges_per_poll"] = result["requests"] / result["polls"]
    result["checks"] = [
        at_most("CPU / v2c", result["against_v2c"], 3, 2),
        at_most("exchanges/poll", result["exchanges_per_poll"], 1.01),
    ]
    return result


def scale(folder, arguments):
    """A hundred times the devices at the same number of polls a second: what a poll costs, and the memory."""
    few, many = max(1, arguments.hosts // 10), arguments.hosts * 10
    seconds, interval = (2, 1) if arguments.smoke else (arguments.seconds / 2, 10)
    os.mkdir(os.path.join(folder, "few"))
    with running_service(os.path.join(folder, "few"), few, "100ms") as (small, devices):
        at_few = watched(small, seconds, devices)
    with running_service(folder, many, f"{interval}s") as (large, devices):
        result = watched(large, max(interval, seconds), devices)
    result["fleet"] = devices.statistics()
    result["against_few"] = result["cpu_us"] / at_few["cpu_us"]
    result["few"] = at_few
    result["checks"] = [
        at_most(f"CPU a poll, {many} / {few} devices", result["against_few"], 1.2, 1.05),
        at_most("peak MB", result["peak_mb"], 600, 300),
    ]
    return result


def killed(folder, arguments):
    """A v3 service, a worker gets SIGKILL again and again: how long until its replacement's first answer, and whether
    any engine was discovered anew."""
    kills = 5 if arguments.smoke else 20
    with running_service(folder, max(100, arguments.hosts // 10), "1s", fleet=V3_FLEET,
                         auth=V3_AUTH) as (service, devices):
        before = Snapshot(service, devices)
        times = [time_to_replace(service, busiest(service)) * 1000 for _ in range(kills)]
        after = Snapshot(service, devices)
    reports = [sum(snapshot.fleet["reports"].values()) for snapshot in (before, after)]
    result = {
        "kills": kills,
        "median_ms": statistics.median(times),
        "max_ms": max(times),
        "times_ms": times,
        "discoveries": reports[1] - reports[0],
        "worker_lost": service.ledger.statuses["worker_lost"],
    }
    result["checks"] = [
        at_most("first answer ms, longest", result["max_ms"], 200, 30),
        at_most("engines discovered anew", result["discoveries"], 0),
    ]
    return result


def reload_(folder, arguments):
    """Ten times the devices, each with another timeout after each reload: how late that makes the polls of a hundred
    others, which are due every second."""
    many, reloads = arguments.hosts * 10, 2 if arguments.smoke else 5
    devices = Fleet(folder)
    config = service_config(100, devices.port, "1s", POOL)
    others = config["targets"]
    crowd = range_of(many, devices.port, first=FIRST + 1000)
    lateness = Lateness(0)
    service = Service(folder, config)
    before = ask_status(service)["hosts"]["configured"]
    took = []
    try:
        for number in range(reloads + 1):
            changed = {"hosts": crowd, "interval": "20m", "timeout": f"{900 + number}ms"}
            service.write_config({**service.config, "targets": [*others, changed]})
            start = time.monotonic()
            assert service.command("reload").returncode == 0, service.log()[-2000:]
            took.append(time.monotonic() - start)
            wait_slowly(lambda: time.monotonic() - start >= took[-1] + 2, "rounds of the others", 60)
        assert ask_status(service)["hosts"]["configured"] == before + many
        result = {"supervisor_private_kb": memory_of(service)["supervisor_private_kb"]}
        assert service.stop(60) == 0, service.log()[-2000:]
    finally:
        service.end()
    names = {str(FIRST + i) for i in range(100)}
    Ledger(service.jsonl_path, lambda record: record["host"].partition(":")[0] in names and lateness.look(record))
    result["late_ms"] = {percent: lateness.percentile(percent) for percent in (50, 90, 99, 100)}
    result["not_begun"] = lateness.not_begun
    result["reload_s"] = median([{"s": seconds} for seconds in took[1:]], "s")
    result["checks"] = [at_most("late ms, p99", result["late_ms"][99], 50, 20)]
    return result


def polls_of_workers(service):
    return [worker["polls"] for worker in ask_status(service)["workers"]]


def busiest(service):
    """The worker that polls most, seen over a round or so."""
    before, hosts = polls_of_workers(service), ask_status(service)["hosts"]["configured"]

    def grown():
        growth = [now - then for now, then in zip(polls_of_workers(service), before)]
        return growth if sum(growth) >= hosts else None

    growth = wait_until(grown, "a round of polls")
    return growth.index(max(growth))


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


ALL = [
    ("live", live),
    ("service", service),
    ("service_fast", service_fast),
    ("dead_5", dead_5),
    ("dead_30", dead_30),
    ("sparse", sparse),
    ("rtt_5ms", rtt_5ms),
    ("tables", tables),
    ("v3", v3),
    ("scale", scale),
    ("killed", killed),
    ("reload", reload_),
]
