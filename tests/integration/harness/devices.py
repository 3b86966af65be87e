"""Strange devices: rules of the fake agent, each on an address of its own, all asked the same question in one sweep beside
an honest device, whose record says what a right answer is."""

import concurrent.futures
import json
import os
import socket
import tempfile
import threading
import typing

from . import records
from .agents import AUTH_PASSWORD, PRIV_PASSWORD, FakeAgent
from .process import wait_until
from .service import Service, sweep

SYSTEM = "1.3.6.1.2.1.1"
SYS_UP_TIME = f"{SYSTEM}.3.0"
IF_ENTRY = "1.3.6.1.2.1.2.2.1"
IF_ALIAS = "1.3.6.1.2.1.31.1.1.1.18"
NOWHERE = "1.3.6.1.2.1.99"  # behind all that the fake agent has
INTERFACES = 12
SIDE_BY_SIDE = 3  # sweeps
COLUMNS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 14, 16, 20)  # of ifTable, as the fake agent has them

USER = f"walker:SHA-256:{AUTH_PASSWORD}:AES:{PRIV_PASSWORD}"
V3 = ["-v", "3", "-u", "walker", "-a", "SHA256", "-A", AUTH_PASSWORD, "-x", "AES", "-X", PRIV_PASSWORD]
LOGINS = {"v1": ["-v", "1"], "v2c": ["-v", "2c"], "v3": V3}
HONEST = "127.3.0.1"
ANY = "any octets"


def system(number):
    return f"{SYSTEM}.{number}.0"


def column(number):
    return f"{IF_ENTRY}.{number}"


def cell(number, row):
    return f"{IF_ENTRY}.{number}.{row}"


TWENTY = [cell(number, row) for number in (2, 5) for row in range(1, 11)]


def gets(*oids):
    return [word for oid in oids for word in ("-o", oid)]


def walks(*oids):
    return [word for oid in oids for word in ("--walk", oid)]


class Case(typing.NamedTuple):
    """A rule, what is asked, and how the record differs from the honest device's."""

    rule: str
    malformed: dict = {}  # {oid: hex, or ANY}
    missing: dict = {}  # {oid: words of the reason}
    changed: dict = {}  # {oid: value}
    absent: tuple = ()  # OIDs, and what is below them, of which the record says nothing
    named: tuple = ()  # OIDs that the record names, in its error or as failed varbinds
    words: str = ""  # of the record's error
    versions: tuple = ("v2c",)
    question: str = ""

    @property
    def is_whole(self):
        return not (self.malformed or self.missing or self.absent or self.named)


def address_of(index):
    return f"127.2.{index // 250}.{index % 250 + 1}"


def expand(tables, versions=None):
    """Parameters of a test: [(question, version, case)] of {question: [case]}."""
    return [(question, version, case) for question, cases in tables.items() for case in cases
            for version in versions or case.versions]


def name_of(parameters):
    question, version, case = parameters
    return f"{question}-{version}-{case.rule}"


class Polls:
    """The records of all rules: a sweep for each question and version, made when the first record is asked for."""

    def __init__(self, folder, parameters, questions, config, words):
        self.folder, self.questions, self.words = folder, questions, words
        self.rules = {}
        for question, version, case in parameters:
            self.rules.setdefault((question, version), []).append(case.rule)
        self.config = os.path.join(folder, "devices.yaml")
        with open(self.config, "w", encoding="utf-8") as file:
            json.dump(config, file)
        self.found = {}

    def record(self, question, version, rule):
        """(the record of the device with this rule, that of the honest one)"""
        if not self.found:
            self._poll_all()
        polled = self.found[question, version].result()
        return polled[rule], polled[HONEST]

    def _poll_all(self):
        """They wait most of their time, so some go side by side."""
        with concurrent.futures.ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
            for key, rules in self.rules.items():
                self.found[key] = pool.submit(self._poll, *key, list(dict.fromkeys(rules)))

    def _poll(self, question, version, rules):
        addresses = {address_of(i): rule for i, rule in enumerate(rules)}
        agent = FakeAgent(tempfile.mkdtemp(dir=self.folder), addresses, ["--user", USER, "--interfaces", str(INTERFACES)])
        try:
            words = ["-f", self.config, "--rate", "0", "--format", "jsonl", *LOGINS[version], *self.words]
            hosts = [f"{address}:{agent.port}" for address in (*addresses, HONEST)]
            result = sweep(self.folder, *words, *self.questions[question], *hosts)
            assert result.returncode in (0, 1), result.stderr
            found = records.joined(records.parse(result.stdout))
        finally:
            agent.end()
        by_address = {record["host"].partition(":")[0]: record for record in found}
        return {addresses.get(address, address): record for address, record in by_address.items()}


