"""Prometheus' text format (version 0.0.4), read strictly: what a scraper would refuse or what is not in one piece fails
here with its line. Reads on its own, so that a mistake of the daemon's writer does not hide."""

import re
import typing

NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
COMMENT = re.compile(rf"# (HELP|TYPE) ({NAME}) ?(.*)")  # other comments say nothing
SAMPLE = re.compile(rf"({NAME})(?:\{{(.*)\}})? (\S+)")
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"(?:,|$)')
ESCAPE = re.compile(r"\\(.)")
NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|Inf)|NaN")
TYPES = {"counter", "gauge", "histogram", "summary", "untyped"}
PARTS = {"histogram": ("_bucket", "_sum", "_count"), "summary": ("_sum", "_count")}


class Sample(typing.NamedTuple):
    name: str
    labels: tuple  # of (name, value), sorted
    value: float
    type: str
    help: str

    @property
    def key(self):
        return self.name, self.labels

    def __str__(self):
        labels = ",".join(f'{name}="{value}"' for name, value in self.labels)
        return f"{self.name}{{{labels}}} {self.value!r}"


class BadText(AssertionError):
    pass


def parse(text):
    """All samples in their order."""
    return _Reader().read(text)


class _Reader:
    def __init__(self):
        self.samples = []
        self.families = {}  # name: {"HELP": .., "TYPE": ..}
        self.family = None

    def read(self, text):
        if text and not text.endswith("\n"):
            raise BadText("the last line has no end")
        for number, line in enumerate(text.split("\n")[:-1], 1):
            try:
                self._line(line)
            except BadText as error:
                raise BadText(f"line {number}: {error}: {line[:300]!r}") from None
        return self.samples

    def _line(self, line):
        if line.startswith("#"):
            self._comment(line)
        elif line:
            self._sample(line)

    def _comment(self, line):
        found = COMMENT.fullmatch(line)
        if not found:
            return
        kind, name, text = found.groups()
        self._enter(name)
        if kind in self.families[name]:
            raise BadText(f"a second {kind} of {name}")
        if "samples" in self.families[name]:
            raise BadText(f"{kind} behind samples")
        if kind == "TYPE" and text not in TYPES:
            raise BadText(f"no type: {text}")
        self.families[name][kind] = unescape(text, "\\n") if kind == "HELP" else text

    def _enter(self, name):
        if name == self.family:
            return
        if name in self.families:
            raise BadText(f"{name} again, after others")
        self.families[name] = {}
        self.family = name

    def _sample(self, line):
        found = SAMPLE.fullmatch(line)
        if not found:
            raise BadText("no sample")
        name, labels, value = found.groups()
        if not NUMBER.fullmatch(value):
            raise BadText("no number")
        if not self._is_part_of_family(name):
            self._enter(name)
        family = self.families[self.family]
        family["samples"] = True
        pairs = read_labels(labels or "")
        self.samples.append(Sample(name, pairs, float(value), family.get("TYPE", "untyped"), family.get("HELP", "")))

    def _is_part_of_family(self, name):
        suffixes = PARTS.get(self.families.get(self.family, {}).get("TYPE"), ())
        return any(name == f"{self.family}{suffix}" for suffix in suffixes)


def read_labels(text):
    found, at = {}, 0
    while at < len(text):
        label = LABEL.match(text, at)
        if not label:
            raise BadText("bad label")
        if label[1] in found:
            raise BadText(f"label {label[1]} twice")
        found[label[1]] = unescape(label[2], '\\n"')
        at = label.end()
    return tuple(sorted(found.items()))


def unescape(text, allowed):
    def replaced(found):
        if found[1] not in allowed:
            raise BadText(f"escape {found[0]}")
        return "\n" if found[1] == "n" else found[1]

    return ESCAPE.sub(replaced, text) if "\\" in text else text
