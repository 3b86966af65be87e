"""HTTPS: handshakes, versions, certificates of clients, and how what is in force is replaced."""

import http.client
import os
import signal
import subprocess
import time

import pytest
from harness.certificates import Authority
from harness.process import wait_until
from harness.secure_web import SecureWeb, authority, login, start_web, tls_of, users, write  # noqa: F401
from harness.web import Web, samples


def test_a_request_in_clear_gets_a_sentence_and_an_end(authority, start_web):
    web = start_web(tls_of(authority)).web
    answer = web.raw(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
    assert answer.startswith(b"HTTP/1.0 400 ") and b"HTTPS" in answer, answer
    for nonsense in (b"\0" * 100, b"\x16\x03\x01\xff\xff" + b"x" * 100, b"SSH-2.0-x\r\n", bytes(range(256)) * 40):
        web.raw(nonsense)
    assert web.ask("/healthz")[0] == 200


def test_handshakes_that_do_not_go_on_hold_up_nobody(authority, start_web):
    service = start_web(tls_of(authority))
    web = service.web
    idle = [web.connect(b"\x16\x03\x01") for _ in range(150)]
    for _ in range(3):
        begun = time.monotonic()
        assert web.ask("/healthz")[0] == 200
        assert time.monotonic() - begun < 5
    for client in idle:
        client.close()


@pytest.mark.parametrize("kind", ["rsa", "ec", "ed25519"])
def test_keys_of_the_usual_kinds_work_and_http_1_is_agreed_on(authority, start_web, kind):
    authority.issue("server", kind=kind)
    web = start_web(tls_of(authority)).web
    assert web.ask("/healthz")[0] == 200
    context = web.context()
    context.set_alpn_protocols(["h2", "http/1.1"])
    with context.wrap_socket(web.connect(), server_hostname="localhost") as client:
        assert client.selected_alpn_protocol() == "http/1.1" and client.version() == "TLSv1.3"


def handshake(web, *arguments):
    """openssl s_client's report."""
    done = subprocess.run(["openssl", "s_client", "-connect", f"{web.address}:{web.port}", "-brief",
                           "-CAfile", web.authority.certificate, *arguments], input=b"", capture_output=True, check=False,
                          timeout=60)
    return (done.stdout + done.stderr).decode("utf-8", "replace") if done.returncode == 0 else ""


def test_versions_ciphers_and_curves_are_those_of_the_web_config(authority, start_web):
    authority.issue("server", kind="rsa")
    web = start_web(tls_of(authority, min_version="TLS12", max_version="TLS12", curve_preferences=["CurveP384"],
                           cipher_suites=["TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
                                          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"])).web
    assert "ECDHE-RSA-AES256-GCM-SHA384" in handshake(web)
    assert "secp384r1" in handshake(web)
    assert not handshake(web, "-tls1_3")
    assert not handshake(web, "-cipher", "ECDHE-RSA-AES128-GCM-SHA256")
    assert not handshake(web, "-curves", "P-256")


def test_the_lowest_version_is_tls_1_2_or_what_the_web_config_says(folder, authority, start_web):
    service = start_web(tls_of(authority))
    old = ["-tls1_1", "-cipher", "ALL:@SECLEVEL=0"]
    assert handshake(service.web, "-tls1_2") and handshake(service.web, "-tls1_3")
    assert not handshake(service.web, *old)
    write(os.path.join(folder, "web.yml"), tls_of(authority, min_version="TLS13"))
    assert service.command("reload").returncode == 0
    wait_until(lambda: not handshake(service.web, "-tls1_2"), "TLS 1.3 only")
    assert handshake(service.web, "-tls1_3")


def is_let_in(web, certificate=None):
    try:
        return web.ask("/healthz", certificate=certificate)[0] == 200
    except (OSError, http.client.HTTPException):
        return False


@pytest.mark.parametrize("auth_type, without, strange, good", [
    ("RequireAndVerifyClientCert", False, False, True),
    ("VerifyClientCertIfGiven", True, False, True),
    ("RequireAnyClientCert", False, True, True),
    ("RequestClientCert", True, True, True),
])
def test_certificates_of_clients(folder, authority, start_web, auth_type, without, strange, good):
    client = authority.issue("client", "DNS:prometheus", purpose="clientAuth")
    stranger = Authority(folder, "stranger").issue("strange", "DNS:prometheus", purpose="clientAuth")
    web = start_web(tls_of(authority, client_auth_type=auth_type, client_ca_file="authority.crt")).web
    assert (is_let_in(web), is_let_in(web, stranger), is_let_in(web, client)) == (without, strange, good)


def test_a_client_must_have_an_allowed_name_and_purpose(authority, start_web):
    web = start_web(tls_of(authority, client_auth_type="RequireAndVerifyClientCert", client_ca_file="authority.crt",
                           client_allowed_sans=["prometheus", "192.0.2.7", "a@example.net", "spiffe://x/y"])).web
    good = ["DNS:other,DNS:prometheus", "IP:192.0.2.7", "email:a@example.net", "URI:spiffe://x/y"]
    for i, sans in enumerate(good):
        assert is_let_in(web, authority.issue(f"good{i}", sans, purpose="clientAuth")), sans
    for i, sans in enumerate(["DNS:prometheus.example", "DNS:192.0.2.7", "IP:192.0.2.8", "email:b@example.net"]):
        assert is_let_in(web, authority.issue(f"bad{i}", sans, purpose="clientAuth")) == (sans == "DNS:192.0.2.7"), sans
    assert not is_let_in(web, authority.issue("server2", "DNS:prometheus"))
    assert not is_let_in(web, authority.issue("late", "DNS:prometheus", days=-1, purpose="clientAuth"))
    assert not is_let_in(web)


@pytest.mark.parametrize("version", ["1.2", "1.3"])
def test_a_refused_client_is_told_why(folder, authority, start_web, version):
    web = start_web(tls_of(authority, client_auth_type="RequireAndVerifyClientCert", client_ca_file="authority.crt")).web
    strange = Authority(folder, "stranger").issue("strange", "DNS:prometheus", purpose="clientAuth")

    def refusal(*words):
        curl = ["curl", "-sS", "--tls-max", version, "--cacert", authority.certificate, *words]
        return subprocess.run([*curl, f"https://localhost:{web.port}/healthz"], capture_output=True, text=True,
                              timeout=60, check=False).stderr

    assert "alert certificate required" in refusal()
    assert "alert bad certificate" in refusal("--cert", strange[0], "--key", strange[1])


# Replacing what is in force


def metric(web, name, headers=None):
    return samples(web.ask("/metrics", headers=headers)[1])[name]


def test_a_reload_and_a_change_of_the_files_bring_a_new_certificate(authority, start_web):
    service = start_web(tls_of(authority))
    web = service.web
    first = web.fingerprint()
    with web.secured() as old:
        authority.issue("server")
        service.process.signal(signal.SIGHUP)
        wait_until(lambda: web.fingerprint() != first, "the new certificate after a reload")
        second = web.fingerprint()
        old.sendall(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert old.recv(65536).startswith(b"HTTP/1.1 200 ")
    authority.issue("server", kind="rsa")
    wait_until(lambda: web.fingerprint() != second, "the new certificate without a reload")
    service.wait_for_log("event=web_config_read")
    assert service.http_server() and "event=http_died" not in service.log()


def test_a_broken_new_certificate_leaves_the_old_one_and_is_said(authority, start_web):
    service = start_web({**tls_of(authority)})
    web = service.web
    first = web.fingerprint()
    with open(authority.path("server.crt"), encoding="ascii") as file:
        good = file.read()
    assert metric(web, "snmpolld_config_last_reload_successful") == 1
    write(authority.path("server.crt"), good[:200])
    service.wait_for_log("event=web_config_failed")
    assert "server.crt" in service.log().partition("event=web_config_failed")[2]
    assert web.fingerprint() == first
    assert metric(web, "snmpolld_config_last_reload_successful") == 0
    assert "server.crt" in service.status()["config"]["last_reload_failed"]
    assert service.command("reload").returncode != 0
    write(authority.path("server.crt"), good)
    wait_until(lambda: metric(web, "snmpolld_config_last_reload_successful") in (0, 1), "an answer")
    assert service.command("reload").returncode == 0
    assert metric(web, "snmpolld_config_last_reload_successful") == 1
    authority.issue("other")
    os.replace(authority.path("other.key"), authority.path("server.key"))
    wait_until(lambda: service.log().count("event=web_config_failed") >= 2, "a second failure")
    assert "not that of the certificate" in service.log() and web.fingerprint() == first
    authority.issue("server")
    wait_until(lambda: web.fingerprint() != first, "what is whole again")
    assert metric(web, "snmpolld_config_last_reload_successful") == 1


def test_tls_and_users_come_and_go_with_a_reload(folder, authority, start_web):
    service = start_web({}, web=Web)
    plain, secure = service.web, SecureWeb(service, authority)
    assert plain.ask("/healthz")[0] == 200
    write(os.path.join(folder, "web.yml"), {**tls_of(authority), **users()})
    assert service.command("reload").returncode == 0
    assert secure.ask("/healthz", headers=login())[0] == 200
    assert secure.ask("/healthz")[0] == 401
    assert b"HTTPS" in plain.raw(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    service.write_config({**service.config, "http": {"listen": "127.0.0.1:0"}})
    assert service.command("reload").returncode != 0
    assert secure.ask("/healthz")[0] == 401
    assert service.command("reload", "--force").returncode == 0
    assert plain.ask("/healthz")[0] == 200


def test_a_new_process_of_the_server_is_as_secure_as_the_one_before(authority, start_web):
    service = start_web({**tls_of(authority), **users()})
    web = service.web
    victim = service.http_server()
    os.kill(victim, signal.SIGKILL)
    wait_until(lambda: service.http_server() not in (None, victim), "its successor")
    assert web.ask("/healthz")[0] == 401
    assert web.ask("/healthz", headers=login())[0] == 200
