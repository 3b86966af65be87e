"""What a reload has removed is nowhere in the supervisor's memory two seconds later: in no object, in no freed memory, in
no stack and in no buffer on the way to a child."""

import json
import os
import re

import pytest
from harness.certificates import Authority, bcrypt, openssl
from harness.process import is_sanitized, wait_until
from harness.secret_memory import memory_of
from harness.secure_web import SecureWeb, tls_of, write
from harness.service import private
from harness.web import Web

pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="only root may read the memory of a service"),
    pytest.mark.skipif(is_sanitized(), reason="sanitizers have an allocator of their own"),
]

# Long ones and such as fit into a string without memory of its own; no octets of a config but these. Each is written so that
# this process's arguments do not matter.
SOON = {"X-Prometheus-Scrape-Timeout-Seconds": "1"}
SECRETS = {kind: [f"{kind}-of-the-{word}" for word in ("elderberry", "x")] for kind in ("tgt", "aut", "fil", "mod", "v3a", "v3p")}


def found(pid, words):
    memory = memory_of(pid)
    return {word: memory.count(word.encode()) for word in words if word.encode() in memory}


def config_of(folder, port, secrets):
    """A config with a secret of each kind."""
    for i, word in enumerate(secrets["fil"]):
        write(os.path.join(folder, f"community{i}"), word + "\n")
    write(os.path.join(folder, "included.yaml"), {
        "auths": {f"included{i}": {"version": 2, "community": word} for i, word in enumerate(secrets["mod"])},
        "targets": [{"host": f"127.1.4.{i + 1}:{port}", "auth": f"included{i}"} for i in range(len(secrets["mod"]))]})
    v3 = {"version": 3, "username": "poller", "security_level": "authPriv", "auth_protocol": "SHA", "priv_protocol": "AES"}
    auths = {
        **{f"auth{i}": {"version": 2, "community": word} for i, word in enumerate(secrets["aut"])},
        **{f"file{i}": {"version": 2, "community_file": f"community{i}"} for i in range(len(secrets["fil"]))},
        **{f"user{i}": {**v3, "password": a, "priv_password": p}
           for i, (a, p) in enumerate(zip(secrets["v3a"], secrets["v3p"]))},
    }
    targets = [f"{word}@127.1.0.{i + 1}:{port}" for i, word in enumerate(secrets["tgt"])]
    for n, name in enumerate(sorted(auths)):
        targets.append({"host": f"127.1.1.{n + 1}:{port}", "auth": name})
    return {"auths": auths, "targets": targets, "include": ["included.yaml"],
            "defaults": {"modules": ["m", "interfaces"], "interval": "300ms", "timeout": "300ms", "retries": 0}}


def words_of(secrets):
    return [word for words in secrets.values() for word in words]


def changed(secrets):
    return {kind: [word.replace("-of-the-", "-for-an-") for word in words] for kind, words in secrets.items()}


@pytest.mark.parametrize("left", ["nothing", "hosts with other secrets"])
def test_what_a_reload_has_removed_is_gone(folder, fake_agent, start_service, left):
    port = fake_agent().port
    base = {"modules": {"m": {"get": ["sysUpTime.0"], "rates": True, "cache_lookups": "1h"}}, "http": {"listen": "127.0.0.1:0", "targets_allow": ["127.0.0.0/8"]}}
    service = start_service({**base, **config_of(folder, port, SECRETS)})
    pid = service.process.pid
    service.wait_for_records(lambda seen: len(seen) > 40, "polls")
    web = Web(service)
    for i, auth in enumerate(("auth0", "file1", "user0", "included0")):  # of hosts that are in no config
        web.scrape(f"127.1.7.{i}:{port}", module="m,interfaces", auth=auth, headers=SOON)
    assert service.command("poll", f"127.1.0.1:{port}").returncode == 0
    assert service.command("explain", f"127.1.0.1:{port}").returncode == 0
    assert {word for word in words_of(SECRETS) if not word.startswith("v3")} <= set(found(pid, words_of(SECRETS)))
    next_config = {"targets": [f"127.1.9.9:{port}"]} if left == "nothing" else config_of(folder, port, changed(SECRETS))
    with open(service.config_path, "w", encoding="utf-8", opener=private) as file:
        json.dump({"control": {"socket": service.socket_path},
                   "outputs": [{"type": "jsonl", "path": service.jsonl_path}], **base, **next_config}, file)
    reloaded = service.command("reload", "--force")
    assert reloaded.returncode == 0, reloaded.stderr
    wait_until(lambda: not found(pid, words_of(SECRETS)), lambda: f"left: {found(pid, words_of(SECRETS))}", 2)
    assert service.stop() == 0


