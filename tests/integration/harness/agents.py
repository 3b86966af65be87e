"""The fake agent and a real snmpd, each on a port that the kernel chose."""

import json
import os
import signal
import socket
import subprocess

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


def free_port():
    """A port that is free for UDP and TCP on every address."""
    for _ in range(50):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp, socket.socket() as tcp:
            udp.bind(("", 0))
            try:
                tcp.bind(("", udp.getsockname()[1]))
            except OSError:
                continue
            return udp.getsockname()[1]
    raise AssertionError("no free port")


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
        self.port = free_port()
        self.folder = os.path.join(folder, f"snmpd-{self.port}")
        os.mkdir(self.folder)
        path = os.path.join(self.folder, "snmpd.conf")
        with open(path, "w", encoding="ascii") as file:
            file.write("\n".join(self._config()) + "\n")
        env = {**os.environ, "SNMP_PERSISTENT_DIR": self.folder, "MIBS": ""}
        super().__init__(["/usr/sbin/snmpd", "-f", "-Lo", "-C", "-c", path], self.folder, env=env)
        wait_until(self._answers, lambda: f"an answer of snmpd: {self.stdout}{self.stderr}")

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

    def _answers(self):
        assert self.popen.poll() is None, f"snmpd ended: {self.stdout}{self.stderr}"
        return snmpget(self.folder, f"127.0.0.1:{self.port}", [SYS_NAME], ["-t", "0.2", "-r", "0"]).returncode == 0


def snmpget(folder, address, oids, options=(), version="2c"):
    """Net-SNMP's own client, without MIBs, config and persistent files of this machine."""
    argv = ["snmpget", f"-v{version}", "-c", "public", "-On", *options, address, *(f".{oid}" for oid in oids)]
    env = {**os.environ, "SNMP_PERSISTENT_DIR": folder, "MIBS": "", "SNMPCONFPATH": folder}
    return subprocess.run(argv, env=env, capture_output=True, text=True, errors="replace", check=False, timeout=30)
