"""Debian's Prometheus scrapes the daemon as it would snmp_exporter, and answers a rate() query; promtool on the three
pages of metrics. The device is an agent whose counters are known functions of its clock."""

import json
import os
import re
import subprocess
import urllib.error
import urllib.parse
import urllib.request

import pytest
from harness import snmp_exporter
from harness.certificates import Authority
from harness.counting_agent import COUNTER64, OCTET_STRING, CountingAgent
from harness.process import Running, wait_until
from harness.secure_web import PASSWORD, tls_of, users, write
from harness.service import Service
from harness.web import Web

IN_OCTETS, NAME = "1.3.6.1.2.1.31.1.1.1.6", "1.3.6.1.2.1.31.1.1.1.1"
PER_SECOND = {"eth0": 12_500, "ge-0/0/1": 1_250_000}
WINDOW = 10  # seconds of rate(); as many scrapes

# What promtool holds against names that come from MIBs; it says the same of snmp_exporter.
MIB_NAMES = re.compile(
    r"(\w+) (?:(?:metric|label) names should be written in 'snake_case' not 'camelCase'"
    r'|counter metrics should have "_total" suffix)')

RELABEL = [
    {"source_labels": ["__address__"], "target_label": "__param_target"},
    {"source_labels": ["__param_target"], "target_label": "instance"},
]


@pytest.fixture(scope="module")
def agent():
    values = {}
    for index, (name, rate) in enumerate(PER_SECOND.items(), 1):
        values[f"{NAME}.{index}"] = OCTET_STRING, name.encode("ascii")
        values[f"{IN_OCTETS}.{index}"] = COUNTER64, lambda ticks, rate=rate: ticks * rate // 100
    started = CountingAgent(values)
    yield started
    started.end()


def host_of(agent):
    return f"127.0.0.1:{agent.port}"


@pytest.fixture(scope="module")
def service(module_folder, agent):
    """Polls the agent each second on its own account too."""
    snmp_exporter.program("prometheus")
    if not os.path.exists(snmp_exporter.STOCK):
        pytest.skip("skipped: no snmp.yml of snmp_exporter beside the project")
    target = {"host": host_of(agent), "modules": ["if_mib"], "interval": "1s", "labels": {"site": "ams"}}
    config = {
        "modules_files": [snmp_exporter.STOCK],
        "http": {"listen": "127.0.0.1:0", "targets_allow": ["127.0.0.0/8"]},
        "targets": [target],
    }
    started = Service(module_folder, config)
    started.port = Web(started).port
    yield started
    started.end()


