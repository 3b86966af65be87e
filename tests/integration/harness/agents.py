"""The fake agent and a real snmpd, each on a port that the kernel chose."""

import json
import os
import signal
import socket
import subprocess
import tempfile

from .process import Running, binary, wait_until

SYS_DESCR = "1.3.6.1.2.1.1.1.0"
SYS_UPTIME = "1.3.6.1.2.1.1.3.0"
SYS_NAME = "1.3.6.1.2.1.1.5.0"

AUTH_PASSWORD = "auth-passphrase-1"
PRIV_PASSWORD = "priv-passphrase-2"
# name: (auth protocol, priv protocol) in snmpd's words; snmpolld's are the same without hyphens.
V3_USERS = {
    "md5_only": ("MD5", None),
    "sha_only": ("SHA", None),
    "sha224_only": ("SHA-224", None),
    "sha384_only": ("SHA-384", None),
    "md5_des": ("MD5", "DES"),
    "sha_aes": ("SHA", "AES"),
    "sha256_aes": ("SHA-256", "AES"),
    "sha256_aes192": ("SHA-256", "AES-192"),
    "sha512_aes256": ("SHA-512", "AES-256"),
}


PORT_ATTEMPTS = 50
NOBODYS_ADDRESS = "127.255.255.253"


class HeldPort:
    """A port of UDP and TCP on which nobody answers: it is held on an address that is never asked, so the kernel gives it to
    nobody who wants all addresses. When it is let go, it is free."""

    def __init__(self, address=NOBODYS_ADDRESS):
        for _ in range(PORT_ATTEMPTS):
            self.sockets = socket.socket(socket.AF_INET, socket.SOCK_DGRAM), socket.socket()
            try:
                self.sockets[0].bind((address, 0))
                self.sockets[1].bind(self.sockets[0].getsockname())
            except OSError:
                self.end()
                continue
            self.port = self.sockets[0].getsockname()[1]
            return
        raise AssertionError("no free port")

    def end(self):
        for one in self.sockets:
            one.close()


def free_port():
    """A port that is free for UDP and TCP on every address, as long as nobody else is quicker."""
    held = HeldPort("")
    held.end()
    return held.port


class PortPrinter(Running):
    """An agent of tests/agents: says its port, ends with its standard input, leaves its statistics."""

    def __init__(self, name, options, folder):
        super().__init__([binary(name), *options], folder, stdin=subprocess.PIPE)
        self.wait_for_output("port ")
        wait_until(lambda: "\n" in self.stdout, "the agent's port")
        self.port = int(self.stdout.split()[1])

    def statistics(self):
        """Ends the agent."""
        if self.popen.stdin and not self.popen.stdin.closed:
            self.popen.stdin.close()
        assert self.wait() == 0, self.stderr
        return json.loads(self.stdout.splitlines()[-1])

    def statistics_now(self):
        """fake_agent and fleet; it goes on."""
        lines = len(self.stdout.splitlines())
        self.signal(signal.SIGUSR1)
        wait_until(lambda: len(self.stdout.splitlines()) > lines and self.stdout.endswith("\n"), "statistics")
        return json.loads(self.stdout.splitlines()[-1])


class FakeAgent(PortPrinter):
    """rules: {"127.1.0.0/16": "drop", ..}; what no rule names answers honestly."""

    def __init__(self, folder, rules=None, options=()):
        words = [word for network, behaviour in (rules or {}).items() for word in ("--rule", f"{network}={behaviour}")]
        super().__init__("fake_agent", [*words, *options], folder)


class Snmpd(Running):
    """A real snmpd on all loopback addresses, UDP and TCP, IPv4 and (UDP) IPv6: `public`, the users of V3_USERS."""

    def __init__(self, folder):
        for _ in range(PORT_ATTEMPTS):
            self._start(folder, free_port())
            wait_until(lambda: self._answers() or self._found_its_port_taken(), lambda: f"an answer of snmpd: {self._said()}")
            if self.popen.poll() is None:
                return
        raise AssertionError(f"no port for snmpd: {self._said()}")

    def _start(self, folder, port):
        self.port = port
        self.folder = tempfile.mkdtemp(prefix="snmpd-", dir=folder)
        path = os.path.join(self.folder, "snmpd.conf")
        with open(path, "w", encoding="ascii") as file:
            file.write("\n".join(self._config()) + "\n")
        env = {**os.environ, "SNMP_PERSISTENT_DIR": self.folder, "MIBS": ""}
        super().__init__(["/usr/sbin/snmpd", "-f", "-Lo", "-C", "-c", path], self.folder, env=env)

    def _config(self):
        lines = [
            f"agentAddress udp:{self.port},tcp:{self.port},udp6:[::1]:{self.port}",
            "rocommunity public",
            "rocommunity6 public",
        ]
        lines += ["sysName integration-snmpd", "sysContact nobody@example.com", "sysLocation here", "sysServices 72"]
        for name, (auth, priv) in V3_USERS.items():
            secret = f'{auth} "{AUTH_PASSWORD}"' + (f' {priv} "{PRIV_PASSWORD}"' if priv else "")
            lines += [f"createUser {name} {secret}", f"rouser {name} {'priv' if priv else 'auth'}"]
        return lines + ["createUser nobody_auth", "rouser nobody_auth noauth"]

    def _said(self):
        return self.stdout + self.stderr

    def _found_its_port_taken(self):
        """Between the choice of the port and its use somebody else may have got it."""
        if self.popen.poll() is None:
            return False
        assert "Error opening specified endpoint" in self._said(), f"snmpd ended: {self._said()}"
        return True

    def _answers(self):
        return snmpget(self.folder, f"127.0.0.1:{self.port}", [SYS_NAME], ["-t", "2", "-r", "0"]).returncode == 0


def snmpget(folder, address, oids, options=(), version="2c"):
    """Net-SNMP's own client, without MIBs, config and persistent files of this machine."""
    argv = ["snmpget", f"-v{version}", "-c", "public", "-On", *options, address, *(f".{oid}" for oid in oids)]
    env = {**os.environ, "SNMP_PERSISTENT_DIR": folder, "MIBS": "", "SNMPCONFPATH": folder}
    return subprocess.run(argv, env=env, capture_output=True, text=True, errors="replace", check=False, timeout=240)
