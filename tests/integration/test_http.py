"""`http:`: /snmp as snmp_exporter answers it, /targets/metrics, /metrics, /healthz; who may ask what."""

import concurrent.futures
import os
import re
import signal
import socket
import urllib.parse

import pytest
from harness import agents, records
from harness.process import is_alive, wait_until
from harness.service import due_of
from harness.web import Web, samples
from harness.timing import assert_no_overlap

UPTIME = {"name": "sysUpTime", "oid": "1.3.6.1.2.1.1.3", "type": "gauge", "help": "Since the start, in 10 ms."}
NAME = {"name": "sysName", "oid": "1.3.6.1.2.1.1.5", "type": "DisplayString", "help": "Its name."}
MODULES = {
    "if_mib": {"get": ["sysUpTime.0"], "metrics": [UPTIME]},
    "naming": {"get": ["sysName.0"], "metrics": [NAME]},
    "bare": {"get": ["sysDescr.0"]},
}
PATIENT = {"timeout": "5s", "retries": 0}
SOON = {"X-Prometheus-Scrape-Timeout-Seconds": "0.5"}  # for scrapes of who keeps silent


@pytest.fixture
def start_web(start_service):
    def start(config=None, allow=("127.0.0.0/8", "tcp:127.0.0.0/8")):
        http = {"listen": "127.0.0.1:0", **({"targets_allow": list(allow)} if allow else {})}
        service = start_service({"modules": MODULES, "defaults": PATIENT, "http": http, **(config or {})})
        service.web = Web(service)
        return service

    return start


# /snmp


def test_a_target_is_polled_and_answered_as_snmp_exporter_answers(fake_agent, start_web):
    service = start_web()
    target = f"127.0.0.1:{fake_agent({}).port}"
    status, text, headers = service.web.ask(f"/snmp?target={target}")
    assert status == 200 and headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert "# HELP sysUpTime Since the start, in 10 ms.\n# TYPE sysUpTime gauge\nsysUpTime " in text
    found = samples(text)
    assert found['snmp_scrape_packets_sent{module="if_mib"}'] == 1
    assert found['snmp_scrape_packets_retried{module="if_mib"}'] == 0
    assert found['snmp_scrape_pdus_returned{module="if_mib"}'] == 1
    assert 0 < found['snmp_scrape_walk_duration_seconds{module="if_mib"}'] < 5
    assert 0 < found['snmp_scrape_duration_seconds{module="if_mib"}'] < 5
    (record,) = service.wait_for_records(lambda found: found, "its record")
    assert (record["host"], record["modules"], record["seq"]) == (target, ["if_mib"], 1)


@pytest.mark.parametrize("form", ["localhost:{}", "udp://127.0.0.1:{}", "tcp://127.0.0.1:{}", "udp:127.0.0.1:{}",
                                  "udp4://127.0.0.1:{}", "tcp4://127.0.0.1:{}"])
def test_a_target_is_written_as_for_snmp_exporter_or_as_in_a_config(snmpd, start_web, form):
    status, text = start_web().web.scrape(form.format(snmpd.port), module="if_mib")
    assert status == 200 and "\nsysUpTime " in text, text


def test_several_modules_are_asked_one_after_the_other(fake_agent, start_web):
    service = start_web()
    target = f"127.0.0.1:{fake_agent({}).port}"
    for modules in ({"module": "if_mib,naming,,if_mib"}, {"module": ["if_mib", "naming"]}):
        status, text = service.web.scrape(target, **modules)
        assert status == 200 and "sysUpTime " in text and "sysName{" in text
        assert {key for key in samples(text) if "packets_sent" in key} == {
            'snmp_scrape_packets_sent{module="if_mib"}', 'snmp_scrape_packets_sent{module="naming"}'}
    found = service.wait_for_records(lambda found: len(found) == 4 and found, "a record for each")
    assert [record["modules"] for record in found] == [["if_mib"], ["naming"]] * 2
    records.check_ledger(service.records())


