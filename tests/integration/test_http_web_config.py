"""Web configs that are refused or warned of, with the place of what is wrong, and where their secrets are not."""

import json
import os
import re
import signal

import pytest
from harness.certificates import bcrypt, openssl
from harness.process import is_sanitized
from harness.secure_web import PAGES, PASSWORD, SLOW, authority, login, start_web, tls_of, users, write  # noqa: F401
from harness.service import run


def check(folder, web_config, *, mode=0o640, listen="127.0.0.1:0", http=None):
    write(os.path.join(folder, "web.yml"), web_config, mode)
    path = os.path.join(folder, "checked.yaml")
    write(path, {"http": {"listen": listen, "web_config_file": "web.yml", **(http or {})}})
    done = run(folder, "check", "-f", path)
    return done.returncode, done.stdout + done.stderr


def encrypted(authority):
    openssl("pkey", "-in", authority.path("server.key"), "-aes256", "-passout", "pass:x", "-out", authority.path("locked.key"))
    return {"key_file": "locked.key"}


def readable_by_others(authority):
    os.chmod(authority.path("server.key"), 0o644)
    return {}


def writable_by_others(authority):
    os.chmod(authority.path("server.key"), 0o642)
    return {}


def with_the_authority_first(authority):
    with open(authority.path("server.crt"), encoding="ascii") as own, open(authority.certificate, encoding="ascii") as ca:
        write(authority.path("chain.crt"), ca.read() + own.read())
    return {"cert_file": "chain.crt"}


def with_other_key(authority):
    authority.issue("other")
    return {"key_file": "other.key"}


def of_a_curve_that_is_not_common(authority):
    authority.issue("server", kind="k1")
    return {}


@pytest.mark.parametrize("spoil, sentence", [
    (encrypted, "key_file: .*locked.key: the key is encrypted with a passphrase"),
    (readable_by_others, "key_file: .*server.key holds a secret and is readable by others"),
    (writable_by_others, "key_file: .*server.key holds a secret and is writable by others; chmod o-w it"),
    (with_the_authority_first, "the key is not that of the certificate, but that of certificate 2 of the chain; the server's own"),
    (with_other_key, "key_file: .*other.key: the key is not that of the certificate"),
    (of_a_curve_that_is_not_common, "key_file: .*an EC key of a curve other than"),
    (lambda _: {"cert_file": "server.key"}, "cert_file: .*server.key: there is no certificate in it"),
    (lambda _: {"key_file": "server.crt"}, "key_file: .*server.crt: there is no private key in it"),
    (lambda _: {"cert_file": "nothing.crt"}, "cert_file: open .*nothing.crt: No such file"),
    (lambda _: {"cert": "x"}, "both cert and cert_file are given"),
    (lambda _: {"key_file": ""}, "key_file: missing"),
    (lambda _: {"client_auth_type": "RequireAndVerifyClientCert"}, "client_auth_type: it needs client_ca_file"),
    (lambda _: {"client_auth_type": "Maybe"}, 'client_auth_type: "Maybe" is not NoClientCert'),
    (lambda _: {"client_ca_file": "authority.crt"}, "client_auth_type: there is a client_ca"),
    (lambda _: {"client_allowed_sans": ["a"]}, "client_auth_type: there are client_allowed_sans"),
    (lambda _: {"min_version": "TLS13", "max_version": "TLS12"}, "min_version: TLS13 is above the max_version"),
    (lambda _: {"min_version": "SSL30"}, "min_version:"),
    (lambda _: {"cipher_suites": ["TLS_RSA_WITH_RC4_128_SHA"]}, "cipher_suites:"),
    (lambda _: {"max_version": "TLS12", "cipher_suites": ["TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"]},
     "cipher_suites: none of them goes with the EC key"),
    (lambda _: {"curve_preferences": ["CurveP999"]}, "curve_preferences:"),
    (lambda _: {"certificate_file": "x"}, 'unknown key "certificate_file" in tls_server_config'),
])
def test_what_is_wrong_with_tls_is_said_with_its_place(folder, authority, spoil, sentence):
    config = tls_of(authority)
    config["tls_server_config"].update(spoil(authority))
    status, said = check(folder, config)
    assert status == 2 and re.search(rf"web\.yml:\d+:\d+: .*{sentence}", said), said
    assert "PRIVATE KEY" not in said.replace("-----BEGIN PRIVATE KEY-----", "")


def test_keys_without_a_value_are_as_good_as_none_but_no_tls_is_lost(folder, authority):
    empty = {"client_ca_file": "", "client_ca": None, "client_auth_type": "", "min_version": None, "cipher_suites": None,
             "client_allowed_sans": None, "curve_preferences": [], "prefer_server_cipher_suites": None}
    assert check(folder, {**tls_of(authority, **empty), "basic_auth_users": None, "http_server_config": None})[0] == 0
    for lost in ({"cert_file": "", "key_file": ""}, {"cert_file": None, "key_file": None}, {"cert_file": ""}):
        status, said = check(folder, {"tls_server_config": lost})
        assert status == 2 and "cert_file" in said, said
    assert check(folder, {"basic_auth_users": {"alice": ""}})[0] == 2
    assert check(folder, {"basic_auth_users": {"alice": None}})[0] == 2


