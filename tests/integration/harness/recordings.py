"""Recordings (.snmprec): what they hold, in the words of the record, and the agent that serves them. Reads the files on
its own, so that a mistake of the agent does not hide here."""

import glob
import json
import os
import re
import struct
import subprocess

from .process import Running, binary, wait_until

OWN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "agents", "recordings")
ROOT = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..")
CAPTURES = os.path.normpath(os.path.join(ROOT, "..", "shared", "captures"))

USER = ["--user", "walker", "--auth", "SHA-256", "--auth-password", "auth-passphrase-1",
        "--priv", "AES", "--priv-password", "priv-passphrase-2"]

INTEGERS = {2: "Integer32", 65: "Counter32", 66: "Gauge32", 67: "TimeTicks", 70: "Counter64"}
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
GENERATED = "1.3.6.1.4.1.99999.2.1"
GENERATED_COLUMNS = 8


def own():
    return sorted(glob.glob(os.path.join(OWN, "*.snmprec")))


def captures():
    """Recordings of real devices, where there are any."""
    return sorted(glob.glob(os.path.join(CAPTURES, "*.snmprec")))


def key(oid):
    return tuple(map(int, oid.split(".")))


def octets_of(tag, digits, value):
    if digits:
        return bytes.fromhex(value.decode("ascii"))
    if tag == 64 and len(value) != 4:
        return bytes(map(int, value.split(b".")))
    return value


def text_or_hex(octets):
    """(value, hex) of an OctetString, see docs/record.md."""
    try:
        text = octets.decode("utf-8")
    except UnicodeDecodeError:
        return None, octets.hex()
    return (None, octets.hex()) if CONTROL.search(text) else (text, None)


def opaque(octets):
    """Real numbers are compared by their octets: (type, None, hex)."""
    if octets[:3] == b"\x9f\x78\x04" and len(octets) == 7:
        return "Float", None, octets[3:].hex()
    if octets[:3] == b"\x9f\x79\x08" and len(octets) == 11:
        return "Double", None, octets[3:].hex()
    return "Opaque", None, octets.hex()


def expected_value(tag, digits, value):
    """(type, value, hex)"""
    if tag in INTEGERS:
        return INTEGERS[tag], int(value), None
    if tag == 4:
        return "OctetString", *text_or_hex(octets_of(tag, digits, value))
    if tag == 5:
        return "Null", None, None
    if tag == 6:
        return "ObjectIdentifier", value.decode("ascii").lstrip("."), None
    if tag == 64:
        return "IpAddress", ".".join(map(str, octets_of(tag, digits, value))), None
    assert tag == 68, tag
    return opaque(octets_of(tag, digits, value))


def constant(arguments):
    """What a simulated value is served as."""
    words = dict(word.split(b"=", 1) for word in arguments.split(b",") if b"=" in word)
    return next((words[name] for name in (b"value", b"initial", b"min") if name in words), b"0")


def read(path):
    """[(oid, type, value, hex)] in the order of the file; of rows with one OID the first counts."""
    found = {}
    with open(path, "rb") as file:
        for line in file.read().split(b"\n"):
            if not line or line.startswith(b"#"):
                continue
            oid, kind, value = line.split(b"|", 2)
            number, _, simulated = kind.partition(b":")
            digits = number.endswith(b"x")
            tag = int(number.rstrip(b"x"))
            row = expected_value(tag, digits, constant(value) if simulated else value)
            found.setdefault(oid.decode("ascii").lstrip("."), row)
    return [(oid, *row) for oid, row in found.items()]


def by_oid(rows):
    return sorted(rows, key=lambda row: key(row[0]))


def without_counter64(rows):
    return [row for row in rows if row[1] != "Counter64"]


def under(rows, oid):
    return [row for row in rows if row[0] == oid or row[0].startswith(oid + ".")]


def generated_value(column, index):
    """The same arithmetic as tests/agents/generated_rows.cpp."""
    values = [
        ("Integer32", index), ("OctetString", f"row {index}"), ("Counter32", 2**32 - 1 - index),
        ("Gauge32", 2**32 - 1 - index), ("TimeTicks", 2**32 - 1 - index), ("Counter64", 2**64 - 1 - index),
        ("ObjectIdentifier", f"1.3.6.1.4.1.99999.3.{index}"),
        ("IpAddress", f"10.{index >> 16 & 255}.{index >> 8 & 255}.{index & 255}"),
    ]
    return (*values[column - 1], None)


def generated(count):
    """The rows of --generate, one after the other."""
    size = max(1, -(-count // GENERATED_COLUMNS))
    for row in range(count):
        column, index = row // size + 1, row % size + 1
        yield (f"{GENERATED}.{column}.{index}", *generated_value(column, index))


def real_octets(varbind):
    """The IEEE 754 octets of a Float or Double in a record, as hex; its number was read as text."""
    if varbind["value"] is None:
        return varbind["hex"]
    return struct.pack(">f" if varbind["type"] == "Float" else ">d", float(varbind["value"])).hex()


def rows_of(varbinds):
    """[(oid, type, value, hex)] of a record."""
    return [
        (v["oid"], v["type"], None, real_octets(v)) if v["type"] in ("Float", "Double")
        else (v["oid"], v["type"], v.get("value"), v.get("hex"))
        for v in varbinds
    ]


def integer(text):
    return text if text == "-0" else int(text)  # a real number, whose sign an int would lose


def parse_line(line):
    """A record whose real numbers are text, so that no digit is lost and no integer becomes a float."""
    return json.loads(line, parse_float=str, parse_int=integer)


def parse(text):
    return [parse_line(line) for line in text.splitlines()]


def check_same(actual, expected, what):
    """Equal lists; else the first difference, not a page of rows."""
    if actual == expected:
        return
    for i, (ours, theirs) in enumerate(zip(actual, expected)):
        assert ours == theirs, f"{what}: row {i} of {len(expected)} is {ours}, not {theirs}"
    longer = actual if len(actual) > len(expected) else expected
    first = longer[min(len(actual), len(expected))]
    raise AssertionError(f"{what}: {len(actual)} rows, not {len(expected)}; the first of the rest: {first}")


class RecordedAgent(Running):
    """`sources`: recordings and the options before them, as words. `addresses`: one a recording."""

    def __init__(self, folder, *sources, first="127.40.0.1"):
        words = ["--port", "0", "--first", first, *USER, *map(str, sources)]
        super().__init__([binary("recorded_agent"), *words], folder, stdin=subprocess.PIPE)
        wait_until(self._is_ready, lambda: f"recorded_agent's lines: {self.stdout} {self.stderr}")
        self.addresses = [line.split()[0] for line in self.stdout.splitlines()[:-1]]
        self.port = int(self.addresses[0].rpartition(":")[2])

    def _is_ready(self):
        assert self.popen.poll() is None, f"recorded_agent ended: {self.stderr}"
        return self.stdout.endswith("ready\n")

    def statistics(self):
        """Ends the agent."""
        self.popen.stdin.close()
        assert self.wait() == 0, self.stderr
        return json.loads(self.stdout.splitlines()[-1])