CUT = {"cut": {"walk": ["ifDescr"], "max_rows": 2, "metrics": [{
    "name": "ifDescr", "oid": "1.3.6.1.2.1.2.2.1.2", "type": "DisplayString", "help": "Names.",
    "indexes": [{"labelname": "ifIndex", "type": "gauge"}]}]}}


def test_what_came_of_a_module_that_is_not_complete_is_shown(fake_agent, start_web):
    service = start_web({"modules": {**MODULES, **CUT}})
    target = f"127.0.0.1:{fake_agent({}).port}"
    status, text = service.web.scrape(target, module="cut,if_mib")
    assert status == 200 and "sysUpTime " in text and text.count("\nifDescr{") == 2, text
    found = samples(text)
    assert found['snmp_scrape_incomplete{module="cut"}'] == 1
    assert found['snmp_scrape_incomplete{module="if_mib"}'] == 0
    found = service.wait_for_records(lambda found: len(found) == 2 and found, "a record for each")
    assert [record["status"] for record in found] == ["partial", "ok"]


def test_what_is_not_complete_is_refused_if_the_config_says_so(fake_agent, start_service):
    http = {"listen": "127.0.0.1:0", "targets_allow": ["127.0.0.0/8"], "partial": "refuse"}
    web = Web(start_service({"modules": {**MODULES, **CUT}, "defaults": PATIENT, "http": http}))
    target = f"127.0.0.1:{fake_agent({}).port}"
    status, text = web.scrape(target, module="cut,if_mib")
    assert status == 500 and text.startswith(f"module cut of {target}: partial: "), text
    assert samples(web.scrape(target)[1])['snmp_scrape_incomplete{module="if_mib"}'] == 0


def test_an_auth_is_named_and_its_secrets_are_in_no_answer_and_no_log(snmpd, start_web):
    user = {"version": 3, "username": "sha_aes", "security_level": "authPriv", "auth_protocol": "SHA",
            "password": agents.AUTH_PASSWORD, "priv_protocol": "AES", "priv_password": agents.PRIV_PASSWORD}
    secret = {"version": 2, "community": "zk-secret-community"}
    service = start_web({"auths": {"core": user, "wrong": {**user, "password": "wr0ng-passphrase"}, "other": secret},
                         "log": {"level": "debug"}})
    target = f"127.0.0.1:{snmpd.port}"
    answers = [service.web.scrape(target, auth=auth, headers=SOON if auth == "other" else None)
               for auth in ("core", "wrong", "other", "cor", "")]
    assert [status for status, _ in answers] == [200, 500, 500, 400, 200]
    assert "auth_failure" in answers[1][1] and "timeout" in answers[2][1]
    assert answers[3][1] == 'no auth "cor"\n'
    answers += [service.web.scrape(f"zk-secret-community@127.0.0.1:{snmpd.port}")]
    assert answers[-1][0] == 400
    pages = [service.web.page(path) for path in ("/", "/metrics", "/targets/metrics", "/healthz")]
    said = "".join([*pages, *(text for _, text in answers), service.log()])
    for word in (agents.AUTH_PASSWORD, agents.PRIV_PASSWORD, "wr0ng-passphrase", "zk-secret-community"):
        assert word not in said


def test_a_context_is_asked_for_with_snmpv3_and_ignored_without(snmpd, start_web):
    user = {"version": 3, "username": "sha_only", "security_level": "authNoPriv", "auth_protocol": "SHA",
            "password": agents.AUTH_PASSWORD}
    web = start_web({"auths": {"core": user}}).web
    target = f"127.0.0.1:{snmpd.port}"
    status, text = web.scrape(target, auth="core", snmp_context="elsewhere")
    assert status == 500 and "ontext" in text, text
    assert web.scrape(target, auth="core")[0] == 200
    assert web.scrape(target, auth="core", snmp_engineid="0102030405")[0] == 200  # this agent does not mind
    assert web.scrape(target, snmp_context="elsewhere", snmp_engineid="0102030405")[0] == 200
    assert web.scrape(target, auth="core", snmp_context="a" * 256) == (
        400, "parameter snmp_context is longer than 255 octets\n")
    for wrong in ("0", "0x1", "xyz1", "00" * 33):
        assert web.scrape(target, auth="core", snmp_engineid=wrong)[0] == 400


