"""What the comparison with snmp_exporter stands on: the reader of Prometheus' text format, the comparison itself with
made-up differences, the reshaped stock file, and answers of the original that are the same each time."""

import subprocess

import pytest
from harness import expected_differences, recordings, snmp_exporter
from harness.metric_comparison import (
    ONLY_OURS, ONLY_THEIRS, Difference, Known, compare, of_device, report, split_known, without_label,
)
from harness.prometheus_text import BadText, Sample, parse

TEXT = """# HELP ifHCInOctets Octets with a \\\\ and\\na line
# TYPE ifHCInOctets counter
ifHCInOctets{ifName="ge-0/0/0",ifAlias="a \\"b\\", \\\\c\\nd"} 1.23e+08
ifHCInOctets{ifAlias="",ifName="}"} 12
# HELP up_info Without labels
# TYPE up_info gauge
up_info NaN
# a comment
bare -Inf
"""

BAD_TEXTS = {
    "the last line has no end": "a 1",
    "line 1: no sample": "a{b=\"c\" 1\n",
    "line 1: no number": "a one\n",
    "line 1: bad label": 'a{b="c" d="e"} 1\n',
    "line 1: label b twice": 'a{b="c",b="d"} 1\n',
    "line 1: escape \\t": 'a{b="\\t"} 1\n',
    "line 2: a second TYPE of a": "# TYPE a gauge\n# TYPE a gauge\n",
    "line 2: TYPE behind samples": "a 1\n# TYPE a gauge\n",
    "line 1: no type": "# TYPE a number\n",
    "line 3: a again, after others": "a 1\nb 1\na 2\n",
}


def sample(labels, value=1.0, name="m", kind="gauge", text="words"):
    return Sample(name, tuple(sorted(labels.items())), float(value), kind, text)


ROWS = [sample({"i": str(i), "alias": f"a{i}"}, i) for i in range(5)]


def causes(theirs, ours):
    return sorted(difference.cause for difference in compare(theirs, ours))


def changed(row, **changes):
    return [*ROWS[:row], ROWS[row]._replace(**changes), *ROWS[row + 1:]]


def relabelled(row, **labels):
    pairs = {**dict(ROWS[row].labels), **labels}
    return changed(row, labels=tuple(sorted((name, value) for name, value in pairs.items() if value is not None)))


def test_the_text_format_is_read_with_escapes_types_and_help():
    first, second, third, fourth = parse(TEXT)
    assert first[:3] == ("ifHCInOctets", (("ifAlias", 'a "b", \\c\nd'), ("ifName", "ge-0/0/0")), 123000000.0)
    assert first[3:] == ("counter", "Octets with a \\ and\na line")
    assert second.labels == (("ifAlias", ""), ("ifName", "}")) and second.value == 12
    assert third[:2] == ("up_info", ()) and third.value != third.value
    assert fourth == Sample("bare", (), float("-inf"), "untyped", "")


def test_parts_of_histograms_and_summaries_belong_to_their_family():
    text = '# TYPE t histogram\nt_bucket{le="+Inf"} 2\nt_sum 1\nt_count 2\n# TYPE s summary\ns{q="0.5"} 1\ns_sum 1\n'
    assert [s.type for s in parse(text)] == ["histogram"] * 3 + ["summary"] * 2


@pytest.mark.parametrize("error, text", BAD_TEXTS.items())
def test_a_text_that_prometheus_would_refuse_is_refused_with_its_line(error, text):
    with pytest.raises(BadText) as raised:
        parse(text)
    assert error in str(raised.value)


def test_equal_samples_have_no_difference_in_any_order():
    nan = sample({}, "nan", name="n")
    assert compare([*ROWS, nan], [nan, *reversed(ROWS)]) == []


@pytest.mark.parametrize("cause, ours", {
    "value": changed(2, value=2.5),
    "TYPE": [row._replace(type="counter") for row in ROWS],
    "HELP": [row._replace(help="other words") for row in ROWS],
    "label alias differs": relabelled(2, alias="other"),
    "label alias missing": relabelled(2, alias=None),
    "label speed too much": relabelled(2, speed=""),
    "label alias differs, speed too much": relabelled(2, alias="x", speed="y"),
    ONLY_THEIRS: ROWS[1:],
    ONLY_OURS: [*ROWS, sample({"i": "7", "alias": "a7", "x": "y", "z": "0"})],
    "given twice": [*ROWS, ROWS[1]],
}.items())
def test_each_kind_of_difference_is_found_once(cause, ours):
    assert causes(ROWS, ours) == [cause]


def test_a_sample_that_differs_in_a_label_and_its_value_is_two_differences():
    assert causes(ROWS, [*ROWS[:4], sample({"i": "4", "alias": "b"}, 99)]) == ["label alias differs", "value"]


def test_other_names_are_never_taken_for_each_other():
    assert causes([sample({}, name="a")], [sample({}, name="b")]) == sorted([ONLY_OURS, ONLY_THEIRS])


