"""What snmpolld is measured against, in the same run on the same machine: what one would use without it. A program that is
not installed is left out and said to be. All ask the fleet: a GET of the five varbinds of the table's first row, or ifTable
and ifXTable of 48 interfaces."""

import concurrent.futures
import importlib.util
import os
import shutil
import subprocess
import sys
import time

from harness.fleet import Fleet
from harness.snmp_exporter import EXPORTER, SnmpExporter
from measure import FIRST, account, range_of
from oids import OIDS, TABLES
from workloads import OBJECTS

HERE = os.path.dirname(os.path.abspath(__file__))
CLIENTS = 8
TEXTS = {"1.3.6.1.2.1.1.1", "1.3.6.1.2.1.1.5", "1.3.6.1.2.1.2.2.1.2", "1.3.6.1.2.1.2.2.1.6", "1.3.6.1.2.1.31.1.1.1.1",
         "1.3.6.1.2.1.31.1.1.1.18"}


class LeftOut(Exception):
    """A program that is not here."""


def program(name):
    path = shutil.which(name)
    if not path:
        raise LeftOut(f"no {name} here")
    return path


def addresses(count):
    return [str(FIRST + i) for i in range(count)]


def result(told, count, answered, devices, objects=None):
    figures = {"polls": count, "expected": count, "answered": answered, "cpu_us": told["cpu_us"] / count,
               "wall_s": told["wall_s"], "peak_mb": told["peak_mb"], "fleet": devices.statistics()}
    return {**figures, **({"objects": objects} if objects is not None else {})}


def lines_of(path):
    with open(path, "rb") as file:
        return sum(1 for _ in file)


def under_xargs(folder, words, count, at_once):
    """`words` for each device, {} being its address: ADDRESS:PORT. (account, devices, lines)"""
    program(words[0])
    devices = Fleet(folder)
    hosts, out = os.path.join(folder, "hosts"), os.path.join(folder, "out")
    with open(hosts, "w", encoding="ascii") as file:
        file.writelines(f"{address}:{devices.port}\n" for address in addresses(count))
    env = {**os.environ, "MIBS": "", "SNMP_PERSISTENT_DIR": folder}
    with open(hosts, "rb") as stdin, open(out, "wb") as stdout:
        told = account(folder, ["xargs", "-P", str(at_once), "-I", "{}", *words], stdin=stdin, stdout=stdout,
                       stderr=subprocess.DEVNULL, env=env)
    assert told["status"] == 0, told
    return told, devices, lines_of(out)