def test_wrong_parameters_are_told(fake_agent, start_web):
    web = start_web().web
    target = f"127.0.0.1:{fake_agent({}).port}"
    for expected, given in [
        ("parameter target is missing", {}),
        ("parameter target is missing", {"target": ""}),
        ("parameter target is given more than once", {"target": target, "extra": f"&target={target}"}),
        ("parameter auth is given more than once", {"target": target, "auth": ["a", "b"]}),
        ("parameter snmp_context is given more than once", {"target": target, "snmp_context": ["a", "b"]}),
        ("parameter snmp_engineid is given more than once", {"target": target, "snmp_engineid": ["00", "01"]}),
        ('no module "if_mi"; did you mean if_mib?', {"target": target, "module": "if_mi"}),
        ('no auth "public_v3"\n', {"target": target, "auth": "public_v3"}),
        ("parameter snmp_context has control characters", {"target": target, "snmp_context": "a\x00b"}),
        ("parameter snmp_context has control characters", {"target": target, "snmp_context": "a\nb"}),
        ("parameter module names no module", {"target": target, "module": ","}),
        ("parameter target is one host, not a range", {"target": "127.0.0.0/24"}),
        ("a target has no community here", {"target": "secret@127.0.0.1"}),
    ]:
        extra = given.pop("extra", "")
        status, text, _ = web.ask("/snmp?" + urllib.parse.urlencode(given, doseq=True) + extra)
        assert status == 400 and text.startswith(expected), text
    assert web.scrape(target, unknown="x", snmp_debug_packets="true")[0] == 200


def test_a_failed_poll_is_500_with_its_reason(fake_agent, start_web, closed_port):
    web = start_web().web
    port = fake_agent({"127.2.0.0/16": "drop"}).port
    status, text = web.scrape(f"127.2.0.1:{port}", module="naming", headers=SOON)
    assert status == 500 and text.startswith(f"module naming of 127.2.0.1:{port}: timeout: "), text
    assert web.scrape(f"127.0.0.1:{closed_port}")[1].count("unreachable") == 1
    status, text = web.scrape("no-such-host.invalid")
    assert status == 500 and "no-such-host.invalid" in text


def test_prometheus_patience_bounds_the_poll(fake_agent, start_web):
    web = start_web({"defaults": {"timeout": "20s", "retries": 3}}).web
    port = fake_agent({"127.2.0.0/16": "drop"}).port
    status, text = web.scrape(f"127.2.0.1:{port}", headers=SOON, timeout=10)
    assert status == 500 and "timeout" in text


def test_only_what_is_allowed_is_asked(fake_agent, start_web):
    port = fake_agent({}).port
    web = start_web({"targets": [f"127.0.0.5:{port}"]}, allow=["127.0.0.1", "127.3.0.0/16"]).web
    for target in ("127.0.0.1", "127.3.2.1", "127.0.0.5", "localhost"):
        assert web.scrape(f"{target}:{port}")[0] == 200, target
    for target in ("127.0.0.2", "127.4.0.1", "[::1]", "[::ffff:127.0.0.1]"):
        status, text = web.scrape(f"{target}:{port}")
        assert status == 403 and "may not be asked" in text, text