def test_words_of_an_exporter_about_itself_are_no_samples_of_a_device():
    own = [sample({}, name=name) for name in ("snmp_scrape_pdus_returned", "snmpolld_up", "go_info", "process_fds")]
    theirs = [sample({}, name=name) for name in ("snmpInPkts", "processes")]
    assert of_device([*own, *theirs]) == theirs


def test_a_label_that_a_sweep_adds_is_taken_away():
    added = [row._replace(labels=(*row.labels, ("host", "sw1"))) for row in ROWS]
    assert compare(ROWS, without_label(added, "host", "sw1")) == []
    assert causes(ROWS[:1], without_label(added[:1], "host", "sw2")) == ["label host too much"]


def test_the_report_groups_by_cause_with_counts_and_one_example():
    found = [d._replace(recording="switch", module="if_mib") for d in compare(
        ROWS, [*[row._replace(value=7.5) for row in ROWS[:3]], *ROWS[4:]])]
    text = report(found)
    assert text.splitlines()[0] == "value: 3, in 1 answers, of 1 metrics (m 3)"
    assert "module if_mib of switch" in text and 'm{alias="a0",i="0"} 7.5' in text
    assert text.count("e.g.") == 2 and f"{ONLY_THEIRS}: 1, in 1 answers" in text
    assert report([]) == ""


def test_known_differences_are_taken_off_and_stale_ones_told():
    found = [Difference("value", "m", ROWS[0], ROWS[1], "switch", "if_mib")] * 2
    right = Known("switch", "if_mib", "m", "value", 2, "because")
    assert split_known(found, [right]) == ([], [])
    assert split_known(found, [right._replace(count=1)]) == (found, [right._replace(count=1)])
    assert split_known(found, [right, right._replace(metric="other")]) == ([], [right._replace(metric="other")])


def test_what_is_newer_than_0_21_is_left_out_and_the_rest_reshaped():
    metric = {"name": "a", "oid": "1.3.6", "type": "gauge", "help": 'a "word"'}
    newer = [{**metric, "name": "b", "scale": "0.1"}, {**metric, "name": "c", "type": "ParseDateAndTime"},
             {**metric, "name": "d", "type": "EnumAsInfo", "lookups": [{"labels": ["x"], "enum_values": {"1": "on"}}]}]
    enumeration = {**metric, "name": "e", "type": "EnumAsStateSet", "enum_values": {"1": "on", "-2": "2"}}
    old = snmp_exporter.reshape({"m": {"walk": ["1.3"], "max_repetitions": "4", "filters": {},
                                       "metrics": [metric, *newer, enumeration]}})
    assert old.modules["m"]["metrics"] == [metric, enumeration] and "filters" not in old.modules["m"]
    assert old.left_out["m"] == {"b", "c", "d_info"} and sum(old.reasons.values()) == 3
    text = snmp_exporter.yaml_text(old.modules)
    assert '"max_repetitions": 4, ' in text and '"enum_values": {1: "on", -2: "2"}' in text
    assert r'"help": "a \"word\""' in text and '"version": 2, "auth": {"community": "public"}}' in text


def test_metrics_that_the_exporter_refuses_are_read_from_its_error():
    error = snmp_exporter.Refused(
        "An error has occurred while serving metrics:\n\n2 error(s) occurred:\n"
        '* collected metric "a_1" { gauge:<value:1 > } was collected before with the same name and label values\n'
        '* error collecting metric Desc{fqName: "snmp_error"}: error for metric b with labels [x]: not valid UTF-8\n')
    assert error.metrics == {"a_1", "b"}


def test_the_exporter_gives_the_same_each_time_for_every_recording(module_folder, ended):
    """So no value needs an allowance for the time between two questions."""
    snmp_exporter.need()
    old = snmp_exporter.reshape(snmp_exporter.stock_modules())
    agent = recordings.RecordedAgent(module_folder, *recordings.captures(), first="127.44.0.1")
    ended.append(agent)
    exporter = snmp_exporter.SnmpExporter(module_folder, old.modules)
    ended.append(exporter)
    first, second = (snmp_exporter.ask_for_all(exporter, agent, recordings.captures(), old.modules) for _ in range(2))
    assert len(first) > 90 and sum(len(answer.samples) for answer in first) > 25_000
    differences = [d for one, two in zip(first, second) for d in compare(one.samples, two.samples)]
    assert not differences and len(first) == len(second), report(differences)
    assert {(a.recording, a.module): set(a.refused) for a in first if a.refused} == (
        expected_differences.REFUSED_BY_SNMP_EXPORTER)


def test_promtool_refuses_what_the_reader_refuses():
    """All but a name that comes again after others: the format forbids it, promtool lets it pass."""
    promtool = snmp_exporter.program("promtool")

    def status(text):
        return subprocess.run([promtool, "check", "metrics"], input=text, text=True, capture_output=True,
                              check=False).returncode

    assert {error: status(text) for error, text in BAD_TEXTS.items()} == {
        error: 3 if "again, after others" in error else 1 for error in BAD_TEXTS}
    assert status("# HELP a A\n# TYPE a gauge\n# a comment\na 1\n") == 0
