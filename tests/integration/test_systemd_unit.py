"""The service with what the systemd unit leaves it: an unprivileged user without capabilities, the unit's system calls and address
families, no memory that is writable and executable. A call that the unit does not allow kills the process here (systemd's EPERM
might go unnoticed). Needs root, systemd-analyze and libseccomp; mounts and namespaces of the unit are not imitated."""

import ctypes
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys

import pytest
from harness import records
from harness.process import Running, bin_dir, binary, children, wait_until
from harness.service import run
from harness.timing import check_overruns, is_overrun

NOBODY = 65534
ALLOW, KILL_PROCESS = 0x7FFF0000, 0x80000000
EQUAL, MASKED_EQUAL = 4, 7
WRITE_AND_EXECUTE, EXECUTE = 0x6, 0x4


def is_sanitized(path):
    """A sanitizer makes calls of its own: LeakSanitizer traces its process, and waits for ever when its tracer is killed."""
    with open(path, "rb") as file:
        text = file.read()
    return b"__asan_init" in text or b"__tsan_init" in text


pytestmark = [
    pytest.mark.skipif(is_sanitized(binary("snmpolld")), reason="a sanitizer needs calls that the unit forbids"),
    pytest.mark.skipif(os.geteuid() != 0, reason="needs root, to give it up"),
    pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="no systemd-analyze here"),
]


def unit_values(key):
    path = os.path.join(bin_dir(), "..", "installed", "snmpolld.service")
    with open(path, encoding="utf-8") as file:
        return re.findall(rf"^{key}=(.*)$", file.read(), re.M)


def calls_of(name):
    """A system call's own name, or the members of a group (@name)."""
    if not name.startswith("@"):
        return {name}
    listed = subprocess.run(["systemd-analyze", "syscall-filter", name], capture_output=True, text=True, check=True).stdout
    members = [line.strip() for line in listed.splitlines()[1:]]
    return set().union(*(calls_of(member) for member in members if member and not member.startswith("#")))


def allowed_calls():
    allowed = set()
    for line in unit_values("SystemCallFilter"):
        named = set().union(*(calls_of(word) for word in line.lstrip("~").split()))
        allowed = allowed - named if line.startswith("~") else allowed | named
    return sorted(allowed)


class Condition(ctypes.Structure):
    _fields_ = [("argument", ctypes.c_uint), ("operator", ctypes.c_int), ("a", ctypes.c_uint64), ("b", ctypes.c_uint64)]


class Filters:
    """What systemd makes of the unit: one filter of forbidden arguments, one of allowed calls. Made before the fork."""

    def __init__(self):
        self.library = ctypes.CDLL("libseccomp.so.2")
        self.library.seccomp_init.restype = ctypes.c_void_p
        self.forbidden = ctypes.c_void_p(self.library.seccomp_init(ctypes.c_uint32(ALLOW)))
        self.add(self.forbidden, KILL_PROCESS, "mmap", Condition(2, MASKED_EQUAL, WRITE_AND_EXECUTE, WRITE_AND_EXECUTE))
        self.add(self.forbidden, KILL_PROCESS, "mprotect", Condition(2, MASKED_EQUAL, EXECUTE, EXECUTE))
        self.allowed = ctypes.c_void_p(self.library.seccomp_init(ctypes.c_uint32(KILL_PROCESS)))
        for family in unit_values("RestrictAddressFamilies")[0].split():
            self.add(self.allowed, ALLOW, "socket", Condition(0, EQUAL, getattr(socket, family), 0))
        for name in allowed_calls():
            if name != "socket":
                self.add(self.allowed, ALLOW, name)

    def add(self, filter_, action, call, *conditions):
        number = self.library.seccomp_syscall_resolve_name(call.encode())
        if number < 0:  # of another architecture
            return
        array = (Condition * max(1, len(conditions)))(*conditions)
        result = self.library.seccomp_rule_add_array(filter_, ctypes.c_uint32(action), number, len(conditions), array)
        assert result == 0, (call, result)

    def load(self):
        assert self.library.seccomp_load(self.forbidden) == 0
        assert self.library.seccomp_load(self.allowed) == 0

def become_nobody():
    """As systemd does for User= with an empty CapabilityBoundingSet=."""
    library = ctypes.CDLL(None)
    drop_from_bounding_set = 24
    for capability in range(64):
        library.prctl(drop_from_bounding_set, capability, 0, 0, 0)
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


class Confined(Running):
    """A process with what the unit leaves; its folder is its StateDirectory and RuntimeDirectory."""

    def __init__(self, argv, folder, env=None):
        filters = Filters()

        def confine():
            become_nobody()
            filters.load()

        self.argv = argv
        self.stdout_path, self.stderr_path = (os.path.join(folder, name) for name in ("out", "err"))
        with open(self.stdout_path, "wb") as out, open(self.stderr_path, "wb") as err:
            self.popen = subprocess.Popen(
                argv, stdin=subprocess.DEVNULL, stdout=out, stderr=err, env=env, cwd=folder, preexec_fn=confine
            )


