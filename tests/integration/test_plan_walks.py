"""What `snmpolld plan` expects of walks before anything is polled, beside what the recordings then give: varbinds and
requests within a factor of two. The ratios of all recordings go to the build folder (plan_walks.json)."""

import json
import os

import pytest
from harness import records, recordings
from harness.process import bin_dir
from harness.service import run

FACTOR = 2
INDEXES = "1.3.6.1.2.1.2.2.1.1"
FIGURES = "plan_walks.json"
MODULES = {
    "interfaces": {},
    "tables": {"tables": {"walk": ["ifTable", "ifXTable"]}},
    "groups": {"groups": {"walk": ["1.3.6.1.2.1.2", "1.3.6.1.2.1.31.1.1"]}},
}


class Devices:
    """All recordings that are here, and how many interfaces each has."""

    def __init__(self, folder):
        self.folder = folder
        self.files = [*recordings.own(), *recordings.captures()]
        self.agent = recordings.RecordedAgent(folder, *self.files, first="127.47.0.1")
        self.interfaces = {
            address: len(recordings.under(recordings.read(path), INDEXES))
            for address, path in zip(self.agent.addresses, self.files)
        }
        self.names = {a: os.path.basename(path) for a, path in zip(self.agent.addresses, self.files)}
        self.own = self.agent.addresses[: len(recordings.own())]
        self.measured = {}

    def config(self, module, hosts):
        path = os.path.join(self.folder, "plan.yaml")
        with open(path, "w", encoding="utf-8") as file:
            json.dump({"modules": MODULES.get(module, {}), "defaults": {"timeout": "5s"},
                       "targets": [{"host": host, "modules": [module]} for host in hosts]}, file)
        return path

    def expected(self, module, hosts, *options):
        result = run(self.folder, "plan", "-f", self.config(module, hosts), "--json", *options)
        assert result.returncode in (0, 1), result.stderr
        (walks,) = json.loads(result.stdout)["walks"]
        return walks

    def given(self, module):
        """{address: (varbinds, requests, varbinds that are no scalars)} of one poll of each."""
        if module not in self.measured:
            path = self.config(module, self.agent.addresses)
            result = run(self.folder, "sweep", "-f", path, "--format", "jsonl")
            found = records.joined(recordings.parse(result.stdout))
            self.measured[module] = {r["host"]: (len(r["varbinds"]), r["requests"], rows_in(r)) for r in found}
        return self.measured[module]


def rows_in(record):
    return sum(not varbind["oid"].endswith(".0") for varbind in record["varbinds"])


@pytest.fixture(scope="module")
def devices(module_folder):
    started = Devices(module_folder)
    yield started
    started.agent.end()


def keep(what, figures):
    path = os.path.join(bin_dir(), "..", FIGURES)
    known = {}
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            known = json.load(file)
    with open(path, "w", encoding="utf-8") as file:
        json.dump({**known, what: figures}, file, indent=1)


def check_within(ratios, what):
    wrong = {name: ratio for name, ratio in ratios.items() if not 1 / FACTOR <= ratio <= FACTOR}
    assert not wrong, f"{what}: {wrong} of {ratios}"


@pytest.mark.parametrize("module", MODULES)
def test_with_the_number_of_interfaces_each_recording_gives_what_was_expected(devices, module):
    varbinds, requests = {}, {}
    for host, (rows, asked, _) in devices.given(module).items():
        if devices.interfaces[host] == 0 or (module != "interfaces" and host in devices.own):
            continue  # the tests' own recordings have a few cells of many columns: no device has such whole tables
        walks = devices.expected(module, [host], "--interfaces", devices.interfaces[host])
        varbinds[devices.names[host]] = round(walks["varbinds"] / rows, 2)
        requests[devices.names[host]] = round(walks["requests"] / asked, 2)
    keep(module, {"varbinds": varbinds, "requests": requests})
    check_within(varbinds, "varbinds expected by given")
    check_within(requests, "requests expected by given")
    if not recordings.captures():
        pytest.skip("skipped: the recordings beside the project; those of the tests themselves were compared")


@pytest.mark.parametrize("module", MODULES)
def test_without_it_all_recordings_together_give_what_was_expected(devices, module):
    if not recordings.captures():
        pytest.skip("skipped: no recordings of real devices beside the project")
    hosts = [host for host, count in devices.interfaces.items() if count > 0 and host not in devices.own]
    walks, given = devices.expected(module, hosts), devices.given(module)
    assert walks["rows"] == 15, walks
    ratios = {"varbinds": walks["varbinds"] * len(hosts) / sum(given[host][0] for host in hosts),
              "requests": walks["requests"] * len(hosts) / sum(given[host][1] for host in hosts)}
    keep(f"{module}, all", ratios)
    check_within(ratios, module)


@pytest.mark.parametrize("module", ["host-resources", "ucd", "lldp", "entity-sensor"])
def test_tables_of_other_things_have_their_usual_rows(devices, module):
    """Of the recordings that have any of it, all together: few have the same."""
    if not recordings.captures():
        pytest.skip("skipped: no recordings of real devices beside the project")
    given = {host: rows for host, (_, _, rows) in devices.given(module).items() if rows > 0 and host not in devices.own}
    walks = devices.expected(module, given)
    ratio = walks["varbinds"] * len(given) / sum(given.values())
    keep(module, {"varbinds": ratio, "recordings": len(given)})
    check_within({module: ratio}, "varbinds expected by given")