@pytest.mark.parametrize("config, sentence", [
    ({"basic_auth_users": {"a": "secret"}}, "basic_auth_users: a: is not a bcrypt hash"),
    ({"basic_auth_users": {"a": bcrypt("x").replace("$2b$04", "$2b$18")}}, "the cost of the hash is 18; at most 14"),
    ({"basic_auth_users": {"a": bcrypt("x").replace("$2b$", "$2x$")}}, "is not a bcrypt hash"),
    ({"basic_auth_users": {"a:b": bcrypt("x")}}, "a user's name has no colon"),
    ({"http_server_config": {"headers": {"X-Other": "x"}}}, "headers: X-Other cannot be set"),
    ({"http_server_config": {"headers": {"X-Frame-Options": "maybe"}}}, "X-Frame-Options: is not deny or sameorigin"),
    ({"http_server_config": {"headers": {"X-XSS-Protection": "a\r\nSet-Cookie: b"}}}, "a control character"),
    ({"http_server_config": {"http2": "maybe"}}, "http2:"),
    ({"rate_limit": {"interval": "1s"}}, "burst: 0 or missing"),
    ({"tls_config": {}}, 'unknown key "tls_config"'),
])
def test_what_is_wrong_with_the_rest_is_said_with_its_place(folder, config, sentence):
    status, said = check(folder, config)
    assert status == 2 and re.search(rf"web\.yml:\d+:\d+: .*{re.escape(sentence)}", said), said
    for hashed in config.get("basic_auth_users", {}).values():
        assert hashed not in said


def test_secrets_in_a_web_config_that_others_can_read_are_refused(folder, authority):
    tls_of(authority)
    with open(authority.path("server.key"), encoding="ascii") as key, open(authority.path("server.crt"), encoding="ascii") as crt:
        inline = {"tls_server_config": {"key": key.read(), "cert": crt.read()}}
    for config in (inline, users()):
        assert check(folder, config)[0] == 0
        status, said = check(folder, config, mode=0o644)
        assert status == 2 and "readable by others" in said and "environment variable" not in said
        status, said = check(folder, config, mode=0o642)
        assert status == 2 and "writable by others; chmod o-w it" in said
    assert check(folder, tls_of(authority), mode=0o644)[0] == 0


def test_check_warns_of_certificates_and_of_passwords_in_clear(folder, authority):
    assert "warning" not in check(folder, {**tls_of(authority), **users()}, listen="0.0.0.0:1")[1]
    for days, words in ((-1, "expired on"), (10, "expires on"), (15, None)):
        authority.issue("server", days=days)
        status, said = check(folder, tls_of(authority))
        assert status == 0 and ("web.yml:1:" in said and f"cert_file: the certificate of CN=server {words}" in said
                                if words else "warning" not in said), said
    assert "can read users' passwords" in check(folder, users(), listen="0.0.0.0:1")[1]
    assert "any auth" not in check(folder, users(), listen="0.0.0.0:1")[1]
    assert "any auth" in check(folder, tls_of(authority), listen="0.0.0.0:1")[1]
    verified = tls_of(authority, client_auth_type="RequireAndVerifyClientCert", client_ca_file="authority.crt")
    assert "any auth" not in check(folder, verified, listen="0.0.0.0:1")[1]
    assert "can read users' passwords" not in check(folder, users(), listen="127.0.0.1:1")[1]


def test_a_service_does_not_start_in_clear_if_its_web_config_is_wrong(folder, authority):
    write(os.path.join(folder, "web.yml"), tls_of(authority, key_file="nothing.key"))
    path = os.path.join(folder, "run.yaml")
    write(path, {"http": {"listen": "127.0.0.1:0", "web_config_file": "web.yml"}})
    done = run(folder, "run", "-f", path)
    assert done.returncode == 2 and "nothing.key" in done.stderr and "http_listens" not in done.stderr


# Where secrets are not


def test_no_secret_of_the_web_config_is_said_anywhere(folder, authority, start_web):
    service = start_web({**tls_of(authority), **users()}, {"log": {"level": "debug"}}, reload=True)
    web = service.web
    web.ask("/healthz", headers=login(password="a-wrong-pässword"))
    said = [web.ask(page, headers=login())[1] for page in PAGES]
    assert service.command("reload").returncode == 0
    os.kill(service.http_server(), signal.SIGSEGV)
    service.wait_for_log("event=http_died")
    said += [service.log(), json.dumps(service.status()), run(folder, "check", "-f", service.config_path).stdout]
    with open(authority.path("server.key"), encoding="ascii") as file:
        key = file.read().splitlines()[2]  # the first line is that of all keys
    for secret in (key, "$2b$04$", PASSWORD, "a-wrong-p"):
        assert secret not in "".join(said)


@pytest.mark.skipif(is_sanitized(), reason="sanitizers need what the sandbox takes away")
def test_every_thread_of_the_server_is_in_its_sandbox(authority, start_web):
    service = start_web({**tls_of(authority), **users(SLOW)})
    service.web.ask("/healthz", headers=login(password="wrong"))
    tasks = f"/proc/{service.http_server()}/task"
    statuses = []
    for task in os.listdir(tasks):
        with open(f"{tasks}/{task}/status", encoding="ascii") as file:
            statuses.append(file.read())
    assert len(statuses) == 2
    for status in statuses:
        assert re.search(r"^Seccomp:\s+2$", status, re.M) and re.search(r"^NoNewPrivs:\s+1$", status, re.M), status
        assert re.search(r"^CapEff:\s+0+$", status, re.M), status
        assert re.search(r"^CapBnd:\s+0+$", status, re.M) or os.geteuid() != 0, status
        assert os.geteuid() != 0 or not re.search(r"^Uid:.*\b0\b", status, re.M), status


def test_the_supervisor_has_none_of_the_libraries_that_speak_with_clients(authority, start_web):
    service = start_web(tls_of(authority))
    with open(f"/proc/{service.process.pid}/maps", encoding="utf-8") as file:
        mapped = file.read()
    assert "libgnutls" not in mapped and "libmicrohttpd" not in mapped