def snmpget(folder, arguments):
    """Net-SNMP's snmpget, a process a device."""
    count = min(500, arguments.hosts)
    words = ["snmpget", "-v2c", "-c", "public", "-On", "-t", "1", "-r", "1", "{}", *(f".{oid}" for oid in OIDS)]
    told, devices, lines = under_xargs(folder, words, count, arguments.workers)
    return result(told, count, lines // len(OIDS), devices)


def snmpbulkwalk(folder, arguments, words=()):
    """Net-SNMP's snmpbulkwalk, two processes a device; as it comes it asks for 10 repetitions."""
    count = min(50, arguments.hosts)
    walk = f"snmpbulkwalk -v2c -c public -On {' '.join(words)} -t 1 -r 1 $0 ."
    both = " && ".join(walk + table for table in TABLES)
    told, devices, lines = under_xargs(folder, ["sh", "-c", both, "{}"], count, 2)
    return result(told, count, lines // OBJECTS, devices, lines)


def snmpbulkwalk_50(folder, arguments):
    return snmpbulkwalk(folder, arguments, ["-Cr50"])


def braa(folder, arguments):
    """One process, all devices at once; v1 messages that say v2c. It knows no table walks worth the name."""
    name = program("braa")
    devices = Fleet(folder)
    query = f"public@{range_of(arguments.hosts, devices.port)}:" + ",".join(f".{oid}" for oid in OIDS)
    out = os.path.join(folder, "out")
    with open(out, "wb") as stdout:
        told = account(folder, [name, "-2", "-r", "1", "-t", "1", query], stdout=stdout, stderr=subprocess.DEVNULL)
    return result(told, arguments.hosts, lines_of(out) // len(OIDS), devices)


def easysnmp(folder, count, what):
    if importlib.util.find_spec("easysnmp") is None:
        raise LeftOut("no python3-easysnmp here")
    devices = Fleet(folder)
    script = os.path.join(HERE, "easysnmp_loop.py")
    argv = [sys.executable, "-B", script, str(devices.port), what, *addresses(count)]
    out = os.path.join(folder, "out")
    env = {**os.environ, "MIBS": "", "SNMP_PERSISTENT_DIR": folder}
    with open(out, "wb") as stdout:
        told = account(folder, argv, stdout=stdout, stderr=subprocess.DEVNULL, env=env)
    assert told["status"] == 0, told
    with open(out, encoding="ascii") as file:
        answered, objects = map(int, file.read().split())
    return told, answered, devices, objects


def easysnmp_get(folder, arguments):
    count = min(500, arguments.hosts)
    told, answered, devices, _ = easysnmp(folder, count, "get")
    return result(told, count, answered, devices)


def easysnmp_walk(folder, arguments):
    count = min(20, arguments.hosts)
    told, answered, devices, objects = easysnmp(folder, count, "walk")
    return result(told, count, answered, devices, objects)


def metric(oid, indexed):
    """Named by its OID, so that every varbind becomes a sample."""
    named = {"name": "oid_" + oid.replace(".", "_"), "oid": oid, "type": "DisplayString" if oid in TEXTS else "gauge", "help": "-"}
    return {**named, "indexes": [{"labelname": "index", "type": "gauge"}]} if indexed else named


def exporter_modules():
    shared = {"version": "2", "auth": {"community": "public"}, "max_repetitions": "50"}
    scalars = [metric(oid.removesuffix(".0"), False) for oid in OIDS if oid.endswith(".0")]
    cells = [metric(oid.removesuffix(".1"), True) for oid in OIDS if not oid.endswith(".0")]
    columns = [metric(f"{table}.1.{column}", True) for table, last in zip(TABLES, (22, 19))
               for column in range(1, last + 1)]
    return {"five": {**shared, "get": OIDS, "metrics": scalars + cells},
            "tables": {**shared, "walk": TABLES, "metrics": columns}}


def process_cpu_us(pid):
    """All threads, those that have ended too; to the tick."""
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
        words = file.read().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) * 1e6 / os.sysconf("SC_CLK_TCK")


def exporter(folder, module, count):
    """Scraped by eight clients; the cost is the exporter's alone, once it is up."""
    program(EXPORTER)
    devices = Fleet(folder)
    process = SnmpExporter(folder, exporter_modules())
    try:
        targets = [f"{address}:{devices.port}" for address in addresses(count)]
        process.text(module, targets[0])
        cpu, start = process_cpu_us(process.pid), time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(CLIENTS) as clients:
            texts = list(clients.map(lambda target: process.text(module, target), targets))
        told = {"cpu_us": process_cpu_us(process.pid) - cpu, "wall_s": time.monotonic() - start, "peak_mb": 0}
    finally:
        process.end()
    samples = sum(line.startswith("oid_") for text in texts for line in text.splitlines())
    return told, samples, devices


def snmp_exporter_get(folder, arguments):
    count = min(500, arguments.hosts)
    told, samples, devices = exporter(folder, "five", count)
    return result(told, count, samples // len(OIDS), devices)


def snmp_exporter_walk(folder, arguments):
    count = min(50, arguments.hosts)
    told, samples, devices = exporter(folder, "tables", count)
    return result(told, count, samples // OBJECTS, devices, samples)


ALL = [
    ("snmpget", snmpget),
    ("snmpbulkwalk", snmpbulkwalk),
    ("snmpbulkwalk_50", snmpbulkwalk_50),
    ("braa", braa),
    ("easysnmp_get", easysnmp_get),
    ("easysnmp_walk", easysnmp_walk),
    ("snmp_exporter_get", snmp_exporter_get),
    ("snmp_exporter_walk", snmp_exporter_walk),
]
