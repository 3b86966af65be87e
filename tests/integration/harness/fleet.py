"""The fleet (tests/agents/fleet.cpp), and what its devices must say: computed here once more, so that every value and
every rate in a record can be checked."""

import socket

from .agents import AUTH_PASSWORD, PRIV_PASSWORD, PortPrinter

SYSTEM = "1.3.6.1.2.1.1"
IF_NUMBER = "1.3.6.1.2.1.2.1.0"
IF_ENTRY = "1.3.6.1.2.1.2.2.1"
IF_X_ENTRY = "1.3.6.1.2.1.31.1.1.1"
IF_COLUMNS, IF_X_COLUMNS = 22, 19

# In the order in which their shares follow each other (fleet_shares.hpp).
KINDS = ("dead", "lossy", "slow", "limited", "too-big")

# name: what `--user` says of it
USERS = {
    "nobody": "nobody",
    "auth_only": f"auth_only:SHA-256:{AUTH_PASSWORD}",
    "walker": f"walker:SHA-256:{AUTH_PASSWORD}:AES:{PRIV_PASSWORD}",
}


class Fleet(PortPrinter):
    def __init__(self, folder, options=()):
        super().__init__("fleet", list(map(str, options)), folder)


def number_of(address):
    return int.from_bytes(socket.inet_aton(address), "big")


def kind(address, **percent):
    """kind("127.0.0.1", dead=5, too_big=10): one of KINDS, or "live"."""
    place, end = number_of(address) * 2654435761 % 2**32 / 2**32 * 100, 0
    for name in KINDS:
        end += percent.get(name.replace("-", "_"), 0)
        if place < end:
            return name
    return "live"


def fleet_is_dead(address, percent):
    return kind(address, dead=percent) == "dead"


def engine_id(address):
    return bytes.fromhex("8001869f01") + socket.inet_aton(address)


def pace(address):
    return 1 + number_of(address) % 7


def oids(interfaces):
    """All that a device has, in the order of a walk."""
    columns = [f"{IF_ENTRY}.{column}" for column in range(1, IF_COLUMNS + 1)]
    columns += [f"{IF_X_ENTRY}.{column}" for column in range(1, IF_X_COLUMNS + 1)]
    cells = [f"{column}.{index}" for column in columns for index in range(1, interfaces + 1)]
    return [f"{SYSTEM}.{number}.0" for number in range(1, 8)] + [IF_NUMBER] + cells


def system_value(address, number, ticks):
    return [
        ("OctetString", "Loopback switch of the snmpolld fleet, 48 ports, release 1"),
        ("ObjectIdentifier", "1.3.6.1.4.1.8072.3.2"),
        ("TimeTicks", ticks),
        ("OctetString", "nobody@example.com"),
        ("OctetString", address),
        ("OctetString", "a loopback address"),
        ("Integer32", 72),
    ][number - 1]


def counter(address, index, ticks, name):
    return {
        "in_octets": ticks * 10 * index * pace(address),
        "out_octets": ticks * 20 * index * pace(address),
        "packets": ticks // 100 * index * pace(address),
    }[name]


COUNTERS = {10: "in_octets", 11: "packets", 16: "out_octets", 17: "packets"}
X_COUNTERS = {6: "in_octets", 7: "packets", 10: "out_octets", 11: "packets"}


def if_value(address, column, index, ticks):
    if column in COUNTERS:
        return "Counter32", counter(address, index, ticks, COUNTERS[column]) % 2**32
    fixed = {
        1: ("Integer32", index),
        2: ("OctetString", f"eth{index}"),
        3: ("Integer32", 6),
        4: ("Integer32", 1500),
        5: ("Gauge32", 1_000_000_000),
        6: ("OctetString", (b"\x02\x00\x5e\x10" + (index % 2**16).to_bytes(2, "big")).hex()),
        7: ("Integer32", 1),
        8: ("Integer32", 1),
        9: ("TimeTicks", 100),
        21: ("Gauge32", 0),
        22: ("ObjectIdentifier", "0.0"),
    }
    return fixed.get(column, ("Counter32", 0))


def if_x_value(address, column, index, ticks):
    if column in X_COUNTERS:
        return "Counter64", counter(address, index, ticks, X_COUNTERS[column])
    fixed = {
        1: ("OctetString", f"eth{index}"),
        14: ("Integer32", 1),
        15: ("Gauge32", 1000),
        16: ("Integer32", 2),
        17: ("Integer32", 1),
        18: ("OctetString", "uplink"),
        19: ("TimeTicks", 0),
    }
    return fixed.get(column, ("Counter32" if column <= 5 else "Counter64", 0))


def value(address, oid, ticks, interfaces=48):
    """(type, value) as a record has it, a string that is no text as hex digits. `ticks` is the device's sysUpTime when it
    answered."""
    column, number, index = oid.rsplit(".", 2)
    if oid == IF_NUMBER:
        return "Integer32", interfaces
    if column == IF_ENTRY:
        return if_value(address, int(number), int(index), ticks)
    if column == IF_X_ENTRY:
        return if_x_value(address, int(number), int(index), ticks)
    assert column == SYSTEM, oid
    return system_value(address, int(number), ticks)


def rate(address, oid):
    """Of an octet counter, in octets a second."""
    column, _, index = oid.rpartition(".")
    slopes = {f"{IF_ENTRY}.10": 1000, f"{IF_ENTRY}.16": 2000, f"{IF_X_ENTRY}.6": 1000, f"{IF_X_ENTRY}.10": 2000}
    return slopes[column] * int(index) * pace(address)
