"""Debian's prometheus-snmp-exporter (0.21), asked for the modules of a stock snmp.yml (0.30). It wants the shape from
before 0.23, so the file is reshaped, and metrics that need something newer are left out. All scalars stay text as they
are written, because the exporter reads them so (`on` is no truth value in an enumeration)."""

import bisect
import collections
import functools
import json
import os
import re
import shutil
import typing
import urllib.error
import urllib.parse
import urllib.request

import pytest

from . import metric_comparison, prometheus_text, recordings
from .process import Running, wait_until

STOCK = os.path.normpath(os.path.join(recordings.ROOT, "..", "shared", "snmp_exporter", "snmp.yml"))
EXPORTER = "prometheus-snmp-exporter"

NEW_TYPES = {"ParseDateAndTime", "NTPTimeStamp"}
NEW_KEYS = {"scale", "offset", "datetime_pattern", "display_hint"}
NEW_LOOKUP_KEYS = {"enum_values", "display_hint"}
NEW_MODULE_KEYS = {"filters"}
NUMBERS = {"version", "max_repetitions", "retries", "timeout", "fixed_size", "implied", "allow_nonincreasing_oids",
           "use_unconnected_udp_socket"}
REFUSED = re.compile(r'(?:^\* collected metric "?|error for metric )(\w+)', re.MULTILINE)


def need():
    """Skips where the stock file, the recordings or the exporter are not at hand."""
    yaml = pytest.importorskip("yaml", reason="skipped: no python3-yaml")
    program(EXPORTER)
    for what, there in (("snmp.yml of snmp_exporter", os.path.exists(STOCK)), ("recordings", recordings.captures())):
        if not there:
            pytest.skip(f"skipped: no {what} beside the project")
    return yaml


def program(name):
    """The path of a program of Debian's packages; skips where there is none."""
    return shutil.which(name) or pytest.skip(f"skipped: no {name} here")


@functools.lru_cache(maxsize=1)
def stock_modules():
    """{module: its keys} of the stock file; every scalar as text."""
    yaml = need()
    with open(STOCK, "rb") as file:
        return yaml.load(file, getattr(yaml, "CBaseLoader", yaml.BaseLoader))["modules"]


def needs_newer(metric):
    """Why 0.21 cannot have this metric, or None."""
    if metric["type"] in NEW_TYPES:
        return metric["type"]
    if keys := NEW_KEYS & set(metric):
        return " and ".join(sorted(keys))
    keys = {key for lookup in metric.get("lookups", []) for key in NEW_LOOKUP_KEYS & set(lookup)}
    return f"{' and '.join(sorted(keys))} of a lookup" if keys else None


def names_given(metric):
    """Names of the samples that a definition makes."""
    if metric["type"] == "EnumAsInfo":
        return {metric["name"] + "_info"}
    if "regex_extracts" in metric:
        return {metric["name"] + suffix for suffix in metric["regex_extracts"]}
    return {metric["name"]}


class Reshaped(typing.NamedTuple):
    modules: dict  # in 0.21's shape
    left_out: dict  # {module: names of samples that 0.21 cannot give}
    reasons: collections.Counter


def reshape(modules, community="public"):
    old, left_out, reasons = {}, collections.defaultdict(set), collections.Counter()
    for name, module in modules.items():
        plain = {key: value for key, value in module.items() if key not in NEW_MODULE_KEYS}
        kept = [metric for metric in module["metrics"] if not needs_newer(metric)]
        for metric in module["metrics"]:
            if reason := needs_newer(metric):
                left_out[name] |= names_given(metric)
                reasons[reason] += 1
        left_out[name] -= {given for metric in kept for given in names_given(metric)}
        old[name] = {**plain, "metrics": kept, "version": "2", "auth": {"community": community}}
    return Reshaped(old, left_out, reasons)


