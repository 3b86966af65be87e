"""The daemon's HTTP server as a client sees it: whole requests, and raw octets."""

import http.client
import re
import socket
import urllib.parse

from .process import wait_until

PATIENCE = 120  # seconds of a client


def ask(connection, path, method="GET", headers=None, body=None):
    """(status, text, headers); ends the connection."""
    try:
        connection.request(method, path, headers=headers or {}, body=body)
        answer = connection.getresponse()
        return answer.status, answer.read().decode("utf-8"), answer.headers
    finally:
        connection.close()


class Web:
    """Of a running service whose http.listen has port 0."""

    def __init__(self, service):
        listening = re.compile(r"event=http_listens address=(127\.[\d.]+):(\d+)")
        wait_until(lambda: listening.search(service.log()), lambda: f"http in the log: {service.log()}")
        self.address, port = listening.findall(service.log())[-1]
        self.port = int(port)

    def ask(self, path, method="GET", headers=None, timeout=PATIENCE, body=None):
        """(status, text, headers)"""
        connection = http.client.HTTPConnection(self.address, self.port, timeout=timeout)
        return ask(connection, path, method, headers, body)

    def scrape(self, target=None, headers=None, timeout=PATIENCE, **parameters):
        """(status, text) of /snmp."""
        pairs = [("target", target)] if target is not None else []
        for key, value in parameters.items():
            pairs += [(key, one) for one in ([value] if isinstance(value, (str, bytes)) else value)]
        return self.ask("/snmp?" + urllib.parse.urlencode(pairs), headers=headers, timeout=timeout)[:2]

    def page(self, path):
        status, text, _ = self.ask(path)
        assert status == 200, text
        return text

    def connect(self, octets=b""):
        client = socket.create_connection((self.address, self.port), timeout=PATIENCE)
        client.sendall(octets)
        return client

    def raw(self, octets):
        """What comes back until the server ends the connection; b"" also when it is reset."""
        with self.connect() as client:
            received = b""
            try:
                client.sendall(octets)
                client.shutdown(socket.SHUT_WR)
                while piece := client.recv(65536):
                    received += piece
            except OSError as error:
                assert not isinstance(error, TimeoutError), "neither an answer nor an end"
            return received


def samples(text):
    """{"name{labels}": value} of a page."""
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}