def test_without_targets_allow_only_configured_targets_are_asked(fake_agent, start_web):
    port = fake_agent({}).port
    web = start_web({"targets": [f"127.0.0.5:{port}"]}, allow=None).web
    assert web.scrape(f"127.0.0.5:{port}")[0] == 200
    assert web.scrape(f"udp://127.0.0.5:{port}")[0] == 200
    for target in (f"127.0.0.6:{port}", "127.0.0.5", f"localhost:{port}"):
        assert web.scrape(target)[0] == 403, target


def test_a_configured_target_is_asked_with_its_own_auth(snmpd, start_web):
    user = {"version": 3, "username": "sha_only", "security_level": "authNoPriv", "auth_protocol": "SHA",
            "password": agents.AUTH_PASSWORD}
    target = f"127.0.0.1:{snmpd.port}"
    config = {"auths": {"core": user, "nobody": {"version": 2, "community": "nobody"}}}
    web = start_web({**config, "targets": [{"host": target, "auth": "core"}]}).web
    assert web.scrape(target)[0] == 200
    assert web.scrape(target, auth="nobody")[0] == 500


# One poll of a host at a time


def test_scrapes_of_one_host_wait_for_each_other_and_for_its_schedule(fake_agent, start_web):
    port = fake_agent({"127.2.0.0/16": "delay:100"}).port
    target = f"127.2.0.1:{port}"
    service = start_web({"targets": [target], "defaults": {**PATIENT, "interval": "500ms", "modules": ["naming"]},
                         "workers": {"count": 8}})
    with concurrent.futures.ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: service.web.scrape(target), range(10)))
        again = list(pool.map(lambda _: service.web.scrape(f"127.2.0.2:{port}"), range(10)))
    assert [status for status, _ in answers + again] == [200] * 20
    service.wait_for_records(lambda found: sum(r["modules"] == ["naming"] for r in found) >= 3, "its schedule")
    assert service.stop() == 0
    found = service.records()
    records.check_ledger(found)
    assert_no_overlap(found)
    assert {record["status"] for record in found} <= {"ok", "skipped"}


def test_too_many_scrapes_of_one_host_are_503_and_other_hosts_do_not_notice(fake_agent, start_web):
    """The agent of the one host stands still until all are there."""
    slow_agent, port = fake_agent({}), fake_agent({}).port
    service = start_web({"defaults": {"timeout": "60s", "retries": 0}, "workers": {"count": 4}})
    slow_agent.signal(signal.SIGSTOP)
    with concurrent.futures.ThreadPoolExecutor(40) as pool:
        slow = [pool.submit(service.web.scrape, f"127.2.0.1:{slow_agent.port}") for _ in range(30)]
        try:
            wait_until(lambda: sum(one.done() for one in slow) == 13, "those that are too many")
            assert service.web.scrape(f"127.0.0.1:{port}")[0] == 200
        finally:
            slow_agent.signal(signal.SIGCONT)
        statuses = [one.result()[0] for one in slow]
    assert statuses.count(200) == 17 and statuses.count(503) == 13, statuses
    assert due_of(service.status()) == 18


def test_a_scrape_of_a_worker_that_dies_is_told(fake_agent, start_web):
    port = fake_agent({"127.2.0.0/16": "drop"}).port
    service = start_web({"defaults": {"timeout": "10s"}, "workers": {"count": 1}})
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        scrape = pool.submit(service.web.scrape, f"127.2.0.1:{port}")
        service.wait_for_status(lambda status: status["workers"][0]["host"], "the poll")
        os.kill(service.status()["workers"][0]["pid"], signal.SIGKILL)
        status, text = scrape.result()
    assert status == 500 and "worker_lost" in text
    assert service.web.scrape(f"127.0.0.1:{port}")[0] == 200


# /targets/metrics


