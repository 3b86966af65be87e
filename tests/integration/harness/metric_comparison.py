"""What two answers in Prometheus' text format differ in, sample by sample, with the cause of each difference; a report
of them by cause; and what is known to differ, one by one with its reason. Pure functions."""

import collections
import itertools
import typing

# Exporters' words about themselves and the scrape, which no device gave.
OWN_PREFIXES = ("snmp_scrape_", "snmp_error", "snmp_packet", "snmp_request", "snmp_collection_", "snmp_unexpected_",
                "snmp_exporter_", "snmpolld_", "go_", "process_", "promhttp_", "scrape_")
ONLY_THEIRS, ONLY_OURS = "only snmp_exporter gives it", "only snmpolld gives it"


class Difference(typing.NamedTuple):
    cause: str
    metric: str
    theirs: object  # Sample, or None
    ours: object
    recording: str = ""
    module: str = ""


class Known(typing.NamedTuple):
    """A difference that is right: so many of one cause in one metric. `reason` says why ours is right."""

    recording: str
    module: str
    metric: str
    cause: str
    count: int
    reason: str


def of_device(samples):
    return [sample for sample in samples if not sample.name.startswith(OWN_PREFIXES)]


def without_label(samples, name, value):
    """A label that is added to every sample, taken away again."""
    return [s._replace(labels=tuple(pair for pair in s.labels if pair != (name, value))) for s in samples]


def compare(theirs, ours):
    """[Difference] of two lists of samples, of which the order says nothing."""
    left, right = {s.key: s for s in theirs}, {s.key: s for s in ours}
    found = [*twice(theirs, False), *twice(ours, True)]
    found += itertools.chain(*(unequal(left[key], right[key]) for key in left if key in right))
    found += unmatched([s for s in theirs if s.key not in right], [s for s in ours if s.key not in left])
    return list(one_a_family(found))


def twice(samples, is_ours):
    seen = set()
    for sample in samples:
        if sample.key in seen:
            yield Difference("given twice", sample.name, None if is_ours else sample, sample if is_ours else None)
        seen.add(sample.key)


def same_number(one, other):
    return one == other or (one != one and other != other)


def unequal(theirs, ours):
    """Of two samples with one name."""
    if not same_number(theirs.value, ours.value):
        yield Difference("value", theirs.name, theirs, ours)
    if theirs.type != ours.type:
        yield Difference("TYPE", theirs.name, theirs, ours)
    if theirs.help != ours.help:
        yield Difference("HELP", theirs.name, theirs, ours)


def one_a_family(differences):
    """TYPE and HELP stand once in a text, and count once."""
    seen = set()
    for difference in differences:
        mark = difference[:2]
        if difference.cause not in ("TYPE", "HELP") or mark not in seen:
            seen.add(mark)
            yield difference


def unmatched(theirs, ours):
    """Samples whose name and labels only one side has: pairs that differ in one label, then in two, then the rest."""
    names = sorted({name for sample in (*theirs, *ours) for name, _ in sample.labels})
    for count in (1, 2):
        for dropped in itertools.combinations(names, count):
            pairs = pairs_without(theirs, ours, dropped)
            paired = {id(sample) for pair in pairs for sample in pair}
            theirs, ours = ([s for s in samples if id(s) not in paired] for samples in (theirs, ours))
            for left, right in pairs:
                yield Difference(label_cause(left, right), left.name, left, right)
                yield from unequal(left, right)
    yield from (Difference(ONLY_THEIRS, sample.name, sample, None) for sample in theirs)
    yield from (Difference(ONLY_OURS, sample.name, None, sample) for sample in ours)


def pairs_without(theirs, ours, dropped):
    """Pairs that are the same when the labels `dropped` are not looked at. Each sample is in one pair at most."""

    def rest(sample):
        return sample.name, tuple(pair for pair in sample.labels if pair[0] not in dropped)

    waiting = collections.defaultdict(list)
    for sample in ours if theirs else ():
        waiting[rest(sample)].append(sample)
    found = []
    for sample in theirs if ours else ():
        if others := waiting[rest(sample)]:
            same = [other for other in others if same_number(other.value, sample.value)]
            other = (same or others)[0]
            others.remove(other)
            found.append((sample, other))
    return found


def label_cause(theirs, ours):
    left, right = dict(theirs.labels), dict(ours.labels)
    words = [f"{name} {label_word(name, left, right)}" for name in sorted({*left, *right})
             if left.get(name) != right.get(name)]
    return "label " + ", ".join(words)


def label_word(name, left, right):
    if name not in right:
        return "missing"
    return "differs" if name in left else "too much"


def split_known(differences, known):
    """(differences that nobody explained, known ones that are not as they were said to be)."""
    count = collections.Counter((d.recording, d.module, d.metric, d.cause) for d in differences)
    right = {k[:4] for k in known if count[k[:4]] == k.count}
    stale = [k for k in known if count[k[:4]] != k.count]
    return [d for d in differences if (d.recording, d.module, d.metric, d.cause) not in right], stale


def report(differences):
    """A block a cause, the most frequent first: counts, metrics, one example."""
    by_cause = collections.defaultdict(list)
    for difference in differences:
        by_cause[difference.cause].append(difference)
    ordered = sorted(by_cause.items(), key=lambda item: -len(item[1]))
    return "\n".join(block(cause, found) for cause, found in ordered)


def block(cause, found):
    metrics = collections.Counter(difference.metric for difference in found)
    pairs = {(difference.recording, difference.module) for difference in found}
    named = ", ".join(f"{name} {count}" for name, count in metrics.most_common(8))
    more = f", and {len(metrics) - 8} more" if len(metrics) > 8 else ""
    first = found[0]
    lines = [f"{cause}: {len(found)}, in {len(pairs)} answers, of {len(metrics)} metrics ({named}{more})",
             f"  e.g. module {first.module} of {first.recording}"]
    for who, sample in (("snmp_exporter", first.theirs), ("snmpolld", first.ours)):
        lines.append(f"    {who:13}  {told(sample, cause)}")
    return "\n".join(lines)


def told(sample, cause):
    if sample is None:
        return "-"
    return {"TYPE": f"{sample}  TYPE {sample.type}", "HELP": f"{sample}  HELP {sample.help!r}"}.get(cause, str(sample))
