"""JSON Lines read back, and what must hold for them."""

import collections
import json
import os

STATUSES = set(
    "ok partial timeout unreachable unresolved auth_failure agent_error bad_response worker_lost skipped".split()
)
KEYS = (
    "run seq host address labels modules scheduled started duration_ms rtt_ms requests retries worker status error "
    "varbinds"
).split()


def parse(text):
    """Every line must be a whole record; a reader of a file that still grows passes its complete lines only."""
    return [json.loads(line) for line in text.splitlines()]


def read(*paths):
    """The complete lines of the files, in their order."""
    found = []
    for path in paths:
        if not os.path.exists(path):
            continue
        with open(path, "rb") as file:
            complete = file.read().rpartition(b"\n")[0]
        found += [json.loads(line) for line in complete.split(b"\n") if line]
    return found


def by_host(records):
    return {record["host"]: record for record in records}


def statuses(records):
    return dict(collections.Counter(record["status"] for record in records))


def is_last(record):
    return record.get("last", True)


def joined(records):
    """One record a poll: the last part with the varbinds of all. The parts of a poll are numbered 1..n without gap."""
    found, open_polls = [], {}
    for record in records:
        check_form(record)
        poll = record["run"], record["host"], record["seq"]
        parts = open_polls.setdefault(poll, [])
        parts.append(record)
        assert record.get("part", 1) == len(parts), f"{poll}: part {record.get('part')} is number {len(parts)}"
        if is_last(record):
            varbinds = [varbind for part in open_polls.pop(poll) for varbind in part["varbinds"]]
            found.append({**record, "varbinds": varbinds})
            check_failures(found[-1])
    assert not open_polls, f"polls without a last part: {list(open_polls)[:3]}"
    return found


def check_form(record):
    assert [key for key in KEYS if key not in record] == [], record
    if not is_last(record):
        assert record["status"] is None and record["error"] is None, record
        return
    assert record["status"] in STATUSES, record
    assert (record["error"] is None) == (record["status"] == "ok"), record
    assert isinstance(record["seq"], int) and record["seq"] >= 1, record
    assert (record["started"] is None) == (record["status"] == "skipped" or record["address"] is None), record


def check_failures(record):
    """A varbind has an error if and only if it has no type; then it has no value, and the poll is not ok."""
    for varbind in record["varbinds"]:
        assert (varbind["type"] is None) == ("error" in varbind), varbind
        assert varbind["type"] or (varbind["value"] is None and varbind["error"] and record["status"] != "ok"), record


def check_ledger(records, in_order=True):
    """Every host of every run: seq is 1..n without gap or duplicate, and polls that were begun ended in their order
    (the record of an overrun comes before that of the poll that it ran over), unless several of a host are under way
    at the same time. Returns each host's number of records."""
    seen = collections.defaultdict(list)
    for record in joined(records):
        seen[record["run"], record["host"]].append(record)
    for (run, host), mine in seen.items():
        numbers = sorted(record["seq"] for record in mine)
        assert numbers == list(range(1, len(numbers) + 1)), f"run {run}, host {host}: {broken_part(numbers)}"
        begun = [record["seq"] for record in mine if record["status"] != "skipped"]
        assert not in_order or begun == sorted(begun), f"run {run}, host {host}: polls ended in the order {begun}"
    return {host: len(mine) for (_, host), mine in seen.items()}


def broken_part(numbers):
    expected = next(i for i, number in enumerate(numbers) if number != i + 1)
    return f"after {numbers[max(0, expected - 3):expected]} comes {numbers[expected:expected + 3]} (of {len(numbers)})"
