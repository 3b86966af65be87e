"""What writers send as remote write, against the real Prometheus and VictoriaMetrics: what these have is compared with
what was polled, sample for sample."""

import json
import math
import os
import signal

import pytest
from harness.certificates import Authority
from harness.databases import Prometheus, VictoriaMetrics
from harness.delivering import SECOND, Delivering, deliver, now, record
from harness.process import wait_until

OWN = '{__name__=~"(if|sys).*"}'
HOSTILE = ["a", "a\n", "a\\", "a\\n", "a ", "a,b", "a=b", 'a"b', "a\0", "a\r", "a\x7f", "\xc3\xa4", "'", "{}"]


@pytest.fixture
def prometheus(folder, ended):
    ended.append(Prometheus(folder))
    return ended[-1]


@pytest.fixture
def victoria_metrics(folder, ended):
    ended.append(VictoriaMetrics(folder))
    return ended[-1]


def polls(hosts=5, rounds=3, rows=20):
    begun = now() - 300 * SECOND
    return [record(f"sw{host}", begun + each * 30 * SECOND + host * 1_000_000,
                   [(name, {"ifIndex": str(row), "ifName": f"ge-0/0/{row}"}, each * 1000.5 + row)
                    for name in ("ifHCInOctets", "ifHCOutOctets") for row in range(rows)]
                   + [("sysUpTime", {}, each)], labels={"site": "ams"})
            for each in range(rounds) for host in range(hosts)]


def key(name, each, labels):
    return frozenset({"__name__": name, "instance": each["host"], "job": "snmpolld", **each.get("labels", {}),
                      **labels}.items())


