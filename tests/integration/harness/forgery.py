"""A proxy between workers and an SNMPv3 agent that forges: before each answer it sends what somebody without the keys could
send. Messages are built and read here on their own, with as little as that needs."""

import random
import select
import socket
import threading
import typing

from .agents import PORT_ATTEMPTS, free_port
from .counting_agent import OCTET_STRING, RESPONSE, encode_oid, integer, oid_of, split, tlv

REPORT, SEQUENCE, INTEGER = 0xA8, 0x30, 0x02
AUTH, PRIV = 1, 2
USM_STATS = "1.3.6.1.6.3.15.1.1"
MPD_STATS = "1.3.6.1.6.3.11.2.1"
TARGET_STATS = "1.3.6.1.6.3.12.1"
# What the User-based Security Model and its neighbours report.
REASONS = {
    "unsupported_levels": f"{USM_STATS}.1.0",
    "not_in_time_windows": f"{USM_STATS}.2.0",
    "unknown_users": f"{USM_STATS}.3.0",
    "unknown_engines": f"{USM_STATS}.4.0",
    "wrong_digests": f"{USM_STATS}.5.0",
    "decryption_errors": f"{USM_STATS}.6.0",
    "unknown_models": f"{MPD_STATS}.1.0",
    "invalid_messages": f"{MPD_STATS}.2.0",
    "unavailable_contexts": f"{TARGET_STATS}.4.0",
    "unknown_contexts": f"{TARGET_STATS}.5.0",
}
OTHER_ENGINE = bytes.fromhex("80001f8804666f7267657279")
SYS_NAME = "1.3.6.1.2.1.1.5.0"


class Message(typing.NamedTuple):
    """An SNMPv3 message; `data`: the scoped PDU, or the OCTET STRING that it is encrypted in, encoded."""

    msg_id: int
    flags: int
    engine_id: bytes
    boots: int
    time: int
    user: bytes
    digest: bytes
    salt: bytes
    data: bytes


def number(content):
    return int.from_bytes(content, "big", signed=True)


def parse(octets):
    """A Message, or None for what is no SNMPv3."""
    (_, content), = split(octets)[:1]
    (_, version), (_, header), (_, security), data = split(content)
    if number(version) != 3:
        return None
    msg_id, _, (_, flags), _ = split(header)
    (_, usm), = split(security)
    values = [value for _, value in split(usm)]
    return Message(number(msg_id[1]), flags[0], values[0], number(values[1]), number(values[2]), *values[3:6], tlv(*data))


def build(message):
    header = integer(INTEGER, message.msg_id) + integer(INTEGER, 65507) + tlv(OCTET_STRING, bytes([message.flags]))
    usm = tlv(OCTET_STRING, message.engine_id) + integer(INTEGER, message.boots) + integer(INTEGER, message.time)
    usm += b"".join(tlv(OCTET_STRING, value) for value in (message.user, message.digest, message.salt))
    content = integer(INTEGER, 3) + tlv(SEQUENCE, header + integer(INTEGER, 3))
    return tlv(SEQUENCE, content + tlv(OCTET_STRING, tlv(SEQUENCE, usm)) + message.data)


def scoped(engine_id, kind, oid, value, request_id=0):
    varbind = tlv(SEQUENCE, encode_oid(oid_of(oid)) + value)
    pdu = integer(INTEGER, request_id) + integer(INTEGER, 0) * 2 + tlv(SEQUENCE, varbind)
    return tlv(SEQUENCE, tlv(OCTET_STRING, engine_id) + tlv(OCTET_STRING, b"") + tlv(kind, pdu))


def plain(request, data, **changes):
    """An answer to the request without any security."""
    message = request._replace(flags=0, user=b"", digest=b"", salt=b"", data=data)
    return build(message._replace(**changes))


def report(request, reason, engine_id, **changes):
    data = scoped(engine_id, REPORT, REASONS[reason], integer(0x41, 7))
    return plain(request, data, **{"engine_id": engine_id, "boots": 3, "time": 4711, **changes})


def damaged(octets, place):
    changed = bytearray(octets)
    changed[place] ^= 0xFF
    return bytes(changed)


def forged_value(request, answer, **changes):
    value = tlv(OCTET_STRING, b"forged")
    return plain(request, scoped(answer.engine_id, RESPONSE, SYS_NAME, value, request.msg_id), engine_id=answer.engine_id, **changes)


def community_answer(request):
    varbind = tlv(SEQUENCE, encode_oid(oid_of(SYS_NAME)) + tlv(OCTET_STRING, b"forged"))
    pdu = integer(INTEGER, request.msg_id) + integer(INTEGER, 0) * 2 + tlv(SEQUENCE, varbind)
    return tlv(SEQUENCE, integer(INTEGER, 1) + tlv(OCTET_STRING, b"public") + tlv(RESPONSE, pdu))


def reports_with(**changes):
    def forge(request, answer, *_):
        return [report(request, reason, **{"engine_id": answer.engine_id, **changes}) for reason in REASONS]

    return forge


