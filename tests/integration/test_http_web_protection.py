"""A running service goes on asking of clients what it asks of them when its web config is emptied or cut, unless somebody
forces it; and web configs that ask for little are warned of."""

import json
import os
import signal

import pytest
from harness.process import wait_until
from harness.secure_web import authority, login, start_web, tls_of, users, write  # noqa: F401
from harness.service import run
from harness.web import samples

FAILED = "event=web_config_failed"


def is_protected(web):
    return web.ask("/healthz")[0] == 401 and web.ask("/healthz", headers=login())[0] == 200


def reload_worked(web):
    return samples(web.ask("/metrics", headers=login())[1])["snmpolld_config_last_reload_successful"]


@pytest.mark.parametrize("spoil, lost", [
    (lambda config: "", "TLS and passwords"),
    (lambda config: json.dumps({"tls_server_config": config["tls_server_config"]}), "passwords"),
    (lambda config: json.dumps({"basic_auth_users": config["basic_auth_users"]}), "TLS"),
    (lambda config: json.dumps({**config, "basic_auth_users": None}), "passwords"),
])
def test_a_web_config_that_asks_for_less_is_refused(folder, authority, start_web, spoil, lost):
    config = {**tls_of(authority), **users()}
    service = start_web(config)
    path = os.path.join(folder, "web.yml")
    write(path, spoil(config))
    service.wait_for_log(FAILED)
    sentence = f"web.yml no longer asks for {lost}, as a file does of which only a part"
    assert sentence in service.log() and is_protected(service.web)
    assert reload_worked(service.web) == 0
    assert sentence in service.status()["config"]["last_reload_failed"]
    done = service.command("reload")
    assert done.returncode != 0 and sentence in done.stderr and "snmpolld reload --force" in done.stderr
    service.process.signal(signal.SIGHUP)
    assert service.command("reload").returncode != 0  # after that of the signal
    assert is_protected(service.web)
    write(path, config)
    wait_until(lambda: "event=web_config_read" in service.log(), "the whole file")
    assert is_protected(service.web)


def test_a_config_without_its_web_config_must_be_forced(folder, authority, start_web):
    service = start_web({**tls_of(authority), **users()}, {"targets": ["127.1.9.9:9"]})
    service.write_config({**service.config, "http": {"listen": "127.0.0.1:0"}})
    done = service.command("reload")
    assert done.returncode != 0 and "no longer asks for TLS and passwords" in done.stderr
    assert is_protected(service.web) and reload_worked(service.web) == 0
    service.write_config({**service.config, "http": None})  # serves nobody
    assert service.command("reload").returncode == 0


def test_what_is_forced_is_in_force(folder, authority, start_web):
    service = start_web({**tls_of(authority), **users()})
    write(os.path.join(folder, "web.yml"), tls_of(authority))
    assert service.command("reload", "--force").returncode == 0
    assert service.web.ask("/healthz")[0] == 200
    assert service.status()["config"].get("last_reload_failed", "") in ("", None)


@pytest.mark.parametrize("lost", ["everything", "the authority"])
def test_certificates_of_clients_go_on_being_asked_for(folder, authority, start_web, lost):
    client = authority.issue("client", "DNS:prometheus", purpose="clientAuth")
    verified = tls_of(authority, client_auth_type="RequireAndVerifyClientCert", client_ca_file="authority.crt")
    service = start_web(verified)
    less = tls_of(authority) if lost == "everything" else tls_of(authority, client_auth_type="RequireAnyClientCert")
    write(os.path.join(folder, "web.yml"), less)
    service.wait_for_log(FAILED)
    assert service.web.ask("/healthz", certificate=client)[0] == 200
    with pytest.raises(OSError):
        service.web.ask("/healthz")
    assert "no longer asks for certificates" in service.log()


def check(folder, web_config, listen="127.0.0.1:0"):
    write(os.path.join(folder, "web.yml"), web_config)
    path = os.path.join(folder, "checked.yaml")
    write(path, {"http": {"listen": listen, "web_config_file": "web.yml"}})
    done = run(folder, "check", "-f", path)
    return done.returncode, done.stdout + done.stderr


def test_check_and_a_start_warn_of_a_web_config_that_asks_for_little(folder, authority, start_web):
    neither = "web.yml asks for neither TLS nor passwords"
    for nothing in ("", "# nothing\n", {}, {"basic_auth_users": None}, {"tls_server_config": None}):
        status, said = check(folder, nothing)
        assert status == 0 and neither in said, said
    assert neither in start_web({}).log()
    status, said = check(folder, {**tls_of(authority), "basic_auth_users": None})
    assert status == 0 and "web.yml:1:" in said and "there is no user in it" in said, said
    assert "for neither passwords nor certificates of clients" in check(folder, tls_of(authority), "0.0.0.0:1")[1]
    assert "warning" not in check(folder, {**tls_of(authority), **users()}, "0.0.0.0:1")[1]


@pytest.mark.parametrize("name", ["", None])
def test_the_name_of_a_web_config_is_not_empty(folder, name):
    path = os.path.join(folder, "checked.yaml")
    write(path, {"http": {"listen": "127.0.0.1:0", "web_config_file": name}})
    done = run(folder, "check", "-f", path)
    assert done.returncode == 2 and "checked.yaml:1:" in done.stderr and "web_config_file" in done.stderr, done.stderr
