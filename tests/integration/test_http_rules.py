"""`http:`: which auths, ports and transports a scrape may name, how long it takes, and what becomes of it if nobody waits for
it."""

import json
import os
import time

import pytest
from harness import records
from harness.service import run
from harness.web import Web
from test_http import MODULES, PATIENT


@pytest.fixture
def start_web(start_service):
    def start(config=None, allow=("127.0.0.0/8",)):
        http = {"listen": "127.0.0.1:0", "targets_allow": list(allow)}
        service = start_service({"modules": MODULES, "defaults": PATIENT, "http": http, **(config or {})})
        service.web = Web(service)
        return service

    return start


def test_an_auth_that_scrapes_may_not_use_is_as_unknown_as_any_other(fake_agent, start_service):
    port = fake_agent({}).port
    auths = {name: {"version": 2, "community": "public"} for name in ("shown", "hidden")}
    service = start_service({"modules": MODULES, "defaults": {**PATIENT, "interval": "1h"}, "auths": auths,
                             "targets": [{"host": f"127.0.0.1:{port}", "auth": "hidden", "modules": ["bare"]}],
                             "http": {"listen": "127.0.0.1:0", "targets_allow": ["127.0.0.0/8"], "auths": ["shown"]}})
    web = Web(service)
    assert web.scrape(f"127.0.0.2:{port}", auth="shown")[0] == 200
    assert web.scrape(f"127.0.0.1:{port}")[0] == 200  # with its own, which nobody has named
    for auth in ("hidden", "hiddem", "public_v2"):
        for host in ("127.0.0.1", "127.0.0.2"):
            assert web.scrape(f"{host}:{port}", auth=auth) == (400, f'no auth "{auth}"\n')
    assert web.scrape(f"127.0.0.2:{port}") == (400, 'no auth "public_v2"\n')


def test_hosts_are_asked_at_allowed_ports_over_allowed_transports_only(fake_agent, start_web, snmpd):
    port, other = fake_agent({}).port, fake_agent({}).port
    web = start_web(allow=[f"127.0.0.1:{port}", f"tcp:127.0.0.1:{snmpd.port}", "127.0.0.3", "127.0.0.4:1-1023"]).web
    assert web.scrape(f"127.0.0.1:{port}")[0] == 200
    assert web.scrape(f"tcp:127.0.0.1:{snmpd.port}")[0] == 200
    assert web.scrape(f"127.0.0.3:{other}")[0] == 200
    assert web.scrape(f"localhost:{port}")[0] == 200
    for refused in (f"127.0.0.1:{other}", f"127.0.0.1:{snmpd.port}", f"tcp:127.0.0.1:{port}", f"tcp:127.0.0.3:{port}",
                    f"127.0.0.4:{port}", f"localhost:{other}"):
        status, text = web.scrape(refused)
        assert status == 403 and text.endswith("http.targets_allow does not allow its transport and port\n"), text


def test_a_scrape_ends_before_prometheus_gives_up(fake_agent, start_service):
    port = fake_agent({"127.2.0.0/16": "drop"}).port
    http = {"listen": "127.0.0.1:0", "targets_allow": ["127.0.0.0/8"], "timeout_offset": "1500ms"}
    web = Web(start_service({"modules": MODULES, "defaults": {"timeout": "20s"}, "http": http}))
    for patience, least, most in (("2.5", 0.9, 2.2), ("2", 0.9, 1.9)):  # at least half of it is left
        begun = time.monotonic()
        status, text = web.scrape(f"127.2.0.1:{port}", headers={"X-Prometheus-Scrape-Timeout-Seconds": patience})
        assert status == 500 and "timeout: " in text, text
        assert least < time.monotonic() - begun < most


def test_a_client_that_leaves_ends_its_scrape(fake_agent, start_web):
    port = fake_agent({"127.2.0.0/16": "drop"}).port
    service = start_web({"defaults": {"timeout": "1500ms", "retries": 0}})
    web = service.web
    query = f"GET /snmp?target=127.2.0.1:{port}&module=if_mib,naming,bare HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    clients = [web.connect(query) for _ in range(16)]
    service.wait_for_status(lambda status: status["ledger"]["in_flight"] == 1, "the first poll")
    for client in clients:
        client.close()
    service.wait_for_records(lambda found: found, "its record")
    status, text = web.scrape(f"127.2.0.1:{port}", module="naming")
    assert status == 500 and "timeout" in text, text
    found = service.wait_for_records(lambda found: len(found) >= 2 and found, "the second record")
    assert [record["modules"] for record in found] == [["if_mib"], ["naming"]]
    records.check_ledger(service.records())


def test_check_warns_of_an_address_that_others_reach_and_of_no_other(folder):
    def warnings(http):
        path = os.path.join(folder, "http.yaml")
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"http": http}, file)
        result = run(folder, "check", "-f", path)
        assert result.returncode == 0, result.stderr
        return result.stdout + result.stderr

    sentence = "may have hosts polled with any auth, as there is no http.auths"
    assert f"whoever reaches 0.0.0.0:9117 {sentence}" in warnings({"listen": "0.0.0.0:9117"})
    assert f"whoever reaches [2001:db8::1]:9117 {sentence}" in warnings({"listen": "[2001:db8::1]:9117"})
    for quiet in ({"listen": "127.9.0.1:9117"}, {"listen": "[::1]:9117"},
                  {"listen": "0.0.0.0:9117", "auths": ["public_v2"]}, {"listen": "0.0.0.0:9117", "auths": []}):
        assert sentence not in warnings(quiet)
