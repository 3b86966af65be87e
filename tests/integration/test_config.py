"""`snmpolld check`, and secrets that stay secret. The error texts themselves: tests/golden/config."""

import json
import os

import pytest
from harness.process import read_text
from harness.service import Service, run

SECRETS = ["c0mmunity-secret", "auth-secret-123", "priv-secret-456"]


@pytest.fixture
def check(folder):
    def start(text, name="c.yaml", env=None, command="check"):
        with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
            file.write(text if isinstance(text, str) else json.dumps(text))
        return run(folder, command, "-f", name, env=env)

    return start


def secret_file(folder, name, text, mode):
    path = os.path.join(folder, name)
    with open(path, "w", encoding="ascii") as file:
        file.write(text + "\n")
    os.chmod(path, mode)


def full_config():
    core = {"version": 3, "username": "poller", "security_level": "authPriv", "auth_protocol": "SHA256",
            "password_file": "auth.pass", "priv_protocol": "AES", "priv_password": "${SNMP_PRIV}"}
    return {
        "auths": {"core": core, "edge": {"version": 2, "community": "c0mmunity-secret"}},
        "defaults": {"interval": "30s"},
        "targets": ["127.0.0.1", {"host": "192.0.2.1:161", "auth": "core", "labels": {"site": "ams"}},
                    {"hosts": "192.0.2.16/28", "auth": "edge"}, "c0mmunity-secret@192.0.2.99"],
    }


def test_a_good_config_is_printed_whole_with_its_secrets_hidden(folder, check):
    secret_file(folder, "auth.pass", "auth-secret-123", 0o600)
    result = check(full_config(), env={**os.environ, "SNMP_PRIV": "priv-secret-456"})
    assert result.returncode == 0, result.stderr
    assert "***" in result.stdout and "poller" in result.stdout and "192.0.2.16/28" in result.stdout
    for secret in SECRETS:
        assert secret not in result.stdout + result.stderr


def test_what_is_printed_is_a_config_again(folder, check):
    first = check({"targets": ["127.0.0.1", {"hosts": "192.0.2.0/28", "interval": "5s"}], "workers": {"count": 3}})
    assert first.returncode == 0, first.stderr
    assert check(first.stdout, "again.yaml").stdout == first.stdout


def test_a_glob_that_matches_nothing_is_a_warning_of_check_and_run(folder, check):
    checked = check("include: [hosts.d/*.yaml]\ntargets: [127.0.0.1]\n")
    assert checked.returncode == 0
    assert checked.stderr.splitlines()[0] == "warning: c.yaml:1:11: include: no file matches hosts.d/*.yaml"
    service = Service(folder, {"include": ["hosts.d/*.yaml"], "targets": [{"host": "127.0.0.1:9", "interval": "1h"}]})
    try:
        service.wait_for_log("event=config warning=")
        assert f"include: no file matches {folder}/hosts.d/*.yaml" in service.log()
    finally:
        service.end()


def test_formats_of_metrics_say_which_modules_have_none(check, folder):
    modules = "modules: {mine: {get: [sysName.0]}, other: {walk: [ifTable]}}\ndefaults: {modules: [mine]}\n"
    assert check(modules + "targets: [127.0.0.1:9]\n").returncode == 0
    for form in ["prometheus", "influx"]:
        one = run(folder, "sweep", "-f", "c.yaml", "127.0.0.1:9", "-m", "mine", "-F", form)
        assert one.returncode == 2 and "and mine has none; name a module with metrics" in one.stderr, one.stderr
        two = run(folder, "sweep", "-f", "c.yaml", "127.0.0.1:9", "-m", "mine", "-m", "other", "-F", form)
        assert two.returncode == 2 and "and mine, other have none" in two.stderr, two.stderr
        whole = run(folder, "sweep", "-f", "c.yaml", "-F", form)
        assert whole.returncode == 2 and "no target's modules have any" in whole.stderr, whole.stderr
    assert run(folder, "sweep", "127.0.0.1:9", "-m", "system", "-F", "prometheus", "-r", "0").returncode == 1


