"""An ICMP error counts only if it quotes a message of ours that waits for its answer: whoever does not see our messages cannot
end a poll, and a refusal still ends it at once."""

import random

import pytest
from harness import icmp, records
from harness.agents import SYS_NAME, HeldPort
from harness.devices import LOGINS, DeafPort
from harness.forgery import Relay
from harness.icmp import PARAMETER_PROBLEM, TIME_EXCEEDED, UNREACHABLE, error, udp_quote
from harness.timing import made

BLIND = 28_000  # errors, as many as a port scan of ephemeral ports makes
HOSTS = 10
A_TIME = 280  # errors before each answer
FOREIGN = bytes.fromhex("302602010104067075626c6963a01902041234567802010002010030".replace(" ", ""))
FOREIGN_V3 = bytes.fromhex("303e020103301102041234567802030 0ffe3040104020103041030 0e0400020100020100040004000400301404000400a0"
                           "0e0204123456780201000201003000".replace(" ", ""))


def noise(chance, size):
    return bytes(chance.randrange(256) for _ in range(size))


# name: (quoted octets, type and code) of one error
QUOTES = {
    "no quote": lambda chance, earlier: (b"", UNREACHABLE, 3),
    "wrong quote": lambda chance, earlier: (noise(chance, chance.randrange(1, 60)), UNREACHABLE, 3),
    "foreign quote": lambda chance, earlier: (chance.choice([FOREIGN, FOREIGN_V3]), UNREACHABLE, 3),
    "earlier quote": lambda chance, earlier: (chance.choice(earlier or [FOREIGN]), UNREACHABLE, 3),
    "other codes": lambda chance, earlier: (b"", UNREACHABLE, chance.choice([0, 1, 2, 4, 5, 9, 10, 13])),
    "other types": lambda chance, earlier: (b"", chance.choice([TIME_EXCEEDED, PARAMETER_PROBLEM]), 0),
}


class Attacked(Relay):
    """Sends errors to who asks before each answer, until there were enough."""

    def __init__(self, port, quote):
        self.sender, self.quote, self.chance = icmp.raw_socket(), quote, random.Random(1)
        self.sent, self.earlier, self.last = 0, [], {}
        super().__init__(port, HOSTS)

    def asked(self, i, octets):
        if i in self.last:
            self.earlier.append(self.last[i])
        self.last[i] = octets
        return [octets]

    def answered(self, i, octets):
        for _ in range(A_TIME):
            payload, kind, code = self.quote(self.chance, self.earlier[-100:-HOSTS])
            quote = udp_quote(self.peers[i], (self.addresses[i], self.port), payload)
            self.sender.sendto(error(quote, kind, code), (self.peers[i][0], 0))
            self.sent += 1
        return [octets]

    def end(self):
        super().end()
        self.sender.close()


@pytest.mark.parametrize("version", ["v2c", "v3"])
@pytest.mark.parametrize("name", QUOTES)
def test_blind_errors_end_no_poll(snmpd, ended, start_service, name, version):
    between = Attacked(snmpd.port, QUOTES[name])
    ended.append(between)
    auth = {"version": 3, "username": "nobody_auth"} if version == "v3" else {"community": "public"}
    service = start_service({
        "auths": {"asked": auth},
        "modules": {"name": {"get": [SYS_NAME]}},
        "defaults": {"interval": "200ms", "timeout": "2s", "retries": 2, "auth": "asked", "modules": ["name"]},
        "breaker": {"after": 0},
        "targets": [{"hosts": host} for host in between.hosts],
    })
    service.wait_for_records(lambda found: between.sent >= BLIND, f"{BLIND} errors", deadline=90)
    assert service.stop() == 0
    found = [record for record in made(service.records()) if record["error"] != "shutdown"]
    assert records.statuses(found) == {"ok": len(found)} and len(found) >= BLIND // A_TIME - HOSTS, records.statuses(found)


def ask(sweep, host, version="v2c", **how):
    words = {"-t": "5", "-r": "1", **how}
    result = sweep(host, "-o", SYS_NAME, *LOGINS[version], *(word for pair in words.items() for word in pair), "--format", "jsonl")
    (record,) = records.parse(result.stdout)
    return record


@pytest.mark.parametrize("version", LOGINS)
@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.0.1", "localhost", "udp6:[::1]"])
def test_a_refusal_is_unreachable_at_once(sweep, closed_port, version, host):
    record = ask(sweep, f"{host}:{closed_port}", version)
    assert record["status"] == "unreachable" and record["error"], record
    assert record["duration_ms"] < 4000 and record["retries"] == 0, record


def test_a_host_that_begins_to_refuse_is_unreachable(fake_agent, start_service, ended):
    agent = fake_agent({})
    service = start_service({
        "defaults": {"interval": "200ms", "timeout": "5s"},
        "breaker": {"after": 0},
        "targets": [f"127.1.0.1:{agent.port}"],
    })
    service.wait_for_records(lambda found: len(found) >= 3, "answers")
    agent.end()
    service.wait_for_records(lambda found: found[-1]["status"] == "unreachable", "a refusal")
    ended.append(HeldPort())
    assert service.stop() == 0
    assert all(record["duration_ms"] < 4000 for record in service.records())


def deaf_port(ended, quoted):
    """Whoever asks gets an ICMP error that quotes so much of what he sent."""
    sender = icmp.raw_socket()

    def refuse(peer, octets):
        sender.sendto(error(udp_quote(peer, ("127.0.0.1", port.port), quoted(octets)), UNREACHABLE, 1), (peer[0], 0))

    port = DeafPort(refuse)
    ended.append(port)
    return port


@pytest.mark.parametrize("version", LOGINS)
def test_an_error_of_a_router_that_quotes_our_message_counts(sweep, ended, version):
    port = deaf_port(ended, lambda octets: octets)
    record = ask(sweep, f"127.0.0.1:{port.port}", version)
    assert record["status"] == "unreachable" and record["duration_ms"] < 4000, record
    assert len(port.datagrams) == 1


@pytest.mark.parametrize("quoted", [b"", FOREIGN, b"\0" * 8], ids=["nothing", "foreign", "zeros"])
@pytest.mark.parametrize("version", LOGINS)
def test_an_error_that_quotes_nothing_of_ours_is_a_note_until_the_tries_end(sweep, ended, version, quoted):
    port = deaf_port(ended, lambda octets: quoted)
    record = ask(sweep, f"127.0.0.1:{port.port}", version, **{"-t": "0.3"})
    assert record["status"] in ("unreachable", "timeout") and record["retries"] == 1, record
    assert record["duration_ms"] >= 500 and len(port.datagrams) == 2, record
