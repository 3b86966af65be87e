"""`http:` against clients that send nonsense, too much, too little or nothing: 4xx with a sentence, or the end of the
connection; the daemon goes on, and everybody else is served."""

import concurrent.futures
import itertools
import os
import random
import re
import socket

import pytest
from harness import counting_agent, records
from harness.counting_agent import CountingAgent
from harness.process import wait_until
from harness.web import Web

UPTIME = {"name": "up_time", "oid": "1.3.6.1.2.1.1.3", "type": "gauge", "help": "Up."}
MODULE = {"get": ["sysUpTime.0"], "metrics": [UPTIME]}
IF_NAME, IF_INDEX = "1.3.6.1.2.1.31.1.1.1.1", "1.3.6.1.2.1.2.2.1.1"


@pytest.fixture
def service(fake_agent, start_service):
    port = fake_agent({}).port
    started = start_service({
        "http": {"listen": "127.0.0.1:0", "targets_allow": ["127.0.0.0/8"]},
        "modules": {"if_mib": MODULE},
        "defaults": {"timeout": "10s", "retries": 0, "interval": "300ms", "modules": ["if_mib"]},
        "targets": [f"127.0.0.1:{port}"],
    })
    started.web = Web(started)
    started.port = port
    yield started
    assert_well(started)
    assert started.stop() == 0
    records.check_ledger(started.records())


def assert_well(service):
    assert service.web.ask("/healthz")[:2] == (200, "ok\n")
    assert service.web.scrape(f"127.0.0.1:{service.port}")[0] == 200


def request(line, *headers):
    return "\r\n".join([line, "Host: x", *headers, "", ""]).encode("latin-1")


def test_other_methods_are_405(service):
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get", "A" * 1000):
        answer = service.web.raw(request(f"{method} /snmp?target=127.0.0.1 HTTP/1.1", "Content-Length: 3") + b"a=b")
        assert answer.startswith(b"HTTP/1.1 405 ") and answer.endswith(b"only GET and HEAD are known here\n"), answer


def test_a_body_is_413(service):
    for header in ("Content-Length: 1000000000000", "Transfer-Encoding: chunked"):
        answer = service.web.raw(request("GET /metrics HTTP/1.1", header))
        assert answer.startswith(b"HTTP/1.1 413 ") and b"a request has no body here" in answer


NO_PAGES = [
    "/../../../etc/passwd", "/metrics/../metrics", "/%2e%2e/%2e%2e/etc/passwd", "//metrics", "/metrics/", "/METRICS",
    "/metrics%20", "/snmp/", "/.", "/etc/passwd", "/%c0%ae%c0%ae/", "/\\..\\", "/metrics;a=b"]


def test_a_path_that_is_no_page_is_404(service):
    for path in NO_PAGES:
        answer = service.web.raw(request(f"GET {path} HTTP/1.1", "Connection: close"))
        assert answer.startswith(b"HTTP/1.1 404 ") and b"Content-Type: text/plain; charset=utf-8\r\n" in answer, path
        assert answer.endswith(b"there is no such page; / has links to those that there are\n")


NO_URLS = ["/metrics%00", "/%00", "/snmp%0d%0aX:%20y", "/%", "/%f", "/%zz", "/snmp?target=%",
           "/snmp?%zz=a", "*", "metrics", "/a%7f"]


def test_a_url_that_is_not_well_formed_is_400(service):
    for path in NO_URLS:
        answer = service.web.raw(request(f"GET {path} HTTP/1.1", "Connection: close"))
        assert answer.startswith(b"HTTP/1.1 400 ") and answer.endswith(b"the URL is not well formed\n"), answer


NO_TARGETS = [
    "%00", "127.0.0.1%00", "%ff%fe", "%c3%28", "a%0ab", "%1b[31m", "127.0.0.1%3a99999", "127.0.0.1%3a-1", "%20",
    "a" * 300, "%3cscript%3e", "[::1", "%2e%2e/", "127.0.0.1/33", "-", "%40/etc/passwd", "tcp://", "x%3a//y"]


def test_a_target_that_is_none_is_400_and_its_octets_are_made_harmless(service):
    for target in NO_TARGETS:
        status, text, headers = service.web.ask(f"/snmp?target={target}")
        assert status == 400 and headers["Content-Type"] == "text/plain; charset=utf-8", (target, status, text)
        assert re.fullmatch(r"[^\x00-\x1f\x7f-\x9f�]+\n", text), text
    assert not re.search(r"[\x00-\x08\x0e-\x1f\x7f]", service.log())


def test_other_parameters_of_any_octets_are_harmless_too(service):
    values = ("%00", "%ff", "%0a", "../../etc/passwd", "a" * 4000, "%22%7d%20999%0a", ",,,", "%2c" * 1000)
    for name, value in itertools.product(["module", "auth", "snmp_context", "snmp_engineid"], values):
        status, text, _ = service.web.ask(f"/snmp?target=127.0.0.1:{service.port}&{name}={value}")
        has_controls = "%0" in value
        assert status == (200 if name == "snmp_context" and not has_controls else 400), (value, text)
        assert "\n" not in text[:-1] or status == 200