def as_series(records):
    return {(key(name, each, labels), each["time"] // 1_000_000): value
            for each in records for name, labels, value in each["samples"]}


def config_of(server, **more):
    return {"type": "remote_write", "url": server.write_url, **more}


def seconds(time):
    return time / SECOND


def test_prometheus_has_every_sample(folder, prometheus):
    records = polls()
    done = deliver(folder, config_of(prometheus), records)
    assert not done.said("rejected")
    at = seconds(now())
    assert prometheus.samples(OWN, at) == as_series(records)
    assert set(prometheus.samples("up", at).values()) == {1.0}
    assert len(prometheus.samples("up", at)) == len(records)
    names = {dict(labels)["__name__"] for labels, _ in prometheus.samples('{__name__=~"snmp_scrape_.*",module="if_mib"}', at)}
    assert names == {"snmp_scrape_duration_seconds", "snmp_scrape_walk_duration_seconds", "snmp_scrape_packets_sent",
                     "snmp_scrape_packets_retried", "snmp_scrape_pdus_returned"}


def test_victoria_metrics_has_every_sample_sent_as_remote_write(folder, victoria_metrics):
    records = polls()
    done = deliver(folder, config_of(victoria_metrics), records)
    assert not done.said("rejected")
    assert victoria_metrics.samples(OWN) == as_series(records)


def test_prometheus_keeps_rows_apart_that_differ_in_hostile_octets(folder, prometheus):
    samples = [("sysX", {"l": text}, float(number)) for number, text in enumerate(HOSTILE)]
    at = now() - 10 * SECOND
    done = deliver(folder, config_of(prometheus), [record("h\n\xff", at, samples)])
    assert not done.said("rejected")
    found = prometheus.samples("sysX", seconds(now()))
    texts = {value: dict(labels)["l"] for (labels, _), value in found.items()}
    assert texts == {float(number): text.replace("\xc3\xa4", "ä") for number, text in enumerate(HOSTILE)}
    assert {dict(labels)["instance"] for labels, _ in found} == {"h\n\ufffd"}


def test_rows_and_hosts_that_are_gone_and_failed_polls_are_hidden_at_once(folder, prometheus):
    begun = now() - 100 * SECOND
    both = [("ifX", {"i": "1"}, 1.0), ("ifX", {"i": "2"}, 2.0)]
    records = [record("sw1", begun, both), record("sw2", begun, both), record("sw3", begun, both),
               record("sw1", begun + 10 * SECOND, both[:1]),
               record("sw2", begun + 10 * SECOND, status="timeout", error="no answer"),
               {"gone": "sw3", "time": begun + 10 * SECOND}]
    deliver(folder, config_of(prometheus), records)

    def hosts_of(expression, at):
        return sorted((dict(labels)["instance"], dict(labels).get("i"), value)
                      for labels, value in prometheus.query(expression, seconds(at)).items())

    assert len(hosts_of("ifX", begun + 9 * SECOND)) == 6
    assert hosts_of("ifX", begun + 10 * SECOND) == [("sw1", "1", 1)]
    assert hosts_of("up", begun + 10 * SECOND) == [("sw1", None, 1), ("sw2", None, 0)]
    assert hosts_of("snmp_scrape_pdus_returned", begun + 10 * SECOND) == [("sw1", None, 1)]


def test_victoria_metrics_gets_markers_too(folder, victoria_metrics):
    begun = now() - 100 * SECOND
    deliver(folder, config_of(victoria_metrics), [record("sw1", begun, [("ifX", {}, 1.0)]),
                                                  record("sw1", begun + 10 * SECOND, status="timeout")])
    assert [math.isnan(value) for value in victoria_metrics.samples("ifX").values()] == [False, True]


def out_of_order(begun):
    """Two questions of a host have a series in common, and the one that began first ends last."""
    return [record("sw1", begun + 10 * SECOND, [("sysUpTime", {}, 2.0), ("ifX", {"i": "1"}, 1.0)], question=0),
            record("sw1", begun, [("ifY", {"i": str(row)}, row) for row in range(30)] + [("sysUpTime", {}, 1.0)], question=1,
                   modules=["system"]),
            *polls()]


def test_one_sample_that_prometheus_refuses_costs_no_other(folder, prometheus):
    records = out_of_order(now() - 60 * SECOND)
    done = deliver(folder, config_of(prometheus), records)
    assert [(line["rejected"], line["samples"]) for line in done.said("rejected")] == [(2, ["sysUpTime"])]
    assert "out of order" in done.said("rejected")[0]["why"]
    records[1]["samples"].pop()
    records[0].pop("question"), records[1].pop("question")
    assert prometheus.samples(OWN, seconds(now())) == as_series(records)


def test_with_a_window_for_what_is_out_of_order_nothing_is_refused(folder, ended):
    server = Prometheus(folder, window="1h")
    ended.append(server)
    records = out_of_order(now() - 60 * SECOND)
    done = deliver(folder, config_of(server), records)
    assert not done.said("rejected")
    assert server.samples(OWN, seconds(now())) == as_series(records)


def test_what_is_too_old_is_rejected_in_few_requests(folder, prometheus):
    deliver(folder, config_of(prometheus), [record("first", now(), [("ifX", {}, 1.0)])])
    old = [record(f"old{host}", now() - 4 * 3600 * SECOND, [("ifX", {"i": str(row)}, row) for row in range(1000)])
           for host in range(40)]
    done = deliver(folder, config_of(prometheus), [*old, *polls(hosts=3)])
    lines = done.said("rejected")
    assert {line["rejected"] for line in lines} == set(range(1, 41))
    assert sum(name == "ifX" for line in lines for name in line["samples"]) == 40_000
    assert done.said("requests")[0]["requests"] < 4_000
    assert len(prometheus.samples('sysUpTime{instance="sw2"}', seconds(now()))) == 3


def test_nothing_is_lost_when_prometheus_is_killed_and_started_again(folder, prometheus, ended):
    records = polls(hosts=20, rounds=10)
    running = Delivering(folder, config_of(prometheus, batch_samples=200), records)
    ended.append(running)
    wait_until(lambda: len(running.said("settled")) > 20, "some records")
    prometheus.running.signal(signal.SIGKILL)
    prometheus.running.wait()
    wait_until(lambda: any(line["trouble"] for line in running.said("trouble")), "trouble")
    prometheus.start()
    assert running.wait() == 0
    assert not running.said("rejected")
    assert prometheus.samples(OWN, seconds(now())) == as_series(records)


class SecurePrometheus(Prometheus):
    """Asks for TLS and certificates of clients."""

    def __init__(self, folder):
        self.authority = Authority(folder)
        self.certificate, self.key = self.authority.issue("server")
        super().__init__(folder)

    @property
    def write_url(self):
        return f"https://127.0.0.1:{self.port}/api/v1/write"

    def argv(self):
        path = os.path.join(self.folder, "web.yml")
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"tls_server_config": {"cert_file": self.certificate, "key_file": self.key,
                                             "client_ca_file": self.authority.certificate,
                                             "client_auth_type": "RequireAndVerifyClientCert"}}, file)
        return [*super().argv(), f"--web.config.file={path}"]

    def is_ready(self):
        return "Server is ready to receive web requests" in self.running.stderr


def test_tls_with_certificates_of_both_sides(folder, ended):
    server = SecurePrometheus(folder)
    ended.append(server)
    certificate, key_file = server.authority.issue("client", purpose="clientAuth")
    own = {"cert_file": certificate, "key_file": key_file}
    records = polls(hosts=1)

    def trouble_with(**config):
        running = Delivering(folder, config_of(server, **config), records)
        ended.append(running)
        wait_until(lambda: running.said("trouble"), "trouble")
        running.end()
        return running.said("trouble")[0]["trouble"]

    ca = {"ca_file": server.authority.certificate}
    assert trouble_with(**own).startswith(f"https://127.0.0.1:{server.port}/api/v1/write: SSL certificate problem: ")
    assert trouble_with(**ca).startswith(f"https://127.0.0.1:{server.port}/api/v1/write: ")
    for host, trust in (("sw8", ca), ("sw9", {"insecure_skip_verify": True})):
        records = [record(host, now(), [("ifX", {}, 1.0)])]
        done = deliver(folder, config_of(server, **own, **trust), records)
        assert not done.said("rejected") and len(done.said("settled")) == 1


def test_a_prometheus_that_takes_no_remote_write_is_waited_for(folder, prometheus, ended):
    config = {"type": "remote_write", "url": f"{prometheus.url}/api/v1/other"}
    running = Delivering(folder, config, polls(hosts=1))
    ended.append(running)
    wait_until(lambda: running.said("trouble"), "trouble")
    assert running.said("trouble")[0]["trouble"].startswith("HTTP 404")
