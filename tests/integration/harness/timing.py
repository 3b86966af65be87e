"""Times of records, and what must hold for them however slow the machine is: no two polls of a host at once, overruns that
ran over something, times that are whole intervals apart unless the service says that it missed some."""

import collections
import datetime

SLACK = 0.006  # of times in records, which have milliseconds, and of clocks


def time_of(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00")).timestamp()


def now():
    return datetime.datetime.now(datetime.timezone.utc).timestamp()


def end_of(record):
    """Of a poll that waited until the service stopped: never."""
    if record["started"] is None:
        return float("inf")
    return time_of(record["started"]) + record["duration_ms"] / 1000


def made(found):
    """Polls that were begun, in that order."""
    return sorted((record for record in found if record["started"]), key=lambda record: record["started"])


def is_overrun(record):
    return record["error"] == "overrun"


def question_of(record):
    return record["host"], *record["modules"]


def assert_no_overlap(found):
    """Of polls of one host."""
    ends = {}
    for record in made(found):
        assert time_of(record["started"]) >= ends.get(record["host"], 0) - 0.005, record
        ends[record["host"]] = end_of(record)


def check_overruns(found):
    """Each ran over an earlier poll of the same question, whose record comes later, as it ended later."""
    due_later = {}  # of the records behind the current one: each question's first due time
    for record in reversed(found):
        due, question = time_of(record["scheduled"]), question_of(record)
        if is_overrun(record):
            assert due_later.get(question, due) < due, record
        else:
            due_later[question] = min(due, due_later.get(question, due))


def missed_until_now(service):
    """(time, how many due times the service has left out until then because it was not given the processor)"""
    asked = now()
    return asked, service.status()["missed"]


def check_schedule(found, interval, until_and_missed):
    """All records of a service that has ended: the due times of each question are whole intervals apart, one but for as
    many as were missed."""
    until, missed = until_and_missed
    due = collections.defaultdict(list)
    for record in found:
        if time_of(record["scheduled"]) <= until:
            due[question_of(record)].append(time_of(record["scheduled"]))
    left_out = 0
    for times in map(sorted, due.values()):
        for before, after in zip(times, times[1:]):
            passed = round((after - before) / interval)
            assert passed >= 1 and abs(after - before - passed * interval) < 0.01, times
            left_out += passed - 1
    assert left_out <= missed, f"{left_out} due times have no record, {missed} were missed"