@pytest.fixture(name="home")
def make_home(folder):
    """The folder, given to nobody, with the programs in it: the build may lie where only root can go."""
    for name in ("snmpolld", "snmpolld-worker"):
        shutil.copy(binary(name), folder)
    os.chown(folder, NOBODY, NOBODY)
    return folder


def config_of(home, port):
    path = os.path.join(home, "snmpolld.yaml")
    config = {
        "defaults": {"interval": "500ms", "timeout": "10s", "retries": 0},
        "targets": [f"127.1.0.1:{port}", "127.1.0.2:9", "udp6:[::1]:9", "tcp:127.1.0.3:9", "localhost:9", "nowhere.invalid"],
        "workers": {"count": 2, "max_polls": 4},
        "breaker": {"after": 0},
        "outputs": [{"type": "jsonl", "path": "records.jsonl", "sync": "interval"}, {"type": "csv", "path": "-"}],
    }
    with open(path, "w", encoding="utf-8") as file:
        json.dump(config, file)
    os.chmod(path, 0o644)
    return path


def found_records(home):
    return records.read(os.path.join(home, "records.jsonl"))


def test_the_service_needs_nothing_that_the_unit_forbids(home, ended, fake_agent):
    path = config_of(home, fake_agent({}).port)
    environment = {"PATH": os.environ["PATH"], "RUNTIME_DIRECTORY": home, "JOURNAL_STREAM": "1:1"}
    service = Confined([os.path.join(home, "snmpolld"), "run", "-f", path], home, environment)
    ended.append(service)
    control = ["--control", os.path.join(home, "control.sock")]
    # Three rounds with a replaced worker, a reload by signal and one by socket, a log rotation, a killed worker.
    wait_until(lambda: len(found_records(home)) >= 18, lambda: f"three rounds; {service.stderr}")
    assert run(home, "status", *control).returncode == 0
    assert run(home, "reload", *control).returncode == 0
    service.signal(signal.SIGHUP)
    service.signal(signal.SIGUSR1)
    os.kill(children(service.pid)[0], signal.SIGKILL)
    seen = len(found_records(home))
    wait_until(lambda: len(found_records(home)) >= seen + 18, lambda: f"three rounds more; {service.stderr}")
    assert run(home, "poll", *control, "127.1.0.2:9").returncode == 1
    service.signal(signal.SIGTERM)
    assert service.wait() == 0, service.stderr
    records.check_ledger(found_records(home))
    check_overruns(found_records(home))
    statuses = records.statuses([r for r in found_records(home) if not is_overrun(r)])
    assert statuses["ok"] >= 6 and set(statuses) <= {"ok", "unreachable", "unresolved", "worker_lost"}, statuses


def test_the_log_of_a_confined_service_is_for_the_journal(home, ended, fake_agent):
    environment = {"PATH": os.environ["PATH"], "RUNTIME_DIRECTORY": home, "JOURNAL_STREAM": "1:1"}
    service = Confined([os.path.join(home, "snmpolld"), "run", "-f", config_of(home, fake_agent({}).port)], home, environment)
    ended.append(service)
    service.wait_for_output("<6>event=started")


def oom_score_adj(pid):
    try:
        with open(f"/proc/{pid}/oom_score_adj", encoding="ascii") as file:
            return int(file.read())
    except OSError:  # it has been replaced meanwhile
        return None


def test_when_memory_runs_out_a_worker_ends_and_the_unit_goes_on(home, ended, fake_agent):
    assert unit_values("OOMPolicy") == ["continue"]
    environment = {"PATH": os.environ["PATH"], "RUNTIME_DIRECTORY": home}
    service = Confined([os.path.join(home, "snmpolld"), "run", "-f", config_of(home, fake_agent({}).port)], home, environment)
    ended.append(service)
    wait_until(lambda: 1000 in map(oom_score_adj, children(service.pid)), lambda: f"a worker; {service.stderr}")
    assert oom_score_adj(service.pid) < 1000


@pytest.mark.parametrize(
    "argv",
    [
        [shutil.which("chroot") or "chroot", "/", "true"],
        [sys.executable, "-c", "import socket; socket.socket(socket.AF_ALG, socket.SOCK_SEQPACKET)"],
        [sys.executable, "-c", "import mmap; mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)"],
    ],
)
def test_the_confinement_confines(home, ended, argv):
    process = Confined(argv, home)
    ended.append(process)
    assert process.wait() == -signal.SIGSYS, process.stderr