def test_the_last_poll_of_every_target_is_shown_and_nothing_old(folder, start_web):
    device = agents.Snmpd(folder)
    try:
        target = {"host": f"127.0.0.1:{device.port}", "labels": {"site": "a\"b\\c\nd", "sysName": "mine"},
                  "modules": ["if_mib", "naming"]}
        service = start_web({"targets": [target, f"127.0.0.9:{device.port}"],
                             "defaults": {**PATIENT, "interval": "300ms", "modules": ["bare"]}})
        device_label = f'host="127.0.0.1:{device.port}"'
        labels = f'{device_label},site="a\\"b\\\\c\\nd",sysName="mine"'
        bare = f'host="127.0.0.9:{device.port}"'
        wait_until(lambda: f"snmpolld_up{{{bare}}} 1" in service.web.page("/targets/metrics"), "a poll")
        wait_until(lambda: f"snmpolld_up{{{labels}}} 1" in service.web.page("/targets/metrics"), "a poll")
        found = samples(service.web.page("/targets/metrics"))
        assert found.pop(f"sysUpTime{{{labels}}}") > 0
        exported = labels.replace("host=", 'exported_sysName="integration-snmpd",host=')
        assert found.pop(f"sysName{{{exported}}}") == 1
        ok = labels.replace("sysName=", 'status="ok",sysName=')
        for of, status in ((labels, ok), (bare, f'{bare},status="ok"')):
            assert found.pop(f"snmpolld_up{{{of}}}") == 1
            assert found.pop(f"snmpolld_poll_status{{{status}}}") == 1
            assert 0 < found.pop(f"snmpolld_poll_duration_seconds{{{of}}}") < 5
        assert not found
    finally:
        device.end()
    wait_until(lambda: f"snmpolld_up{{{labels}}} 0" in service.web.page("/targets/metrics"), "the failure")
    left = {key.partition("{")[0] for key in samples(service.web.page("/targets/metrics")) if device_label in key}
    assert left == {"snmpolld_up", "snmpolld_poll_status", "snmpolld_poll_duration_seconds"}


def test_scrapes_do_not_show_as_polls_of_the_schedule(fake_agent, start_web):
    port = fake_agent({}).port
    target = f"127.0.0.1:{port}"
    service = start_web({"targets": [{"host": target, "interval": "1h", "modules": ["bare"]}]})
    assert service.web.scrape(target)[0] == 200
    assert service.web.scrape(f"127.0.0.2:{port}")[0] == 200
    found = samples(service.web.page("/targets/metrics"))
    assert not [key for key in found if "sysUpTime" in key or "127.0.0.2" in key]


# /metrics, /healthz, /


def test_the_daemon_tells_of_itself(fake_agent, start_web):
    port = fake_agent({"127.2.0.0/16": "drop"}).port
    service = start_web({"targets": [f"127.0.0.1:{port}", {"host": f"127.2.0.1:{port}", "timeout": "300ms"}],
                         "defaults": {**PATIENT, "interval": "300ms", "modules": ["naming"]}, "workers": {"count": 3}})
    service.wait_for_records(lambda found: {"ok", "timeout"} <= set(records.statuses(found)), "both outcomes")
    found = samples(service.web.page("/metrics"))
    ended = sum(value for key, value in found.items() if key.startswith("snmpolld_polls_total{"))
    assert found["snmpolld_polls_due_total"] == ended + found["snmpolld_polls_in_flight"]
    assert found['snmpolld_polls_total{outcome="ok"}'] >= 1 <= found['snmpolld_polls_total{outcome="timeout"}']
    assert found["snmpolld_hosts"] == 2 and found['snmpolld_workers{state="ready"}'] == 3
    assert found["snmpolld_rtt_seconds_count"] == found['snmpolld_rtt_seconds_bucket{le="+Inf"}'] >= 1
    assert found["snmpolld_resident_memory_bytes"] > 1e6 < found["snmpolld_workers_private_memory_bytes"]
    (output,) = [key for key in found if key.startswith("snmpolld_output_records_written_total{")]
    assert output.endswith(f'{{output="jsonl {service.jsonl_path}"}}')
    pid = service.status()["workers"][0]["pid"]
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: samples(service.web.page("/metrics"))['snmpolld_worker_restarts_total{worker="0"}'] == 1,
               "a restart")
    assert not is_alive(pid)