def page(service, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{service.port}{path}", timeout=120) as answer:
        return answer.read().decode("utf-8")


class Prometheus(Running):
    """On a loopback port that the kernel chose, its data in `folder`."""

    def __init__(self, folder, jobs):
        config = {"global": {"scrape_interval": "1s", "scrape_timeout": "1s"}, "scrape_configs": jobs}
        path = os.path.join(folder, "prometheus.yml")
        with open(path, "w", encoding="utf-8") as file:
            json.dump(config, file)
        options = [f"--config.file={path}", f"--storage.tsdb.path={folder}/tsdb", "--web.listen-address=127.0.0.1:0"]
        super().__init__([snmp_exporter.program("prometheus"), *options], folder)
        listening = re.compile(r'"Listening on" address=127\.0\.0\.1:(\d+)\n')
        self.wait_for_output("Server is ready to receive web requests")
        self.port = int(wait_until(lambda: listening.search(self.stderr), "Prometheus' port")[1])

    def query(self, expression):
        """[(labels, value)]"""
        url = f"http://127.0.0.1:{self.port}/api/v1/query?{urllib.parse.urlencode({'query': expression})}"
        try:
            with urllib.request.urlopen(url, timeout=120) as answer:
                result = json.load(answer)["data"]["result"]
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{expression}: {error.read().decode('utf-8', 'replace')}") from None
        return [(row["metric"], float(row["value"][1])) for row in result]

    def by_label(self, expression, label):
        return {labels.get(label): value for labels, value in self.query(expression)}

    def wait_for_scrapes(self, metric, count):
        """Of every interface."""

        def enough():
            found = self.by_label(f"count_over_time({metric}[{WINDOW}s])", "ifName")
            return set(found) == set(PER_SECOND) and min(found.values()) >= count

        wait_until(enough, lambda: f"{count} scrapes of {metric}; {self.query('up')} {self.stderr[-1000:]}", 240)


def job_of_snmp_exporter(service, agent):
    """As it stands in people's configs; only the address of the exporter is the daemon's."""
    return {
        "job_name": "snmp",
        "metrics_path": "/snmp",
        "params": {"auth": ["public_v2"], "module": ["if_mib"]},
        "static_configs": [{"targets": [host_of(agent)]}],
        "relabel_configs": [*RELABEL, {"target_label": "__address__", "replacement": f"127.0.0.1:{service.port}"}],
    }


def plain_job(service, name, path):
    return {"job_name": name, "metrics_path": path, "honor_labels": True,
            "static_configs": [{"targets": [f"127.0.0.1:{service.port}"]}]}


def check_rates(prometheus, job):
    selector = f'ifHCInOctets{{job="{job}"}}'
    prometheus.wait_for_scrapes(selector, WINDOW)
    expected = {name: pytest.approx(rate, rel=0.1) for name, rate in PER_SECOND.items()}

    def rates():
        return prometheus.by_label(f"rate({selector}[{WINDOW}s])", "ifName")

    wait_until(lambda: rates() == expected, lambda: f"rates of {job}: {rates()}")


def test_prometheus_scrapes_snmpolld_in_the_place_of_snmp_exporter(folder, ended, service, agent):
    prometheus = Prometheus(folder, [
        job_of_snmp_exporter(service, agent),
        plain_job(service, "targets", "/targets/metrics"),
        plain_job(service, "daemon", "/metrics"),
    ])
    ended.append(prometheus)
    check_rates(prometheus, "snmp")
    check_rates(prometheus, "targets")
    assert prometheus.by_label("up", "job") == {"snmp": 1, "targets": 1, "daemon": 1}
    (labels, _), = prometheus.query('ifHCInOctets{job="snmp",ifName="eth0"}')
    assert labels["instance"] == host_of(agent) and labels["ifIndex"] == "1"
    (labels, _), = prometheus.query('ifHCInOctets{job="targets",ifName="eth0"}')
    assert labels["host"] == host_of(agent) and labels["site"] == "ams"
    assert prometheus.by_label("snmpolld_up", "host") == {host_of(agent): 1}


def test_prometheus_scrapes_over_https_with_a_password(folder, ended, start_service, fleet):
    """As in the README; a wrong password is a scrape that is down, not a success."""
    authority = Authority(folder)
    web_config = {**tls_of(authority), **users(cost=10)}
    write(os.path.join(folder, "web.yml"), web_config)
    service = start_service({"http": {"listen": "127.0.0.1:0", "web_config_file": "web.yml"},
                             "defaults": {"interval": "1s"}, "targets": [f"127.1.0.1:{fleet().port}"]})
    write(os.path.join(folder, "password"), PASSWORD)
    write(os.path.join(folder, "wrong"), "wrong")
    port = Web(service).port

    def job(name, password):
        return {"job_name": name, "metrics_path": "/targets/metrics", "scheme": "https",
                "tls_config": {"ca_file": authority.certificate},
                "basic_auth": {"username": "alice", "password_file": os.path.join(folder, password)},
                "static_configs": [{"targets": [f"127.0.0.1:{port}"]}]}

    place = os.path.join(folder, "prometheus")
    os.makedirs(place)
    prometheus = Prometheus(place, [job("right", "password"), job("wrong", "wrong")])
    ended.append(prometheus)
    wait_until(lambda: prometheus.by_label("count_over_time(up[30s]) > 5", "job").keys() >= {"right", "wrong"},
               lambda: f"scrapes: {prometheus.query('up')} {prometheus.stderr[-1000:]}")
    assert prometheus.by_label("up", "job") == {"right": 1, "wrong": 0}
    assert prometheus.by_label("snmpolld_up", "job") == {"right": 1}


def complaints(text):
    """promtool's lines, without those about names that a MIB gave."""
    result = subprocess.run([snmp_exporter.program("promtool"), "check", "metrics"], input=text, text=True,
                            capture_output=True, check=False)
    assert result.returncode in (0, 3), result.stderr
    lines = [line for line in (result.stdout + result.stderr).splitlines() if line]
    return [line for line in lines if not from_a_mib(line)]


def from_a_mib(line):
    found = MIB_NAMES.fullmatch(line)
    return found and not found[1].startswith("snmp")


@pytest.mark.parametrize("path", ["/snmp?target={target}&module=if_mib&auth=public_v2", "/targets/metrics", "/metrics"])
def test_promtool_has_no_complaint_but_of_names_from_mibs(service, agent, path):
    wait_until(lambda: "ifHCInOctets" in page(service, "/targets/metrics"), "a poll")
    text = page(service, path.format(target=host_of(agent)))
    assert ("ifHCInOctets" in text) == (path != "/metrics")
    assert complaints(text) == []
