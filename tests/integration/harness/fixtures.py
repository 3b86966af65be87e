"""Fixtures of the integration tests. SNMPOLLD_BIN_DIR names the folder with the daemon, its worker and the agents."""

import shutil
import tempfile

import pytest

from . import agents, recordings, service
from .fleet import Fleet


@pytest.fixture
def folder():
    """A short path: a Unix socket's name has room for 107 characters."""
    path = tempfile.mkdtemp(prefix="snmpolld-")
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="module")
def module_folder():
    path = tempfile.mkdtemp(prefix="snmpolld-")
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture(scope="module")
def snmpd(module_folder):
    process = agents.Snmpd(module_folder)
    yield process
    process.end()


@pytest.fixture
def ended():
    """What a test starts: everything put into this list is ended afterwards, last first."""
    processes = []
    yield processes
    for process in reversed(processes):
        process.end()


@pytest.fixture
def closed_port(ended):
    """On which nobody answers."""
    ended.append(agents.HeldPort())
    return ended[-1].port


@pytest.fixture
def fake_agent(folder, ended):
    def start(rules=None, *options):
        ended.append(agents.FakeAgent(folder, rules, options))
        return ended[-1]

    return start


@pytest.fixture
def fleet(folder, ended):
    def start(*options):
        ended.append(Fleet(folder, options))
        return ended[-1]

    return start


@pytest.fixture
def recorded_agent(folder, ended):
    def start(*sources):
        ended.append(recordings.RecordedAgent(folder, *sources))
        return ended[-1]

    return start


@pytest.fixture
def start_service(folder, ended):
    def start(config, env=None):
        ended.append(service.Service(folder, config, env))
        return ended[-1]

    return start


@pytest.fixture
def sweep(folder):
    def start(*arguments, **options):
        return service.sweep(folder, *arguments, **options)

    return start
