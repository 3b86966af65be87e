"""A service with a web config, and its clients: HTTPS and basic authentication."""

import base64
import http.client
import json
import os
import ssl

import pytest

from .certificates import Authority, bcrypt
from .web import Web, ask

PASSWORD = "correct-hörse:battery"
SLOW = 11  # cost of a hash; some 150 ms
PAGES = ["/", "/metrics", "/targets/metrics", "/healthz", "/-/healthy", "/-/ready", "/snmp?target=127.0.0.1", "/nowhere"]


@pytest.fixture
def authority(folder):
    return Authority(folder)


def write(path, content, mode=0o640):
    text = content if isinstance(content, str) else json.dumps(content)
    new = f"{path}.new"
    with open(new, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(new, mode)
    os.replace(new, path)


def login(user="alice", password=PASSWORD):
    pair = f"{user}:{password}".encode("utf-8")
    return {"Authorization": "Basic " + base64.b64encode(pair).decode("ascii")}


class SecureWeb(Web):
    def __init__(self, service, authority, **options):
        super().__init__(service)
        self.authority = authority
        self.options = options

    def context(self, certificate=None, version=None):
        context = ssl.create_default_context(cafile=self.authority.certificate)
        if certificate:
            context.load_cert_chain(*certificate)
        if version:
            context.minimum_version = context.maximum_version = version
        return context

    def ask(self, path, method="GET", headers=None, timeout=120, body=None, certificate=None):
        connection = http.client.HTTPSConnection("localhost", self.port, timeout=timeout,
                                                 context=self.context(certificate))
        connection.host = self.address
        return ask(connection, path, method, headers, body)

    def secured(self, certificate=None, version=None):
        """A connection after its handshake."""
        return self.context(certificate, version).wrap_socket(self.connect(), server_hostname="localhost")

    def fingerprint(self):
        with self.secured() as client:
            return client.getpeercert(binary_form=True)


def tls_of(authority, **more):
    if not os.path.exists(authority.path("server.crt")):
        authority.issue("server")
    return {"tls_server_config": {"cert_file": "server.crt", "key_file": "server.key", **more}}


@pytest.fixture
def start_web(folder, authority, start_service):
    def start(web_config, config=None, web=None, **http):
        write(os.path.join(folder, "web.yml"), web_config)
        service = start_service({"http": {"listen": "127.0.0.1:0", "web_config_file": "web.yml", **http},
                                 **(config or {})})
        service.web = (web or SecureWeb)(service, authority) if web is not Web else Web(service)
        return service

    return start


def users(cost=4, password=PASSWORD):
    return {"basic_auth_users": {"alice": bcrypt(password, cost), "bob": bcrypt("bob's own", cost)}}