def yaml_text(value, key=None):
    """In YAML's flow style. Text is quoted; numbers are not, nor are the keys of enumerations."""
    if isinstance(value, dict):
        plain_keys = key == "enum_values"
        pairs = (f"{k if plain_keys else quoted(k)}: {yaml_text(v, k)}" for k, v in value.items())
        return "{" + ", ".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(yaml_text, value)) + "]"
    return value if key in NUMBERS else quoted(value)


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


def recorded_oids(path):
    with open(path, "rb") as file:
        lines = (line for line in file if b"|" in line and not line.startswith(b"#"))
        return sorted({recordings.key(line.split(b"|", 1)[0].decode("ascii").lstrip(".")) for line in lines})


def has_any_under(oids, prefix):
    at = bisect.bisect_left(oids, prefix)
    return at < len(oids) and oids[at][: len(prefix)] == prefix


def modules_of(path, modules):
    """Names of the modules that may give something for a recording: those with a metric that it has a value of."""
    oids = recorded_oids(path)
    return [name for name, module in modules.items()
            if any(has_any_under(oids, recordings.key(metric["oid"])) for metric in module["metrics"])]


class Refused(Exception):
    """The exporter answered with an error; `metrics`: those that it names."""

    def __init__(self, text):
        super().__init__(text[:1000])
        self.metrics = set(REFUSED.findall(text))


class Answer(typing.NamedTuple):
    recording: str
    module: str
    asked: str  # the module's name for this question
    target: str
    samples: list  # what the device gave, without the exporter's words about itself
    refused: frozenset  # names of samples for which the exporter refuses the whole answer; asked without them


class SnmpExporter(Running):
    """On a loopback port that the kernel chose."""

    def __init__(self, folder, modules):
        self.modules = dict(modules)
        self.config_path = os.path.join(folder, "snmp_exporter.yml")
        self._write()
        options = [f"--config.file={self.config_path}", "--web.listen-address=127.0.0.1:0"]
        super().__init__([shutil.which(EXPORTER), *options], folder)
        listening = re.compile(r"address=127\.0\.0\.1:(\d+)\n")
        self.wait_for_output("Listening on")
        self.port = int(wait_until(lambda: listening.search(self.stderr), "the exporter's port")[1])

    def _write(self):
        with open(self.config_path, "w", encoding="utf-8") as file:
            file.write(yaml_text(self.modules))

    def text(self, module, target):
        """The whole answer. Raises Refused for an error."""
        query = urllib.parse.urlencode({"module": module, "target": target})
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/snmp?{query}", timeout=240) as answer:
                return answer.read().decode("utf-8")
        except urllib.error.HTTPError as error:
            raise Refused(error.read().decode("utf-8", "replace")) from None

    def samples(self, module, target):
        return metric_comparison.of_device(prometheus_text.parse(self.text(module, target)))

    def ask(self, recording, module, target):
        """An Answer, if need be without the metrics for which the exporter refuses everything."""
        refused = set()
        asked = module
        while True:
            try:
                return Answer(recording, module, asked, target, self.samples(asked, target), frozenset(refused))
            except Refused as error:
                assert error.metrics - refused, f"{module} of {recording}: {error}"
                refused |= error.metrics
                asked = f"{module}~{recording}"
                self.add_module_without(asked, module, refused)

    def add_module_without(self, name, module, refused):
        old = self.modules[module]
        kept = [metric for metric in old["metrics"] if not names_given(metric) & refused]
        self.modules[name] = {**old, "metrics": kept}
        self._write()
        url = f"http://127.0.0.1:{self.port}/-/reload"
        urllib.request.urlopen(urllib.request.Request(url, method="POST"), timeout=240).close()


def ask_for_all(exporter, agent, paths, modules):
    """An Answer for each recording and module that gives anything."""
    answers = []
    for path, address in zip(paths, agent.addresses):
        name = os.path.splitext(os.path.basename(path))[0]
        answers += [exporter.ask(name, module, address) for module in modules_of(path, modules)]
    return [answer for answer in answers if answer.samples or answer.refused]


def cpu_seconds(pid):
    """User and system time of a process, without its children."""
    with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
        words = file.read().rpartition(")")[2].split()
    return (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")
