"""Names that come of the metrics of modules: in records, on the command line, and with a reload."""

import json
import os
import signal

import pytest
from harness.counting_agent import GAUGE32, CountingAgent

OVEN = "1.3.6.1.4.1.99999"
MODULES = """modules:
  oven:
    get: [ovenDoor.0]
    walk: [ovenHeat]
    metrics:
    - {name: ovenDoor, oid: 1.3.6.1.4.1.99999.3, type: gauge}
    - name: ovenHeat
      oid: 1.3.6.1.4.1.99999.2.1.4
      type: gauge
      indexes: [{labelname: shelf, type: gauge}]
  stove:
    walk: [1.3.6.1.4.1.88888]
    metrics: [{name: flame, oid: 1.3.6.1.4.1.88888.1, type: gauge}]
"""
NAMES = {f"{OVEN}.3.0": "ovenDoor.0", f"{OVEN}.2.1.4.1": "ovenHeat.1", f"{OVEN}.2.1.4.2": "ovenHeat.2"}


@pytest.fixture
def oven(ended):
    ended.append(CountingAgent({oid: (GAUGE32, lambda ticks: 7) for oid in NAMES}))
    return f"127.0.0.1:{ended[-1].port}"


@pytest.fixture
def write(folder):
    def written(name, content):
        path = os.path.join(folder, name)
        with open(path, "w", encoding="ascii") as file:
            file.write(content if isinstance(content, str) else json.dumps(content))
        return path

    return written


def names_of(record):
    return {varbind["oid"]: varbind.get("name") for varbind in record["varbinds"]}


def test_a_sweep_knows_the_names_of_the_modules_of_its_config(write, sweep, oven):
    write("m.yml", MODULES)
    write("c.yaml", {"modules_files": ["m.yml"], "targets": [{"host": oven, "modules": ["oven"]}]})

    def asked(*options):
        result = sweep("-f", "c.yaml", *options, "--format", "jsonl")
        assert result.returncode == 0, result.stderr
        return names_of(json.loads(result.stdout))

    assert asked() == NAMES
    assert asked(oven, "-o", "ovenDoor.0", "-o", "oven::ovenHeat.2") == {
        oid: NAMES[oid] for oid in (f"{OVEN}.3.0", f"{OVEN}.2.1.4.2")}
    assert asked(oven, "--walk", "ovenHeat") == {oid: name for oid, name in NAMES.items() if "Heat" in name}
    assert asked(oven, "-m", "stove", "-o", "ovenDoor.0", "--walk", "flame") == {f"{OVEN}.3.0": "ovenDoor.0"}
    unused = sweep("-f", "c.yaml", oven, "-o", "flame.0")
    assert unused.returncode == 2 and "flame.0" in unused.stderr


def test_a_table_has_the_names_of_metrics_at_its_head(write, sweep, oven):
    write("m.yml", MODULES)
    write("c.yaml", {"modules_files": ["m.yml"], "targets": [{"host": oven, "modules": ["oven"]}]})
    table = sweep("-f", "c.yaml", oven, "--table", f"{OVEN}.2")
    assert table.returncode == 0 and "ovenHeat" in table.stdout, table.stderr


def test_names_come_and_go_with_a_reload(write, folder, start_service, oven):
    write("m.yml", MODULES)
    target = {"host": oven, "interval": "200ms"}
    plain = {"plain": {"get": [f"{OVEN}.3.0"], "walk": [f"{OVEN}.2"]}}
    service = start_service({"modules_files": [os.path.join(folder, "m.yml")], "modules": plain,
                             "targets": [{**target, "modules": ["oven"]}]})

    def wait_for(names, modules):
        service.wait_for_records(
            lambda found: names_of(found[-1]) == names and found[-1]["modules"] == modules if found else False,
            f"records of {modules} with {names}")

    def reload(config):
        service.write_config(config)
        service.process.signal(signal.SIGHUP)

    wait_for(NAMES, ["oven"])
    good = service.config
    reload({**good, "targets": [{**target, "modules": ["plain"]}]})
    wait_for(dict.fromkeys(NAMES), ["plain"])
    reload(good)
    wait_for(NAMES, ["oven"])
    seen = len(service.records())
    reload({**good, "targets": [{**target, "modules": ["plain"], "auth": "nobody"}]})
    service.wait_for_log("reload_failed")
    service.wait_for_records(lambda found: len(found) > seen + 2, "records after a reload that failed")
    assert all(names_of(record) == NAMES for record in service.records()[seen:])