BAD = [
    ("targets: [127.0.0.1]\ntragets: []\n", ["c.yaml:2:1", "tragets", "targets"]),
    ("targets: [127.0.0.1]\ntargets: [127.0.0.2]\n", ["c.yaml:2:", "targets"]),
    ("targets: [127.0.0.1]\ndefaults: {interval: fast}\n", ["c.yaml:2:", "fast"]),
    ("targets: [127.0.0.1]\nworkers: {count: many}\n", ["c.yaml:2:", "many"]),
    ("targets: [{host: 127.0.0.1, auth: croe}]\nauths: {core: {version: 2}}\n", ["c.yaml:1:", "croe", "core"]),
    ("targets: [{host: 127.0.0.1, modules: [sytem]}]\n", ["c.yaml:1:", "sytem", "system"]),
    ("targets: [10.0.0.0/99]\n", ["c.yaml:1:", "10.0.0.0/99"]),
    ("modules: {m: {get: [sysDecsr.0]}}\ntargets: [127.0.0.1]\n", ["c.yaml:1:", "sysDecsr", "sysDescr"]),
    ("targets: [127.0.0.1]\n---\ntargets: [127.0.0.2]\n", ["c.yaml:2:", "document"]),
    ("modules: {m: {walk: ['1.3'], metrics: [{name: x, oid: '1.3.6', type: gauge, lookups:\n"
     " [{labels: [ifIndex], labelname: y, oid: '1.3.7', type: gauge}]}]}}\ntargets: [127.0.0.1]\n",
     ["c.yaml:2:3: lookups", "ifIndex"]),
    ("modules: {m: {walk: ['1.3'], metrics: [{name: x, oid: '1.3.6', type: DisplayString, regex_extracts:\n"
     " {Y: [{regex: '\\Q(', value: $1}]}}]}}\ntargets: [127.0.0.1]\n", ["c.yaml:2:15: regex", "missing )"]),
    ("modules: {m: {walk: ['1.3'], metrics: [{name: x, oid: '1.3.6', type: gauge, indexes:\n"
     " [{labelname: y, type: DateAndTime}]}]}}\ntargets: [127.0.0.1]\n", ["c.yaml:2:24: type", "DateAndTime"]),
    ("targets: [127.0.0.1\n", ["c.yaml:"]),
    ("targets: [127.0.0.1, 127.0.0.1]\n", ["127.0.0.1"]),
    ("targets: []\n", ["c.yaml", "target"]),
    ("defaults: {auth: public_v2}\n", ["c.yaml", "target"]),
    ("", ["c.yaml"]),
    ("targets: [127.0.0.1]\nauths: {a: {version: 2, community: '${NO_SUCH_VARIABLE}'}}\n", ["NO_SUCH_VARIABLE"]),
    ("targets: [127.0.0.1]\nauths: {a: {version: 2, community_file: missing.txt}}\n", ["missing.txt"]),
]


@pytest.mark.parametrize("text, named", BAD, ids=range(len(BAD)))
def test_a_wrong_config_is_refused_with_its_place_by_check_run_and_sweep(folder, check, text, named):
    for command in ("check", "run", "sweep"):
        result = check(text, command=command)
        assert result.returncode == 2, (command, result.stderr)
        assert len(result.stderr.strip().splitlines()) == 1 and result.stdout == ""
        for word in named:
            assert word in result.stderr, (command, result.stderr)


def test_an_alias_bomb_is_refused(check):
    lines = ["a: &a [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"{new}: &{new} [{', '.join(['*' + old] * 10)}]" for old, new in zip("abcdefgh", "bcdefghi")]
    result = check("\n".join(lines) + "\ntargets: *i\n")
    assert result.returncode == 2 and "c.yaml:" in result.stderr


def test_a_file_that_is_not_there_is_named(folder):
    for command in ("check", "run", "sweep"):
        result = run(folder, command, "-f", "nowhere.yaml")
        assert result.returncode == 2 and "nowhere.yaml" in result.stderr


def test_secret_files_that_others_may_read_are_refused_and_named(folder, check):
    secret_file(folder, "auth.pass", "auth-secret-123", 0o644)
    for command in ("check", "run"):
        result = check(full_config(), env={**os.environ, "SNMP_PRIV": "priv-secret-456"}, command=command)
        assert result.returncode == 2 and "auth.pass" in result.stderr and "auth-secret" not in result.stderr


def test_included_files_are_named_in_their_errors(folder, check):
    os.mkdir(os.path.join(folder, "hosts.d"))
    path = os.path.join(folder, "hosts.d", "a.yaml")
    with open(path, "w", encoding="ascii") as file:
        file.write("targets:\n  - 127.0.0.7\n")
    good = check("include: [hosts.d/*.yaml]\ntargets: [127.0.0.1]\n")
    assert good.returncode == 0 and "127.0.0.7" in good.stdout
    with open(path, "w", encoding="ascii") as file:
        file.write("targets:\n  - {hsot: 127.0.0.7}\n")
    bad = check("include: [hosts.d/*.yaml]\ntargets: [127.0.0.1]\n")
    assert bad.returncode == 2 and "hosts.d/a.yaml:2:" in bad.stderr and "hsot" in bad.stderr


def test_no_secret_is_in_sight_of_a_running_service(folder, fleet, start_service):
    secret_file(folder, "auth.pass", "auth-secret-123", 0o600)
    config = full_config()
    config["targets"] = [{"hosts": f"127.0.0.1-4:{fleet().port}"}, f"c0mmunity-secret@127.0.0.9:{fleet().port}"]
    config["defaults"] = {"interval": "200ms"}
    config["log"] = {"level": "debug"}
    service = start_service(config, env={**os.environ, "SNMP_PRIV": "priv-secret-456"})
    service.wait_for_records(lambda found: len(found) > 10, "records")
    seen = service.log() + json.dumps(service.status()) + read_text(service.jsonl_path)
    for pid in [service.process.pid, *service.workers()]:
        seen += read_text(f"/proc/{pid}/cmdline")
    for pid in service.workers():
        seen += read_text(f"/proc/{pid}/environ")
    assert service.stop() == 0
    for secret in SECRETS:
        assert secret not in seen
