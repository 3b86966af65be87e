"""Basic authentication over HTTP: who is let in and who is not, and what wrong passwords cost others."""

import base64
import concurrent.futures
import http.client
import os
import time

import pytest
from harness.certificates import bcrypt
from harness.process import wait_until
from harness.secure_web import PAGES, PASSWORD, SLOW, authority, login, start_web, tls_of, users, write  # noqa: F401
from harness.web import Web


def test_users_with_their_passwords_are_let_in_and_nobody_else(authority, start_web):
    web = start_web({**tls_of(authority), **users()}).web
    assert web.ask("/healthz", headers=login())[:2] == (200, "ok\n")
    assert web.ask("/healthz", headers=login("bob", "bob's own"))[0] == 200
    lower = {"Authorization": login()["Authorization"].replace("Basic", "basic")}
    assert web.ask("/healthz", headers=lower)[0] == 200
    nul = base64.b64encode(f"alice:{PASSWORD}\0".encode("utf-8")).decode("ascii")
    for page in PAGES:
        for headers in ({}, login(password="wrong"), login("mallory"), login("bob"), login("alice", ""), login("", PASSWORD),
                        {"Authorization": "Basic !!!"}, {"Authorization": "Basic"}, {"Authorization": "Basic YWxpY2U="},
                        {"Authorization": f"Basic {nul}"}, {"Authorization": "Bearer abc"}, {"Authorization": ""}):
            status, _, answered = web.ask(page, headers=headers)
            assert status == 401, (page, headers, status)
            assert answered["WWW-Authenticate"].startswith("Basic")


def test_whatever_is_asked_for_the_password_comes_first(authority, start_web):
    web = start_web({**tls_of(authority), **users()}, reload=True).web
    for method, path in [("DELETE", "/"), ("POST", "/"), ("GET", "/-/reload"), ("POST", "/-/reload"),
                         ("GET", "/%zz"), ("GET", "/" + "x" * 9000)]:
        assert web.ask(path, method)[0] == 401, (method, path[:20])
        assert web.ask(path, method, headers=login(password="wrong"))[0] == 401, (method, path[:20])
    assert web.ask("/", "POST", body="x")[0] == 401
    assert web.ask("/-/reload", "POST", headers=login())[:2] == (200, "reloaded\n")
    assert web.ask("/", "DELETE", headers=login())[0] == 405
    assert web.ask("/%zz", headers=login())[0] == 400


@pytest.mark.parametrize("kind", ["2a", "2b", "2y"])
def test_the_hashes_of_all_tools_are_understood(start_web, kind):
    web = start_web({"basic_auth_users": {"üser": bcrypt(PASSWORD, kind=kind)}}, web=Web).web
    assert web.ask("/healthz", headers=login("üser"))[0] == 200
    assert web.ask("/healthz", headers=login("üser", PASSWORD + "x"))[0] == 401


def test_headers_that_are_too_large_end_and_others_go_on(authority, start_web):
    web = start_web({**tls_of(authority), **users()}).web
    with web.secured() as client:
        try:
            client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nAuthorization: Basic " + b"QUFB" * 262144 + b"\r\n\r\n")
            assert client.recv(65536)[:12] in (b"HTTP/1.1 431", b"HTTP/1.1 400", b"HTTP/1.1 413", b"")
        except OSError as error:
            assert not isinstance(error, TimeoutError)
    assert web.ask("/healthz", headers=login())[0] == 200


def test_headers_of_the_web_config_are_in_every_answer(authority, start_web):
    headers = {"X-Frame-Options": "deny", "X-Content-Type-Options": "nosniff", "X-XSS-Protection": "1",
               "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
               "Content-Security-Policy": "default-src 'self'"}
    web = start_web({**tls_of(authority), **users(), "http_server_config": {"http2": True, "headers": headers}}).web
    for answer in (web.ask("/", headers=login()), web.ask("/"), web.ask("/nowhere", headers=login())):
        assert {name: answer[2][name] for name in headers} == headers


def test_requests_above_the_rate_limit_are_refused(start_web):
    web = start_web({"rate_limit": {"interval": "1h", "burst": 3}, **users()}, web=Web).web
    assert [web.ask("/healthz", headers=login())[0] for _ in range(5)] == [200, 200, 200, 429, 429]


def test_many_wrong_passwords_delay_neither_polls_nor_clients(authority, fleet, start_web):
    port = fleet().port
    service = start_web({**tls_of(authority), **users(SLOW)}, {
        "defaults": {"interval": "200ms", "timeout": "500ms", "retries": 0, "gap": "0"},
        "targets": [{"hosts": f"127.1.0.1-20:{port}"}]})
    web = service.web
    assert web.ask("/healthz", headers=login())[0] == 200
    before = len(service.records())
    begun = time.monotonic()
    with concurrent.futures.ThreadPoolExecutor(200) as strangers:
        wrong = [strangers.submit(ask_until_answered, web, login("alice" if i % 2 else "nobody", f"wrong {i}"))
                 for i in range(200)]
        slowest = 0
        while not all(one.done() for one in wrong):
            asked = time.monotonic()
            status = ask_until_answered(web, login())
            assert status == 200, status
            slowest = max(slowest, time.monotonic() - asked)
        took = time.monotonic() - begun
        answers = [one.result() for one in wrong]
    assert set(answers) <= {401, 503}, answers
    polled = len(service.records()) - before
    assert polled >= 20 * (took / 0.2) * 0.7, (polled, took)
    assert slowest < 5, slowest
    assert "event=http_killed" not in service.log() and "event=http_died" not in service.log()


def ask_until_answered(web, headers):
    """Too many connections at a time end the ones that wait longest before they have asked."""
    while True:
        try:
            return web.ask("/healthz", headers=headers)[0]
        except (OSError, http.client.HTTPException):
            continue


def test_an_unknown_user_takes_as_long_as_a_known_one(start_web):
    web = start_web(users(SLOW), web=Web).web

    def took(user, number):
        begun = time.monotonic()
        assert web.ask("/healthz", headers=login(user, f"wrong {number}"))[0] == 401
        return time.monotonic() - begun

    known = min(took("alice", i) for i in range(5))
    unknown = min(took("mallory", i) for i in range(5))
    assert unknown > 0.5 * known and known > 0.5 * unknown, (known, unknown)


def test_a_password_that_was_right_is_not_computed_again_until_it_changes(folder, start_web):
    service = start_web(users(SLOW), web=Web)
    web = service.web
    assert web.ask("/healthz", headers=login())[0] == 200

    def fastest():
        times = []
        for _ in range(5):
            begun = time.monotonic()
            assert web.ask("/healthz", headers=login())[0] == 200
            times.append(time.monotonic() - begun)
        return min(times)

    assert fastest() < 0.05
    write(os.path.join(folder, "web.yml"), users(SLOW, "another"))
    assert service.command("reload").returncode == 0
    wait_until(lambda: web.ask("/healthz", headers=login())[0] == 401, "the new password in force")
    assert web.ask("/healthz", headers=login(password="another"))[0] == 200
