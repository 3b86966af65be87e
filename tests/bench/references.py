"""What snmpolld is measured against, in the same run on the same machine."""

import json
import os
import subprocess

from harness.fleet import Fleet
from harness.process import binary
from workloads import FIRST, accounted, recorded_devices

OIDS = [
    "1.3.6.1.2.1.1.1.0",
    "1.3.6.1.2.1.1.3.0",
    "1.3.6.1.2.1.1.5.0",
    "1.3.6.1.2.1.31.1.1.1.6.1",
    "1.3.6.1.2.1.31.1.1.1.10.1",
]


def snmpget(folder, arguments):
    """Net-SNMP's snmpget, a process a host, 64 at a time."""
    fleet = Fleet(folder)
    count = min(500, arguments.hosts)
    hosts = os.path.join(folder, "hosts")
    with open(hosts, "w", encoding="ascii") as file:
        file.writelines(f"{FIRST + i}:{fleet.port}\n" for i in range(count))
    one = ["snmpget", "-v2c", "-c", "public", "-On", "-t", "1", "-r", "1", "{}", *(f".{oid}" for oid in OIDS)]
    command = ["xargs", "-P", str(arguments.workers), "-I", "{}", *one]
    out = os.path.join(folder, "out")
    env = {**os.environ, "MIBS": "", "SNMP_PERSISTENT_DIR": folder}
    with open(hosts, "rb") as stdin, open(out, "wb") as stdout:
        status, cpu, wall = accounted(folder, command, stdin=stdin, stdout=stdout, stderr=subprocess.DEVNULL, env=env)
    with open(out, "rb") as file:
        answered = sum(1 for _ in file) // len(OIDS)
    assert status == 0, status
    fleet.statistics()
    return {"polls": count, "expected": count, "answered": answered, "cpu_us": cpu / count, "wall_s": wall}


def raw_loop(folder, arguments):
    """The least that libnetsnmp allows: raw_loop.c."""
    fleet = Fleet(folder)
    rounds = 3
    argv = [binary("raw_loop"), str(fleet.port), str(arguments.hosts), str(rounds), "1000"]
    env = {**os.environ, "MIBS": "", "SNMP_PERSISTENT_DIR": folder}
    output = subprocess.run(argv, env=env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, timeout=120)
    told = json.loads(output.stdout)
    told_by_fleet = fleet.statistics()
    return {
        "polls": told["polls"],
        "expected": arguments.hosts * rounds,
        "answered": told["polls"],
        "cpu_us": told["cpu_us_per_poll"],
        "wall_s": told["wall_s"],
        "fleet": told_by_fleet,
    }


def snmpbulkwalk(folder, arguments, words=()):
    """Net-SNMP's snmpbulkwalk on the devices of the workload `walks`, a process a device; as it comes it asks for 10
    repetitions."""
    agent = recorded_devices(folder)
    one = ["snmpbulkwalk", "-v2c", "-c", "public", "-On", *words, "-t", "1", "-r", "2", "{}", ".1"]
    out = os.path.join(folder, "out")
    env = {**os.environ, "MIBS": "", "SNMP_PERSISTENT_DIR": folder}
    read, write = os.pipe()
    os.write(write, "\n".join(agent.addresses).encode())
    os.close(write)
    with open(out, "wb") as stdout:
        streams = {"stdin": read, "stdout": stdout, "stderr": subprocess.DEVNULL}
        status, cpu, wall = accounted(folder, ["xargs", "-I", "{}", *one], **streams, env=env)
    os.close(read)
    assert status == 0, status
    count = len(agent.addresses)
    objects = agent.statistics()["varbinds"]
    return {
        "polls": count, "expected": count, "answered": count, "objects": objects, "cpu_us": cpu / count, "wall_s": wall
    }


def snmpbulkwalk_25(folder, arguments):
    """With the repetitions that the workload has too."""
    return snmpbulkwalk(folder, arguments, ["-Cr25"])


ALL = [
    ("snmpget", snmpget),
    ("raw_loop", raw_loop),
    ("snmpbulkwalk", snmpbulkwalk),
    ("snmpbulkwalk_25", snmpbulkwalk_25),
]
