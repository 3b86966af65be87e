"""The forms in which the HTTP server answers: gzip, OpenMetrics; and the paths that other servers have: /-/healthy, /-/ready,
/-/reload."""

import gzip
import http.client
import json
import subprocess

import pytest
from harness.process import wait_until
from harness.web import Web, samples
from test_http import MODULES, PATIENT

OPEN_METRICS = "application/openmetrics-text"
OF_PROMETHEUS = f"{OPEN_METRICS};version=1.0.0;q=0.8,text/plain;version=0.0.4;q=0.5,*/*;q=0.1"


@pytest.fixture
def service(fake_agent, start_service):
    port = fake_agent({}).port
    service = start_service({
        "modules": MODULES, "defaults": {**PATIENT, "interval": "300ms", "modules": ["naming", "if_mib"]},
        "targets": [{"hosts": f"127.0.0.1-30:{port}"}],
        "http": {"listen": "127.0.0.1:0", "targets_allow": ["127.0.0.0/8"], "reload": True},
    })
    service.web = Web(service)
    service.port = port
    wait_until(lambda: service.web.page("/targets/metrics").count("\nsysUpTime{") == 30, "the hosts' polls")
    return service


def octets_of(web, path, headers):
    connection = http.client.HTTPConnection(web.address, web.port, timeout=60)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


@pytest.mark.parametrize("path", ["/targets/metrics", "/metrics", "/snmp?target=127.0.0.1:{}&module=naming,if_mib"])
def test_whoever_takes_gzip_gets_it_and_the_same_text(service, path):
    path = path.format(service.port)
    plain = octets_of(service.web, path, {})[2]
    assert len(plain) > 1400
    for accepts, packed in (("gzip", True), ("br, gzip;q=0.5", True), ("gzip;q=0", False), ("br", False), ("gzipped", False)):
        status, headers, octets = octets_of(service.web, path, {"Accept-Encoding": accepts})
        assert status == 200 and headers.get("Content-Encoding") == ("gzip" if packed else None), accepts
        text = (gzip.decompress(octets) if packed else octets).decode()
        assert samples(text).keys() == samples(plain.decode()).keys()


def test_short_answers_stay_as_they_are(service):
    status, headers, octets = octets_of(service.web, "/healthz", {"Accept-Encoding": "gzip"})
    assert (status, headers.get("Content-Encoding"), octets) == (200, None, b"ok\n")


def test_curl_reads_a_packed_page(service):
    url = f"http://{service.web.address}:{service.web.port}/targets/metrics"
    page = subprocess.run(["curl", "-sS", "--compressed", url], capture_output=True, text=True, timeout=60, check=True)
    assert page.stdout.count("\nsysUpTime{") == 30


@pytest.mark.parametrize("path", ["/targets/metrics", "/metrics", "/snmp?target=127.0.0.1:{}&module=naming,if_mib"])
def test_whoever_prefers_open_metrics_gets_it(service, path):
    path = path.format(service.port)
    for accepts, wanted in ((OF_PROMETHEUS, True), (OPEN_METRICS, True), ("text/plain", False), ("*/*", False),
                            (f"{OPEN_METRICS};q=0.1,text/plain", False), (f"{OPEN_METRICS};q=0", False)):
        status, text, headers = service.web.ask(path, headers={"Accept": accepts})
        kind = headers["Content-Type"]
        assert status == 200 and kind.startswith(OPEN_METRICS if wanted else "text/plain; version=0.0.4"), accepts
        assert text.endswith("\n# EOF\n") == wanted and text.count("# EOF") == wanted
    _, text, _ = service.web.ask(path, headers={"Accept": OPEN_METRICS})
    types = dict(line.split()[2:4] for line in text.splitlines() if line.startswith("# TYPE"))
    assert set(types.values()) <= {"gauge", "counter", "unknown", "histogram"}
    names = [line.split("{")[0].split(" ")[0] for line in text.splitlines() if not line.startswith("#")]
    for family, kind in types.items():
        assert (family + "_total" in names) == (kind == "counter"), family
        assert not (kind == "counter" and family.endswith("_total"))


def test_it_is_healthy_and_ready_as_other_servers_say_it(service):
    for path in ("/-/healthy", "/-/ready", "/healthz"):
        assert service.web.ask(path)[:2] == (200, "ok\n")


def test_a_reload_is_posted_and_told(service):
    web = service.web
    status, text, headers = web.ask("/-/reload")
    assert (status, headers["Allow"]) == (405, "POST"), text
    assert web.ask("/metrics", method="POST")[2]["Allow"] == "GET, HEAD"
    service.write_config({**service.config, "targets": [f"127.0.0.7:{service.port}"]})
    status, text, _ = web.ask("/-/reload", method="POST")
    assert status == 500 and "would remove 29 of 30 hosts" in text, text
    service.write_config({**service.config, "targets": [{"hosts": f"127.0.0.1-31:{service.port}"}]})
    assert web.ask("/-/reload", method="POST")[:2] == (200, "reloaded\n")
    assert service.status()["hosts"]["configured"] == 31
    with open(service.config_path, "w", encoding="utf-8") as file:
        file.write("targets: [")
    assert web.ask("/-/reload", method="POST")[0] == 500
    service.write_config({**service.config, "http": {**service.config["http"], "reload": False}})
    assert service.command("reload").returncode == 0
    assert web.ask("/-/reload", method="POST")[:2] == (403, "the config has no http: {reload: true}\n")


def test_the_reload_needs_no_more_than_a_post_without_a_body(service):
    assert service.web.ask("/-/reload", method="POST", body=json.dumps({}))[0] == 413