def test_the_front_page_has_links_that_work(start_web):
    web = start_web({"targets": ["127.0.0.1:1"]}).web
    status, text, headers = web.ask("/")
    assert status == 200 and headers["Content-Type"] == "text/html; charset=utf-8" and "<script" not in text
    for link in re.findall(r'href="([^"]+)"', text):
        assert web.ask(link)[0] == 200, link
    assert web.ask("/healthz")[:2] == (200, "ok\n")


def test_while_it_stops_it_is_not_healthy_and_whoever_waits_is_answered(fake_agent, start_web):
    port = fake_agent({"127.2.0.0/16": "drop"}).port
    service = start_web({"targets": [{"host": f"127.2.0.1:{port}", "interval": "1h"}],
                         "defaults": {"timeout": "20s", "modules": ["naming"]}})
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        waiting = [pool.submit(service.web.scrape, f"127.2.0.1:{port}") for _ in range(2)]
        service.wait_for_status(lambda status: status["ledger"]["in_flight"], "a poll")
        service.process.signal(signal.SIGTERM)
        wait_until(lambda: service.web.ask("/healthz")[:2] == (503, "stopping\n"), "503")
        assert service.web.scrape(f"127.0.0.1:{port}")[0] == 503
        statuses = [one.result()[0] for one in waiting]
    assert service.process.wait() == 0
    assert statuses == [503, 503]
    records.check_ledger(service.records())


# Config


def test_a_service_may_have_no_targets_but_scrapes(folder, fake_agent, start_service):
    service = start_service({"http": {"listen": "127.0.0.1:0", "targets_allow": ["127.0.0.0/8"]}, "modules": MODULES,
                             "outputs": []})
    assert Web(service).scrape(f"127.0.0.1:{fake_agent({}).port}")[0] == 200
    assert service.stop() == 0
    assert service.process.stdout == ""


def test_a_reload_moves_the_server_and_its_rules(fake_agent, start_web):
    port = fake_agent({}).port
    service = start_web({"targets": [f"127.0.0.5:{port}"]})
    old = service.web
    assert old.scrape(f"127.0.0.1:{port}")[0] == 200
    fixed = "127.0.0.2", old.port  # nobody has this port but the server itself
    service.write_config({**service.config, "http": {"listen": f"{fixed[0]}:{fixed[1]}"}})
    assert service.command("reload").returncode == 0
    web = Web(service)
    assert (web.address, web.port) == fixed and web.scrape(f"127.0.0.1:{port}")[0] == 403
    with pytest.raises(ConnectionRefusedError):
        old.connect()
    assert service.command("reload").returncode == 0  # the same address: the same server
    assert service.log().count("http_listens") == 2
    service.write_config({key: value for key, value in service.config.items() if key != "http"})
    assert service.command("reload").returncode == 0
    with pytest.raises(ConnectionRefusedError):
        web.connect()


def test_an_address_that_is_taken_is_told_and_a_reload_leaves_all_as_it_was(fake_agent, start_web):
    port = fake_agent({}).port
    service = start_web({"targets": [{"host": f"127.0.0.5:{port}", "interval": "200ms"}]})
    wait_until(lambda: "127.0.0.5" in service.web.page("/targets/metrics"), "a poll")
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = f"127.0.0.1:{other.getsockname()[1]}"
        service.write_config({**service.config, "targets": [f"127.0.0.6:{port}"], "http": {"listen": taken}})
        result = service.command("reload")
    assert result.returncode != 0 and f"listen on {taken}: bind: Address already in use" in result.stderr
    assert service.web.scrape(f"127.0.0.1:{port}")[0] == 200
    assert service.status()["hosts"]["configured"] == 1 and "127.0.0.5" in service.web.page("/targets/metrics")