def test_a_long_url_and_long_headers_are_refused(service):
    answer = service.web.raw(request("GET /" + "a" * 9000 + " HTTP/1.1", "Connection: close"))
    assert answer.startswith(b"HTTP/1.1 414 ") and answer.endswith(b"the URL is longer than 8192 octets\n")
    for octets in (b"GET /" + b"a" * (1 << 20), request("GET /?" + "a=b&" * (1 << 18) + " HTTP/1.1"),
                   request("GET / HTTP/1.1", "X: " + "y" * (1 << 20)), request("GET / HTTP/1.1", *["X: y"] * 100_000),
                   b"A" * (1 << 20), b"\r\n" * (1 << 19), b"GET / HTTP/1.1\r\n" + b" x\r\n" * (1 << 18)):
        answer = service.web.raw(octets)
        assert answer == b"" or re.match(rb"HTTP/1.1 4\d\d ", answer), answer[:200]


def test_octets_that_are_no_http_end_the_connection_only(service):
    generator = random.Random(1)
    valid = request("GET /snmp?target=127.0.0.1 HTTP/1.1", "Connection: close")
    for _ in range(300):
        octets = bytearray(valid)
        for _ in range(generator.randint(1, 5)):
            octets[generator.randrange(len(octets))] = generator.randrange(256)
        service.web.connect(octets).close()
    for octets in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + os.urandom(500), os.urandom(5000), b"\0" * 1000,
                   b"GET / HTTP/9.9\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"GET\r\n\r\n", b" / HTTP/1.1\r\n\r\n",
                   b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"):
        service.web.raw(octets)


def test_half_requests_and_clients_that_leave_are_no_trouble(service):
    valid = request(f"GET /snmp?target=127.0.0.1:{service.port} HTTP/1.1")
    for size in range(len(valid)):
        service.web.connect(valid[:size]).close()
    for _ in range(200):
        service.web.connect(valid).close()
    wait_until(lambda: service.web.page("/metrics").count("snmpolld_http_connections 1\n"), "all gone")


def test_a_hundred_slow_clients_do_not_keep_others_out(service):
    slow = [service.web.connect(b"GET /metrics HT") for _ in range(100)]
    assert_well(service)
    further = [service.web.connect(b"") for _ in range(100)]
    assert_well(service)
    for client in slow[:90]:  # the oldest had to go
        client.settimeout(60)
        assert client.recv(10) == b""
    for client in slow + further:
        client.close()


def test_clients_that_do_not_read_hold_nobody(service):
    clients = []
    for _ in range(50):
        client = service.web.connect()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        client.sendall(request("GET /metrics HTTP/1.1") * 20)
        clients.append(client)
    assert_well(service)
    for client in clients:
        client.close()


def test_many_requests_on_one_connection_and_on_many(service):
    with service.web.connect(request("GET /healthz HTTP/1.1") * 500) as client:
        received = b""
        while received.count(b"\r\n\r\nok\n") < 500:
            piece = client.recv(65536)
            assert piece
            received += piece
    target = f"127.0.0.1:{service.port}"
    with concurrent.futures.ThreadPoolExecutor(50) as pool:
        statuses = [status for status, _ in pool.map(lambda _: service.web.scrape(target), range(300))]
    one_and_those_that_may_wait = 1 + 16
    assert set(statuses) <= {200, 503} and statuses.count(200) >= one_and_those_that_may_wait


class OddAgent(CountingAgent):
    """Its texts are bytes as they are."""

    def _value(self, oid, ticks):
        value = self.values.get(oid)
        return counting_agent.tlv(4, value) if isinstance(value, bytes) else super()._value(oid, ticks)


def test_labels_of_any_octets_are_valid_text(start_service, ended):
    names = [b"\xff\xfe", b"a\"b\\c\nd", b"\x00\x01", "ä€😀".encode(), b"\xc3(", b"{} 1\nx 2", b""]
    values = {f"{IF_NAME}.{i}": name for i, name in enumerate(names, 1)}
    values |= {f"{IF_INDEX}.{i}": (0x02, lambda ticks, i=i: i) for i in range(1, len(names) + 1)}
    agent = OddAgent(values)
    ended.append(agent)
    metric = {"name": "ifIndex", "oid": IF_INDEX, "type": "gauge", "help": "Of\nan \\ interface.", "indexes": [
        {"labelname": "i", "type": "gauge"}], "lookups": [
        {"labels": ["i"], "labelname": "ifName", "oid": IF_NAME, "type": "DisplayString"}]}
    target = f"127.0.0.1:{agent.port}"
    service = start_service({
        "http": {"listen": "127.0.0.1:0"},
        "modules": {"if_mib": {"walk": [IF_NAME, IF_INDEX], "metrics": [metric]}},
        "targets": [{"host": target, "modules": ["if_mib"], "interval": "500ms", "labels": {"site": "ü"}}],
    })
    web = Web(service)
    wait_until(lambda: "ifIndex{" in web.page("/targets/metrics"), "a poll")
    for text in (web.scrape(target)[1], web.page("/targets/metrics")):
        lines = [line for line in text.splitlines() if line.startswith("ifIndex{")]
        assert len(lines) == len(names)
        assert all(re.fullmatch(r'ifIndex\{(\w+="([^"\\\n]|\\[\\n"])*",?)+\} \d', line) for line in lines), lines
        assert 'ifName="ä€😀"' in text and 'ifName="\\"' not in text and 'ifName="a\\"b\\\\c\\nd"' in text
        assert 'ifName="�"' in text and "# HELP ifIndex Of\\nan \\\\ interface.\n" in text
