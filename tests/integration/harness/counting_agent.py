"""An SNMPv2c agent whose values are known functions of its own clock. Its network may delay, lose and reorder; the device
may be restarted. It answers GET, GETNEXT and GETBULK on 127.0.0.1, on a port that the kernel chose."""

import heapq
import random
import select
import socket
import threading
import time

OCTET_STRING = 0x04
COUNTER32, GAUGE32, TIME_TICKS, COUNTER64 = 0x41, 0x42, 0x43, 0x46
NO_SUCH_INSTANCE, END_OF_MIB_VIEW = 0x81, 0x82
GET, GET_NEXT, RESPONSE, GET_BULK = 0xA0, 0xA1, 0xA2, 0xA5
SYS_UP_TIME = (1, 3, 6, 1, 2, 1, 1, 3, 0)


def oid_of(text):
    return tuple(int(word) for word in text.split("."))


def tlv(tag, content):
    size = len(content)
    length = bytes([size]) if size < 128 else bytes([0x82]) + size.to_bytes(2, "big")
    return bytes([tag]) + length + content


def integer(tag, value):
    return tlv(tag, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def encode_oid(oid):
    content = bytearray([oid[0] * 40 + oid[1]])
    for number in oid[2:]:
        groups = [number & 0x7F]
        while number := number >> 7:
            groups.append(number & 0x7F | 0x80)
        content += bytes(reversed(groups))
    return tlv(0x06, bytes(content))


def split(data):
    """All values of a sequence's content: (tag, content) each."""
    found, at = [], 0
    while at < len(data):
        tag, length, at = data[at], data[at + 1], at + 2
        if length & 0x80:
            count = length & 0x7F
            length, at = int.from_bytes(data[at : at + count], "big"), at + count
        found.append((tag, data[at : at + length]))
        at += length
    return found


def decode_oid(content):
    numbers, number = [content[0] // 40, content[0] % 40], 0
    for octet in content[1:]:
        number = number << 7 | octet & 0x7F
        if not octet & 0x80:
            numbers.append(number)
            number = 0
    return tuple(numbers)


class CountingAgent:
    """values: {"1.3.6..": (tag, function of the ticks since the start, of OCTET_STRING bytes)}. `jitter`: seconds
    that an answer may be late; `loss`: share of the datagrams, either way; `answers_from`: another address and port than
    the one that is asked."""

    def __init__(self, values, up=1000.0, jitter=0.0, loss=0.0, seed=1, answers_from=None, address="127.0.0.1"):
        self.set(values)
        self.jitter, self.loss, self.random = jitter, loss, random.Random(seed)
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind((address, 0))
        self.port = self.socket.getsockname()[1]
        self.answers = self.socket
        if answers_from:
            self.answers = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            self.answers.bind((answers_from, 0))
        self.waiting = []
        self.restart(up)
        self.running = True
        self.thread = threading.Thread(target=self._run)
        self.thread.start()

    def set(self, values):
        self.values = {oid_of(oid): value for oid, value in values.items()}

    def restart(self, up=0.0):
        """The device's clock begins at `up` seconds."""
        self.booted = time.monotonic() - up

    def ticks(self):
        return int((time.monotonic() - self.booted) * 100)

    def end(self):
        self.running = False
        self.thread.join()
        self.answers.close()
        self.socket.close()

    def _run(self):
        while self.running:
            due = self.waiting[0][0] - time.monotonic() if self.waiting else 0.05
            readable, _, _ = select.select([self.socket], [], [], max(0.0, min(due, 0.05)))
            if readable:
                data, peer = self.socket.recvfrom(65536)
                if self.random.random() >= self.loss:
                    late = time.monotonic() + self.random.random() * self.jitter
                    heapq.heappush(self.waiting, (late, self.random.random(), self._answer(data), peer))
            while self.waiting and self.waiting[0][0] <= time.monotonic():
                _, _, answer, peer = heapq.heappop(self.waiting)
                if self.random.random() >= self.loss:
                    self.answers.sendto(answer, peer)

    def _answer(self, data):
        (_, message), = split(data)
        version, community, (kind, pdu) = split(message)
        request_id, second, third, (_, varbinds) = split(pdu)
        asked = [decode_oid(split(content)[0][1]) for _, content in split(varbinds)]
        ticks = self.ticks()
        if kind == GET:
            found = [(oid, self._value(oid, ticks)) for oid in asked]
        elif kind == GET_NEXT:
            found = [self._next(oid, ticks) for oid in asked]
        else:
            found = self._bulk(asked, second[1][-1], third[1][-1], ticks)
        content = b"".join(tlv(0x30, encode_oid(oid) + value) for oid, value in found)
        body = tlv(*request_id) + integer(0x02, 0) + integer(0x02, 0) + tlv(0x30, content)
        return tlv(0x30, tlv(*version) + tlv(*community) + tlv(RESPONSE, body))

    def _value(self, oid, ticks):
        if oid == SYS_UP_TIME:
            return integer(TIME_TICKS, ticks % 2**32)
        if oid not in self.values:
            return tlv(NO_SUCH_INSTANCE, b"")
        tag, value = self.values[oid]
        if tag == OCTET_STRING:
            return tlv(tag, value)
        return integer(tag, int(value(ticks)) % 2 ** (64 if tag == COUNTER64 else 32))

    def _next(self, oid, ticks):
        later = [known for known in (*self.values, SYS_UP_TIME) if known > oid]
        return (min(later), self._value(min(later), ticks)) if later else (oid, tlv(END_OF_MIB_VIEW, b""))

    def _bulk(self, asked, plain, repetitions, ticks):
        found = [self._next(oid, ticks) for oid in asked[:plain]]
        row = asked[plain:]
        for _ in range(min(repetitions, 40) if row else 0):
            answers = [self._next(oid, ticks) for oid in row]
            row = [oid for oid, _ in answers]
            found += answers
        return found
