"""Clients that are not served leave a trace: a counter by reason, and now and then a line in the log."""

import http.client
import ssl

import pytest
from harness.certificates import Authority
from harness.process import wait_until
from harness.secure_web import authority, login, start_web, tls_of, users, write  # noqa: F401
from harness.web import Web, samples

REASONS = ("handshake", "certificate", "password", "busy", "rate")
LINE = "event=http_says line=\"clients refused:"


def refused(web, **options):
    seen = samples(web.ask("/metrics", **options)[1])
    counts = {reason: seen[f'snmpolld_http_refused_total{{reason="{reason}"}}'] for reason in REASONS}
    return {reason: count for reason, count in counts.items() if count > 0}


def is_let_in(web, certificate=None):
    try:
        return web.ask("/healthz", certificate=certificate)[0] == 200
    except (OSError, http.client.HTTPException):
        return False


@pytest.mark.parametrize("version", ["TLS12", "TLS13"])
def test_certificates_that_are_missing_or_not_accepted_are_counted(folder, authority, start_web, version):
    good = authority.issue("client", "DNS:prometheus", purpose="clientAuth")
    expired = authority.issue("late", "DNS:prometheus", days=-1, purpose="clientAuth")
    stranger = Authority(folder, "stranger").issue("strange", "DNS:prometheus", purpose="clientAuth")
    service = start_web(tls_of(authority, client_auth_type="RequireAndVerifyClientCert", client_ca_file="authority.crt",
                               min_version=version, max_version=version))
    web = service.web
    assert refused(web, certificate=good) == {}
    for certificate in (None, expired, stranger):
        assert not is_let_in(web, certificate)
    wait_until(lambda: refused(web, certificate=good) == {"certificate": 3}, "three certificates")
    service.wait_for_log(LINE)
    assert "certificate 3; the latest from 127.0.0.1" in service.log()


def test_handshakes_that_fail_are_counted_and_connections_without_any_are_not(authority, start_web):
    web = start_web(tls_of(authority)).web
    web.raw(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    web.connect().close()
    web.connect(b"\x16\x03\x01\x00\xff").close()
    with pytest.raises(ssl.SSLError):
        ssl.create_default_context().wrap_socket(web.connect(), server_hostname="localhost")
    wait_until(lambda: refused(web) == {"handshake": 3}, lambda: f"three handshakes, not {refused(web)}")
    assert web.ask("/healthz")[0] == 200


def test_passwords_and_rates_are_counted_and_said_at_most_once_a_minute(start_web):
    service = start_web(users(), web=Web)
    web = service.web
    for _ in range(3):
        assert web.ask("/healthz")[0] == 401
        assert web.ask("/healthz", headers=login("mallory", "open sesame"))[0] == 401
    assert refused(web, headers=login()) == {"password": 6}
    service.wait_for_log(LINE)
    assert web.ask("/healthz")[0] == 401
    assert refused(web, headers=login()) == {"password": 7}
    assert service.log().count(LINE) == 1 and "password 6; the latest from 127.0.0.1" in service.log()
    assert "mallory" not in service.log() and "sesame" not in service.log()


def test_what_is_beyond_the_rate_is_counted(folder, start_web):
    service = start_web({"rate_limit": {"interval": "1h", "burst": 4}}, web=Web)
    web = service.web
    assert [web.ask("/healthz")[0] for _ in range(6)] == [200] * 4 + [429] * 2
    write(f"{folder}/web.yml", {})
    assert service.command("reload").returncode == 0
    assert refused(web) == {"rate": 2}