# name: what is sent, of (request, answer) as Messages and the octets of both
FORGERIES = {
    "reports": reports_with(),
    "reports of another engine": reports_with(engine_id=OTHER_ENGINE),
    "reports of no engine": reports_with(engine_id=b""),
    "reports from the end of time": reports_with(boots=2**31 - 1, time=2**31 - 1),
    "reports with a digest": reports_with(flags=AUTH, digest=b"\x5a" * 24),
    "reports for the user": lambda request, answer, *_: [
        report(request, reason, answer.engine_id, user=request.user) for reason in REASONS],
    "cut short": lambda request, answer, asked, answered: [answered[:n] for n in (1, 2, 5, 20, len(answered) // 2, -1)],
    "broken under the right id": lambda request, answer, asked, answered: [
        build(request._replace(flags=0, data=data)) for data in (b"", b"\x30", b"\x30\x7f", b"\x04\x82\xff\xff\x00")],
    "no authentication": lambda request, answer, *_: [
        forged_value(request, answer), forged_value(request, answer, user=request.user),
        forged_value(request, answer, flags=AUTH, digest=b"\0" * 24, user=request.user)],
    "authentication taken away": lambda request, answer, *_: [
        build(answer._replace(flags=answer.flags & ~AUTH)), build(answer._replace(flags=0, digest=b"")),
        build(answer._replace(digest=b"")), build(answer._replace(digest=b"\0" * len(answer.digest)))],
    "reflected": lambda request, answer, asked, _: [asked, asked],
    "another engine": lambda request, answer, *_: [
        build(answer._replace(engine_id=OTHER_ENGINE)), build(answer._replace(engine_id=b""))],
    "another clock": lambda request, answer, *_: [
        build(answer._replace(boots=answer.boots + 1)), build(answer._replace(boots=2**31 - 1)),
        build(answer._replace(time=answer.time + 100000))],
    "changed": lambda request, answer, asked, answered: [
        damaged(answered, place) for place in (-1, -9, len(answered) // 2, len(answered) // 3)],
    "another message": lambda request, answer, *_: [
        build(answer._replace(msg_id=answer.msg_id ^ 1)), build(answer._replace(user=b"nobody"))],
    "noise": lambda request, answer, *_: [b"", b"\x30", b"\0" * 60, b"\xff" * 1400, community_answer(request)],
}


class Relay:
    """Between workers and the agent on `port`, on `count` addresses from 127.9.0.1 on, all with one port. Calls
    asked(number of the address, peer, octets) and answered(the same) for what comes from either side; what these give back
    is sent on."""

    def __init__(self, port, count=1):
        self.agent = ("127.0.0.1", port)
        self.addresses = [f"127.9.0.{i + 1}" for i in range(count)]
        self.peers = [None] * count  # who asked last
        self._bind()
        self.hosts = [f"{address}:{self.port}" for address in self.addresses]
        self.running = True
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def asked(self, _, octets):
        return [octets]

    def answered(self, _, octets):
        return [octets]

    def _bind(self):
        for _ in range(PORT_ATTEMPTS):
            self.fronts, self.backs = [], []
            self.port = free_port()
            try:
                for address in self.addresses:
                    self.fronts.append(bound(address, self.port))
                    self.backs.append(bound("127.0.0.1", 0))
                return
            except OSError:
                self._close()
        raise AssertionError("no free port")

    def _close(self):
        for one in self.fronts + self.backs:
            one.close()

    def end(self):
        if self.running:
            self.running = False
            self.thread.join()
            self._close()

    def _run(self):
        place = {one: i for sockets in (self.fronts, self.backs) for i, one in enumerate(sockets)}
        while self.running:
            for ready in select.select(list(place), [], [], 0.05)[0]:
                self._pass_on(place[ready], ready)

    def _pass_on(self, i, ready):
        try:
            octets, peer = ready.recvfrom(65536)
        except ConnectionRefusedError:
            return
        if ready is self.fronts[i]:
            self.peers[i] = peer
            for one in self.asked(i, octets):
                self.backs[i].sendto(one, self.agent)
        else:
            for one in self.answered(i, octets):
                self.fronts[i].sendto(one, self.peers[i])


class Proxy(Relay):
    """A relay of SNMPv3. `before(request, answer, asked, answered)`: octets that are sent before an answer. `change(answer,
    answered)`: what is sent for it, b"" for nothing."""

    def __init__(self, port, count=1, before=lambda *_: (), change=lambda _, octets: octets):
        self.before, self.change = before, change
        self.requests = []  # addresses, in the order in which they were asked
        self.open = [{} for _ in range(count)]  # by message id
        super().__init__(port, count)

    def asked(self, i, octets):
        self.requests.append(self.addresses[i])
        self.open[i][parse(octets).msg_id] = octets
        return [octets]

    def answered(self, i, octets):
        answer = parse(octets)
        asked = self.open[i][answer.msg_id]
        changed = self.change(answer, octets)
        return [*self.before(parse(asked), answer, asked, octets), *([changed] if changed else [])]


def bound(address, port):
    one = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 20)
    try:
        one.bind((address, port))
    except OSError:
        one.close()
        raise
    return one


def forger(names, seed=1):
    """A `before` of these forgeries, in another order each time."""
    chance = random.Random(seed)

    def forge(*messages):
        found = [octets for name in names for octets in FORGERIES[name](*messages)]
        chance.shuffle(found)
        return found

    return forge