def test_a_reload_that_fails_leaves_nothing_of_what_it_read(folder, fake_agent, start_service):
    port = fake_agent().port
    service = start_service({"targets": [f"127.1.9.9:{port}"]})
    config = config_of(folder, port, SECRETS)
    config["targets"].append({"host": "x", "auth": "nobody"})
    service.write_config({**service.config, **config})
    assert service.command("reload").returncode != 0
    wait_until(lambda: not found(service.process.pid, words_of(SECRETS)),
               lambda: f"left: {found(service.process.pid, words_of(SECRETS))}", 2)


def key_octets(path):
    """The private number of a P-256 key, as it stands in DER and in memory of libraries, which may turn it round."""
    dump = openssl("pkey", "-in", path, "-noout", "-text").decode("ascii")
    digits = re.search(r"priv:\s+([0-9a-f:\s]+?)\s*pub:", dump).group(1)
    number = bytes.fromhex(re.sub(r"[:\s]", "", digits))[-32:]
    return number, number[::-1]


def copies(pid, octets):
    """How many times memory holds the key, of which half is enough."""
    memory = memory_of(pid)
    return sum(memory.count(form[:16]) + memory.count(form[16:]) for form in octets)


def key_lines(path):
    with open(path, encoding="ascii") as file:
        return file.read().splitlines()[2]


def assert_gone(pid, octets, line):
    wait_until(lambda: copies(pid, octets) == 0 and not found(pid, [line]),
               lambda: f"left in {pid}: {copies(pid, octets)} as octets, {found(pid, [line])} as PEM", 2)


def test_an_ec_key_that_is_refused_replaced_or_removed_is_gone_from_both_processes(folder, start_service):
    authority = Authority(folder)
    write(os.path.join(folder, "web.yml"), tls_of(authority))
    service = start_service({"http": {"listen": "127.0.0.1:0", "web_config_file": "web.yml"},
                             "targets": ["127.1.9.9:9"]})
    wait_until(service.http_server, "the HTTP server")
    both = (service.process.pid, service.http_server())
    path = authority.path("server.key")
    web = SecureWeb(service, authority)
    assert web.ask("/healthz")[0] == 200

    with open(path, encoding="ascii") as file:
        good = file.read()
    used, used_line = key_octets(path), key_lines(path)
    assert found(both[0], [used_line]) and copies(both[1], used) > 0
    authority.issue("other")
    refused, refused_line = key_octets(authority.path("other.key")), key_lines(authority.path("other.key"))
    with open(authority.path("other.key"), encoding="ascii") as file:
        write(path, file.read())
    assert service.command("reload").returncode != 0
    service.wait_for_log("event=web_config_failed")
    write(path, good)  # what is wrong would be read again and again
    for pid in both:
        assert_gone(pid, refused, refused_line)

    authority.issue("server")
    assert service.command("reload").returncode == 0
    assert web.ask("/healthz")[0] == 200
    for pid in both:
        assert_gone(pid, used, used_line)

    last, last_line = key_octets(path), key_lines(path)
    service.write_config({**service.config, "http": {"listen": "127.0.0.1:0"}})
    assert service.command("reload", "--force").returncode == 0
    for pid in both:
        assert_gone(pid, last, last_line)


def test_a_key_and_a_hash_that_were_replaced_are_gone_from_both_processes(folder, start_service):
    authority = Authority(folder)
    web = tls_of(authority)
    first = bcrypt("first")
    write(os.path.join(folder, "web.yml"), {**web, "basic_auth_users": {"alice": first}})
    service = start_service({"http": {"listen": "127.0.0.1:0", "web_config_file": "web.yml"},
                             "targets": ["127.1.9.9:9"]})
    wait_until(service.http_server, "the HTTP server")
    with open(authority.path("server.key"), encoding="ascii") as file:
        key = file.read().splitlines()[2]  # the first line is that of all keys
    secrets = [key, first]
    assert set(found(service.process.pid, secrets)) == set(secrets)
    authority.issue("server")
    write(os.path.join(folder, "web.yml"), {**web, "basic_auth_users": {"alice": bcrypt("second", salt="z" * 20 + "yO")}})
    assert service.command("reload").returncode == 0
    for pid in (service.process.pid, service.http_server()):
        wait_until(lambda pid=pid: not found(pid, secrets), lambda pid=pid: f"left: {found(pid, secrets)}", 2)
