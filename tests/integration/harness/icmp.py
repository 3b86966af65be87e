"""ICMP errors as somebody sends them who does not see the polls: raw sockets, for which one must be root."""

import socket
import struct

import pytest

UNREACHABLE, TIME_EXCEEDED, PARAMETER_PROBLEM = 3, 11, 12
PORT = 3  # code of UNREACHABLE


def raw_socket():
    """Skips without the right to have one."""
    try:
        return socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
    except PermissionError:
        pytest.skip("skipped: ICMP errors can only be sent by root")


def checksum(octets):
    octets += b"\0" * (len(octets) % 2)
    total = sum(struct.unpack(f"!{len(octets) // 2}H", octets))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


def udp_quote(source, destination, payload):
    """What an ICMP error quotes of a datagram: its IP header, its UDP header and some of its octets. Addresses are
    (address, port)."""
    udp = struct.pack("!HHHH", source[1], destination[1], 8 + len(payload), 0)
    head = struct.pack("!BBHHHBBH4s4s", 0x45, 0, 28 + len(payload), 0, 0x4000, 64, socket.IPPROTO_UDP, 0,
                       socket.inet_aton(source[0]), socket.inet_aton(destination[0]))
    head = head[:10] + struct.pack("!H", checksum(head)) + head[12:]
    return head + udp + payload


def error(quote, kind=UNREACHABLE, code=PORT):
    message = struct.pack("!BBHI", kind, code, 0, 0) + quote
    return message[:2] + struct.pack("!H", checksum(message)) + message[4:]
