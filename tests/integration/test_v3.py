"""SNMPv3 against a real snmpd: users of several algorithms, and every way to be refused."""

import os

import pytest
from harness import records
from harness.agents import AUTH_PASSWORD, PRIV_PASSWORD, V3_USERS, snmpget


def word(protocol):
    return protocol.replace("-", "")


def options_of(user, auth_password=AUTH_PASSWORD, priv_password=PRIV_PASSWORD):
    auth, priv = V3_USERS[user]
    options = ["-v", "3", "-u", user, "-l", "authPriv" if priv else "authNoPriv", "-a", word(auth), "-A", auth_password]
    return options + (["-x", word(priv), "-X", priv_password] if priv else [])


def one(sweep, snmpd, *arguments, **keywords):
    result = sweep(
        f"127.0.0.1:{snmpd.port}", "-o", "sysName.0", "--format", "jsonl", "-t", "2", "-r", "1", *arguments, **keywords
    )
    assert result.returncode in (0, 1), result.stderr
    (record,) = records.parse(result.stdout)
    records.check_form(record)
    return record


@pytest.mark.parametrize("user", V3_USERS)
def test_a_user_of_every_algorithm_is_answered(sweep, snmpd, user):
    record = one(sweep, snmpd, *options_of(user))
    assert record["status"] == "ok", record
    assert record["varbinds"][0]["value"] == "integration-snmpd"


def test_a_user_without_passphrase(sweep, snmpd):
    assert one(sweep, snmpd, "-u", "nobody_auth", "-l", "noAuthNoPriv")["status"] == "ok"


@pytest.mark.parametrize("target", ["tcp:127.0.0.1:{}", "udp6:[::1]:{}", "127.9.0.1:{}"])
def test_over_every_transport(sweep, snmpd, target):
    result = sweep(target.format(snmpd.port), "-o", "sysName.0", *options_of("sha256_aes"))
    assert result.returncode == 0 and "integration-snmpd" in result.stdout, result.stdout


def test_passphrases_from_a_file_and_the_environment(folder, sweep, snmpd):
    path = os.path.join(folder, "auth.pass")
    with open(path, "w", encoding="ascii") as file:
        file.write(AUTH_PASSWORD + "\n")
    os.chmod(path, 0o600)
    env = {**os.environ, "SNMP_PRIV": PRIV_PASSWORD}
    options = options_of("sha_aes", "@auth.pass", "env:SNMP_PRIV")
    assert one(sweep, snmpd, *options, env=env)["status"] == "ok"


def test_a_passphrase_file_that_others_may_read_is_refused(folder, sweep):
    path = os.path.join(folder, "open.pass")
    with open(path, "w", encoding="ascii") as file:
        file.write(AUTH_PASSWORD)
    os.chmod(path, 0o644)
    result = sweep("127.0.0.1", *options_of("sha_only", "@open.pass"))
    assert result.returncode == 2 and "open.pass" in result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        options_of("sha256_aes", auth_password="another-passphrase"),
        ["-u", "unknown_user", "-a", "SHA", "-A", AUTH_PASSWORD],
        ["-u", "sha_only", "-l", "authNoPriv", "-a", "MD5", "-A", AUTH_PASSWORD],
        ["-u", "nobody_auth", "-a", "SHA", "-A", AUTH_PASSWORD],
        ["-u", "sha_only", "-l", "authPriv", "-a", "SHA", "-A", AUTH_PASSWORD, "-x", "AES", "-X", PRIV_PASSWORD],
    ],
    ids=["wrong passphrase", "unknown user", "wrong protocol", "user without key", "level above the user's"],
)
def test_who_is_refused_is_an_auth_failure(sweep, snmpd, arguments):
    record = one(sweep, snmpd, *arguments)
    assert record["status"] == "auth_failure", record
    assert record["varbinds"] == []
    assert AUTH_PASSWORD not in record["error"]


def test_a_level_below_the_users_is_an_authorization_error(sweep, snmpd):
    record = one(sweep, snmpd, "-u", "sha256_aes", "-l", "noAuthNoPriv")
    assert record["status"] in ("agent_error", "auth_failure"), record


def test_a_wrong_privacy_key_is_not_called_an_answer(sweep, snmpd):
    record = one(sweep, snmpd, *options_of("sha256_aes", priv_password="another-privacy-pass"))
    assert record["status"] in ("auth_failure", "timeout"), record
    assert "privacy" in record["error"]


def test_a_pinned_engine_id(folder, sweep, snmpd):
    options = options_of("sha_aes")
    engine_id = discover_engine_id(folder, snmpd)
    assert one(sweep, snmpd, *options, "-e", engine_id)["status"] == "ok"
    wrong = one(sweep, snmpd, *options, "-e", "8000000001020304")
    assert wrong["status"] in ("auth_failure", "agent_error"), wrong
    assert "engine" in wrong["error"] and wrong["varbinds"] == []


def discover_engine_id(folder, snmpd):
    """snmpEngineID.0 of SNMP-FRAMEWORK-MIB, as the agent itself says it."""
    result = snmpget(folder, f"127.0.0.1:{snmpd.port}", ["1.3.6.1.6.3.10.2.1.1.0"], ["-Ox"])
    return result.stdout.partition("Hex-STRING:")[2].replace(" ", "").replace("\n", "")


def test_an_unknown_context_is_said(sweep, snmpd):
    record = one(sweep, snmpd, *options_of("sha_aes"), "-n", "no-such-context")
    assert record["status"] in ("agent_error", "timeout"), record  # snmpd of Net-SNMP 5.9 keeps silent
    assert "no-such-context" in record["error"]


def test_users_of_every_algorithm_in_one_service(snmpd, start_service):
    auths = {}
    for name, (auth, priv) in V3_USERS.items():
        auths[name] = {"version": 3, "username": name, "security_level": "authPriv" if priv else "authNoPriv",
                       "auth_protocol": word(auth), "password": AUTH_PASSWORD}
        if priv:
            auths[name].update(priv_protocol=word(priv), priv_password=PRIV_PASSWORD)
    targets = [{"host": f"127.3.0.{i}:{snmpd.port}", "auth": name} for i, name in enumerate(V3_USERS, 1)]
    service = start_service(
        {"auths": auths, "defaults": {"interval": "500ms", "timeout": "10s", "retries": 1}, "targets": targets, "workers": {"count": 2}}
    )
    service.wait_for_records(
        lambda found: all(counts >= 3 for counts in polls_ok(found).values()) and len(polls_ok(found)) == len(targets),
        "three answers of every user",
    )
    assert service.stop() == 0
    records.check_ledger(service.records())
    assert records.statuses(service.records()).get("auth_failure", 0) == 0
    assert AUTH_PASSWORD not in service.log()


def polls_ok(found):
    counts = {}
    for record in found:
        counts[record["host"]] = counts.get(record["host"], 0) + (record["status"] == "ok")
    return counts


def test_one_engine_on_many_addresses_with_different_users(sweep, snmpd):
    """All loopback addresses are one snmpd, so one engine ID: nothing may be mixed up between them."""
    port = snmpd.port
    good = sweep(f"127.4.0.1-40:{port}", *options_of("sha512_aes256"), "-t", "10", "--format", "jsonl", "--workers", "4")
    assert records.statuses(records.parse(good.stdout)) == {"ok": 40}