def is_failed(varbind):
    return varbind["type"] is None


def by_oid(record):
    """{oid: varbind}; none may be there twice."""
    found = {varbind["oid"]: varbind for varbind in record["varbinds"]}
    assert len(found) == len(record["varbinds"]), record
    return found


def told(oid, varbind, address):
    """What a varbind says, without what differs between two devices."""
    value = varbind.get("value")
    if oid == SYS_UP_TIME and isinstance(value, int):
        value = "ticks"
    if value == address.partition(":")[0]:
        value = "the address"
    return varbind["type"], value, varbind.get("hex"), is_failed(varbind)


def is_below(oid, prefixes):
    return any(oid == prefix or oid.startswith(prefix + ".") for prefix in prefixes)


def check_failed(varbind, digits, words):
    """A varbind without a value says why."""
    assert varbind["type"] is None and varbind["value"] is None, varbind
    assert varbind["error"] and words in varbind["error"], varbind
    assert digits == ANY or varbind.get("hex") == digits, varbind


def check(record, honest, case):
    """The record is that of the honest device but for what the case says."""
    records.check_form(record)
    found, right = by_oid(record), by_oid(honest)
    assert honest["status"] == "ok" and right, honest
    failed = {oid: varbind for oid, varbind in found.items() if is_failed(varbind)}
    for oid, digits in case.malformed.items():
        check_failed(failed.pop(oid), digits, "")
    for oid, words in case.missing.items():
        check_failed(failed.pop(oid), None, words)
    for oid in case.named:
        mine = [failed.pop(other) for other in list(failed) if is_below(other, [oid])]
        assert mine or oid in (record["error"] or ""), record
    assert not failed, failed
    said = {oid: told(oid, varbind, record["host"]) for oid, varbind in found.items() if not is_failed(varbind)}
    expected = {oid: told(oid, varbind, honest["host"]) for oid, varbind in right.items()
                if oid not in case.malformed and oid not in case.missing and not is_below(oid, case.absent)}
    for oid, value in case.changed.items():
        assert found[oid].get("value") == value, found[oid]
        said.pop(oid), expected.pop(oid)
    assert said == expected, differences(said, expected)
    assert (record["status"] == "ok") == case.is_whole, record["error"]
    assert case.words in (record["error"] or ""), record["error"]


def differences(said, expected):
    return {oid: (said.get(oid), expected.get(oid)) for oid in {*said, *expected} if said.get(oid) != expected.get(oid)}


def polls_of(found, host):
    """The records of polls that were made and not ended by the stop."""
    return [record for record in found if record["host"] == host and record["started"] and record["error"] != "shutdown"]


class ServedHosts:
    """A service whose hosts are rules of the fake agent, with an honest one for each module that is asked of any."""

    def __init__(self, folder, config, hosts):
        asked = list(dict.fromkeys([*hosts, *((module, "ok") for module, _ in hosts)]))
        addresses = {pair: address_of(i) for i, pair in enumerate(asked)}
        rules = {address: rule for (_, rule), address in addresses.items()}
        self.agent = FakeAgent(folder, rules, ["--interfaces", str(INTERFACES)])
        self.hosts = {pair: f"{address}:{self.agent.port}" for pair, address in addresses.items()}
        targets = [{"hosts": host, "modules": [module]} for (module, _), host in self.hosts.items()]
        self.service = Service(tempfile.mkdtemp(dir=folder), {**config, "targets": targets})

    def end(self):
        self.service.end()
        self.agent.end()

    def after_polls(self, count):
        def polled(found):
            return all(len(polls_of(found, host)) >= count for host in self.hosts.values())

        self.service.wait_for_records(polled, f"{count} polls of each host")
        return self

    def polls(self, module, rule):
        return polls_of(self.service.records(), self.hosts[module, rule])

    def wait_for(self, module, rule, condition):
        return wait_until(lambda: condition(self.polls(module, rule)), lambda: f"{rule}: {self.polls(module, rule)[-3:]}")

    def explained(self, module, rule):
        result = self.service.command("explain", self.hosts[module, rule], "--json")
        assert result.returncode == 0, result.stderr
        return json.loads(result.stdout)


class DeafPort:
    """A UDP port that says nothing. `asked(peer, octets)` is called for what comes, which is kept in `datagrams`."""

    def __init__(self, asked=lambda peer, octets: None):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.settimeout(0.05)
        self.port = self.socket.getsockname()[1]
        self.asked, self.datagrams = asked, []
        self.running = True
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def _run(self):
        while self.running:
            try:
                octets, peer = self.socket.recvfrom(65536)
            except TimeoutError:
                continue
            self.datagrams.append(octets)
            self.asked(peer, octets)

    def end(self):
        if self.running:
            self.running = False
            self.thread.join()
            self.socket.close()
