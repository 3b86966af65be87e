"""Sample for sample what Debian's snmp_exporter gives: both are asked for every module that gives anything on each
recording, snmpolld with the stock file as it is, over HTTP and by sweep. The figures go to the build folder
(snmp_exporter_comparison.json): what was compared, and the CPU time of both on the same questions."""

import collections
import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest
from harness import expected_differences, metric_comparison, prometheus_text, recordings, snmp_exporter
from harness.metric_comparison import Difference
from harness.process import bin_dir
from harness.service import Service, sweep
from harness.web import Web

ROUNDS = 5
FIGURES = "snmp_exporter_comparison.json"


class Original:
    """The exporter, the agent with all recordings, and what the exporter gave."""

    def __init__(self, folder):
        self.reshaped = snmp_exporter.reshape(snmp_exporter.stock_modules())
        paths = recordings.captures()
        self.agent = recordings.RecordedAgent(folder, *paths, first="127.43.0.1")
        self.exporter = snmp_exporter.SnmpExporter(folder, self.reshaped.modules)
        self.answers = snmp_exporter.ask_for_all(self.exporter, self.agent, paths, self.reshaped.modules)

    def end(self):
        self.exporter.end()
        self.agent.end()


@pytest.fixture(scope="module")
def original(module_folder):
    snmp_exporter.need()
    started = Original(module_folder)
    yield started
    started.end()


def config_of(original):
    return {
        "modules_files": [snmp_exporter.STOCK],
        "http": {"listen": "127.0.0.1:0", "targets_allow": ["127.0.0.0/8"]},
        "targets": [{"host": original.agent.addresses[0], "interval": "1h"}],
    }


@pytest.fixture(scope="module")
def service(original, module_folder):
    started = Service(module_folder, config_of(original))
    started.port = Web(started).port
    yield started
    started.end()


def ask_over_http(service, answer):
    query = urllib.parse.urlencode({"target": answer.target, "module": answer.module, "auth": "public_v2"})
    with urllib.request.urlopen(f"http://127.0.0.1:{service.port}/snmp?{query}", timeout=240) as reply:
        assert reply.headers["Content-Type"].startswith("text/plain; version=0.0.4"), reply.headers["Content-Type"]
        return reply.read().decode("utf-8")


def judged(original, answer, get_text):
    """The differences of one answer; that there is none, or that it cannot be read, is one too."""
    try:
        ours = metric_comparison.of_device(get_text(answer))
    except urllib.error.HTTPError as error:
        why = f"an error instead of an answer: HTTP {error.code}: {error.read().decode('utf-8', 'replace')[:200]}"
        return [Difference(why, "-", None, None)]
    except (AssertionError, UnicodeDecodeError) as error:
        return [Difference(f"no metrics: {str(error)[:300]}", "-", None, None)]
    absent = original.reshaped.left_out[answer.module] | answer.refused
    shared = [sample for sample in ours if sample.name not in absent]
    extra = [sample for sample in ours if sample.name in absent]
    return [*metric_comparison.compare(answer.samples, shared), *metric_comparison.twice(extra, True)]


def all_differences(original, get_text):
    return [difference._replace(recording=answer.recording, module=answer.module)
            for answer in original.answers for difference in judged(original, answer, get_text)]


def must_be_known(differences):
    unexplained, stale = metric_comparison.split_known(differences, expected_differences.KNOWN)
    assert not unexplained, f"{len(unexplained)} differences\n{metric_comparison.report(unexplained)}"
    assert not stale, f"known differences that are not as they were: {stale}"


def test_every_sample_is_the_same_over_http(original, service):
    must_be_known(all_differences(original, lambda answer: prometheus_text.parse(ask_over_http(service, answer))))


def swept(original, folder, config_path):
    """{(module, target): samples}; one sweep a module, of all its targets."""
    found = collections.defaultdict(list)
    by_module = collections.defaultdict(list)
    for answer in original.answers:
        by_module[answer.module].append(answer.target)
    for module, targets in by_module.items():
        result = sweep(folder, "-f", config_path, "-m", module, "--format", "prometheus", *targets)
        assert result.returncode == 0, f"sweep -m {module}: {result.stderr[-2000:]}"
        for sample in prometheus_text.parse(result.stdout):
            found[module, dict(sample.labels).get("host")].append(sample)
    return found


def test_every_sample_is_the_same_from_a_sweep(original, module_folder):
    """A sweep's samples have the label `host` beside the module's own."""
    config = {key: value for key, value in config_of(original).items() if key != "http"}
    path = os.path.join(module_folder, "sweep.json")
    with open(path, "w", encoding="utf-8") as file:
        json.dump(config, file)
    found = swept(original, module_folder, path)
    must_be_known(all_differences(original, lambda answer: metric_comparison.without_label(
        found[answer.module, answer.target], "host", answer.target)))


def test_values_that_0_21_cannot_give_are_given(original, service):
    """Scaled and dated ones and lookups of enumerations; compared with the format's documentation elsewhere."""
    given = collections.Counter()
    for answer in original.answers:
        names = {sample.name for sample in prometheus_text.parse(ask_over_http(service, answer))}
        given[answer.module] += len(names & original.reshaped.left_out[answer.module])
    assert given["juniper_optics"] >= 3 and given["cisco_device"] >= 1 and given["hrDevice"] >= 1, given


def cost(original, ask, pids):
    """{cpu_seconds, wall_seconds} of ROUNDS times all questions, of the processes that answer."""
    cpu, wall = sum(map(snmp_exporter.cpu_seconds, pids)), time.monotonic()
    for _ in range(ROUNDS):
        for answer in original.answers:
            ask(answer)
    samples = ROUNDS * sum(len(answer.samples) for answer in original.answers)
    cpu = sum(map(snmp_exporter.cpu_seconds, pids)) - cpu
    return {"cpu_seconds": round(cpu, 3), "wall_seconds": round(time.monotonic() - wall, 3),
            "cpu_us_per_sample": round(cpu / samples * 1e6, 3)}


def test_the_figures_of_both_are_written_down(original, service):
    answers = original.answers
    for answer in answers:
        ask_over_http(service, answer)
    figures = {
        "recordings": len({answer.recording for answer in answers}),
        "modules": sorted({answer.module for answer in answers}),
        "answers": len(answers),
        "samples": sum(len(answer.samples) for answer in answers),
        "metrics_left_out": dict(original.reshaped.reasons),
        "rounds": ROUNDS,
        "snmp_exporter": cost(original, lambda answer: original.exporter.text(answer.asked, answer.target),
                              [original.exporter.pid]),
        "snmpolld": cost(original, lambda answer: ask_over_http(service, answer),
                         [service.process.pid, *service.workers()]),
    }
    with open(os.path.join(os.path.dirname(bin_dir()), FIGURES), "w", encoding="utf-8") as file:
        json.dump(figures, file, indent=1)
    assert figures["samples"] > 25_000 and figures["answers"] > 90
