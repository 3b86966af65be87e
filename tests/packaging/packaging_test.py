#!/usr/bin/env python3
"""The installed tree: a fresh configure with a prefix of its own, installed both in place and under DESTDIR, and what systemd
and a plist parser say to the service files in it. The executables come from the build that the tests belong to.
Environment: CMAKE, SOURCE_DIR, BUILD_DIR (set by ctest)."""

import os
import plistlib
import re
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

CMAKE = os.environ.get("CMAKE", "cmake")
SOURCE = Path(os.environ["SOURCE_DIR"])
BUILD = Path(os.environ["BUILD_DIR"])
ANALYZE = shutil.which("systemd-analyze")
SYSUSERS = shutil.which("systemd-sysusers")
TMPFILES = shutil.which("systemd-tmpfiles")
MANDOC = shutil.which("mandoc")
READELF = shutil.which("readelf")
COMMANDS = ["", "sweep", "run", "check", "status", "reload", "poll", "explain", "plan", "names", "names import"]
NOT_FOR_THE_SUPERVISOR = ["libmicrohttpd", "libgnutls", "libcrypt."]
NOT_FOR_THE_HTTP_SERVER = ["libnetsnmp", "libyaml-cpp", "libcrypto", "libsystemd"]
NOT_FOR_THE_WORKER = ["libuv", "libspdlog", "libfmt", "libyaml-cpp", "libsystemd", "libsqlite3", "libcurl"]

PROGRAMS = {"bin/snmpolld": BUILD / "daemon/snmpolld", "libexec/snmpolld/snmpolld-worker": BUILD / "daemon/snmpolld-worker",
            "libexec/snmpolld/snmpolld-http": BUILD / "daemon/snmpolld-http",
            "libexec/snmpolld/snmpolld-writer-http": BUILD / "daemon/snmpolld-writer-http"}
FILES = ["lib/systemd/system/snmpolld.service", "lib/sysusers.d/snmpolld.conf", "lib/tmpfiles.d/snmpolld.conf",
         "share/doc/snmpolld/confined.conf", "etc/snmpolld/snmpolld.yaml",
         "share/man/man1/snmpolld.1", "share/man/man5/snmpolld.yaml.5", "share/doc/snmpolld/README.md",
         "share/doc/snmpolld/LICENSE", "share/doc/snmpolld/snmpolld.yaml"]


def run(*command, **environment):
    done = subprocess.run([str(part) for part in command], text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          env={**os.environ, **environment}, check=False)
    return done.returncode, done.stdout


def succeed(*command, **environment):
    status, output = run(*command, **environment)
    assert status == 0, f"{command}: status {status}\n{output}"
    return output


def files_below(folder):
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


class Packaging(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="snmpolld-packaging.")
        cls.addClassCleanup(cls.folder.cleanup)
        root = Path(cls.folder.name).resolve()
        cls.prefix, cls.build, cls.stage = root / "prefix", root / "build", root / "stage"
        succeed(CMAKE, "-S", SOURCE, "-B", cls.build, "-G", "Ninja", "-DSNMPOLLD_TESTS=OFF",
                f"-DCMAKE_INSTALL_PREFIX={cls.prefix}")
        cls.install()
        for name, program in PROGRAMS.items():
            (cls.prefix / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(program, cls.prefix / name)
        cls.unit = cls.prefix / "lib/systemd/system/snmpolld.service"

    @classmethod
    def install(cls, **environment):
        succeed(CMAKE, "--install", cls.build, "--component", "files", **environment)

    def test_everything_is_in_its_place(self):
        self.assertLessEqual(set(FILES) | set(PROGRAMS), files_below(self.prefix))
        self.assertTrue((self.prefix / "etc/snmpolld/hosts.d").is_dir())

    def test_destdir_holds_the_same_tree_and_nothing_beside_it(self):
        self.install(DESTDIR=str(self.stage))
        staged = self.stage / self.prefix.relative_to("/")
        self.assertEqual(files_below(staged) | set(PROGRAMS), files_below(self.prefix))
        self.assertEqual(len(files_below(self.stage)), len(files_below(staged)))

    def test_the_programs_install_where_the_unit_looks(self):
        succeed(CMAKE, "--install", BUILD, "--component", "programs", DESTDIR=str(self.stage / "programs"))
        installed = files_below(self.stage / "programs")
        for name in PROGRAMS:
            self.assertTrue(any(path.endswith("/" + name) for path in installed), installed)
            (place,) = [path for path in installed if path.endswith("/" + name)]
            self.assertTrue(os.access(self.stage / "programs" / place, os.X_OK))

    def test_the_daemon_finds_its_worker_beside_it_or_where_it_is_installed(self):
        """A sweep of a closed port: its outcome comes from a worker."""
        programs = Path(self.folder.name) / "together"
        programs.mkdir()
        for program in PROGRAMS.values():
            shutil.copy(program, programs)
        sweep = [programs / "snmpolld", "sweep", "-t", "10", "-r", "0", "--format", "jsonl", "127.0.0.1:1"]
        status, output = run(*sweep)
        self.assertEqual(status, 1, output)
        self.assertIn('"status":"unreachable"', output)
        (programs / "snmpolld-worker").unlink()
        installed = re.search(r"^CMAKE_INSTALL_PREFIX:PATH=(.*)$", (BUILD / "CMakeCache.txt").read_text(), re.M).group(1)
        if Path(f"{installed}/libexec/snmpolld/snmpolld-worker").exists():
            self.skipTest("skipped: this machine has a worker installed")
        status, output = run(*sweep)
        self.assertEqual(status, 3, output)
        self.assertIn(f"neither {programs}/snmpolld-worker nor {installed}/libexec/snmpolld/snmpolld-worker", output)

    @unittest.skipUnless(READELF, "no readelf here")
    def test_the_worker_needs_few_libraries(self):
        needed = re.findall(r"\(NEEDED\).*\[(.*)\]", succeed(READELF, "-d", PROGRAMS["libexec/snmpolld/snmpolld-worker"]))
        self.assertTrue(any(name.startswith("libnetsnmp.") for name in needed), needed)
        self.assertEqual([name for name in needed if name.startswith(tuple(NOT_FOR_THE_WORKER))], [])

    @unittest.skipUnless(READELF, "no readelf here")
    def test_http_is_in_its_own_program_only(self):
        for program, unwanted in (("bin/snmpolld", NOT_FOR_THE_SUPERVISOR),
                                  ("libexec/snmpolld/snmpolld-http", NOT_FOR_THE_HTTP_SERVER)):
            needed = re.findall(r"\(NEEDED\).*\[(.*)\]", succeed(READELF, "-d", PROGRAMS[program]))
            self.assertEqual([name for name in needed if name.startswith(tuple(unwanted))], [], program)

    def test_an_existing_config_is_never_overwritten(self):
        config = self.prefix / "etc/snmpolld/snmpolld.yaml"
        before = config.read_text()
        config.write_text("# mine\n")
        self.install()
        self.assertEqual(config.read_text(), "# mine\n")
        config.write_text(before)

    def test_every_path_in_the_unit_exists(self):
        text = self.unit.read_text()
        self.assertNotRegex(text, r"@\w+@")
        paths = re.findall(rf"{re.escape(str(self.prefix))}\S*", "\n".join(re.findall(r"^ExecStart=.*", text, re.M)))
        self.assertEqual(len(paths), 2)
        for path in paths:
            self.assertTrue(Path(path).is_file(), path)

    @unittest.skipUnless(ANALYZE, "no systemd-analyze here")
    def test_systemd_finds_no_fault_in_the_unit(self):
        status, output = run(ANALYZE, "verify", "--man=no", "--recursive-errors=no", self.unit)
        self.assertEqual((status, output), (0, ""))

    @unittest.skipUnless(ANALYZE, "no systemd-analyze here")
    def test_the_unit_is_exposed_by_at_most_1_5(self):
        status, output = run(ANALYZE, "security", "--offline=true", "--no-pager", "--threshold=15", self.unit)
        self.assertEqual(status, 0, output)
        self.assertIn("exposure level", output)

    def exposure(self, *parts):
        """What systemd-analyze says of these unit files together."""
        unit = Path(self.folder.name) / "together/snmpolld.service"
        unit.parent.mkdir(exist_ok=True)
        unit.write_text("\n".join(part.read_text() for part in parts))
        verified = run(ANALYZE, "verify", "--man=no", "--recursive-errors=no", unit)
        self.assertEqual(verified, (0, ""))
        _, output = run(ANALYZE, "security", "--offline=true", "--no-pager", "--threshold=15", unit)
        return float(re.search(r"exposure level[^:]*: ([\d.]+)", output).group(1)), output

    @unittest.skipUnless(ANALYZE, "no systemd-analyze here")
    def test_the_drop_in_confines_the_unit_further(self):
        drop_in = self.prefix / "share/doc/snmpolld/confined.conf"
        plain, _ = self.exposure(self.unit)
        confined, output = self.exposure(self.unit, drop_in)
        self.assertLessEqual(plain, 1.5)
        self.assertLess(confined, plain - 0.2, output)
        self.assertRegex(output, r"\u2713 PrivateUsers=")
        self.assertRegex(output, r"IPAddressDeny= +Service defines IP address allow list")
        for setting in ["MemoryMax=", "TasksMax="]:
            self.assertIn(setting, drop_in.read_text())

    def test_only_root_and_the_service_can_read_the_config(self):
        config = self.prefix / "etc/snmpolld/snmpolld.yaml"
        self.assertEqual(config.stat().st_mode & 0o7777, 0o640)
        (line,) = [line for line in (self.prefix / "lib/tmpfiles.d/snmpolld.conf").read_text().splitlines()
                   if "snmpolld.yaml" in line]
        self.assertEqual(line.split(), ["z", str(config), "0640", "root", "snmpolld", "-"])

    @unittest.skipUnless(TMPFILES and SYSUSERS and os.geteuid() == 0, "no systemd-tmpfiles here, or not root")
    def test_tmpfiles_gives_the_config_to_the_group_that_sysusers_makes(self):
        root = Path(self.folder.name) / "tmpfiles"
        config = root / (self.prefix / "etc/snmpolld/snmpolld.yaml").relative_to("/")
        (root / "etc").mkdir(parents=True)
        config.parent.mkdir(parents=True)
        config.write_text("")
        succeed(SYSUSERS, f"--root={root}", self.prefix / "lib/sysusers.d/snmpolld.conf")
        succeed(TMPFILES, f"--root={root}", "--create", self.prefix / "lib/tmpfiles.d/snmpolld.conf")
        group = int(re.search(r"^snmpolld:x:(\d+):", (root / "etc/group").read_text(), re.M).group(1))
        status = config.stat()
        self.assertEqual((status.st_mode & 0o7777, status.st_uid, status.st_gid), (0o640, 0, group))

    @unittest.skipUnless(SYSUSERS, "no systemd-sysusers here")
    def test_sysusers_makes_the_user_that_the_unit_names(self):
        root = Path(self.folder.name) / "sysroot"
        (root / "etc").mkdir(parents=True)
        succeed(SYSUSERS, f"--root={root}", self.prefix / "lib/sysusers.d/snmpolld.conf")
        user = re.search(r"^User=(.*)$", self.unit.read_text(), re.M).group(1)
        self.assertIn(f"{user}:x:", (root / "etc/passwd").read_text())

    def test_a_plist_parser_reads_the_launchd_job(self):
        job = plistlib.loads((self.build / "installed/org.snmpolld.daemon.plist").read_bytes())
        self.assertEqual(job["Label"], "org.snmpolld.daemon")
        self.assertEqual(job["ProgramArguments"], [f"{self.prefix}/bin/snmpolld", "run", "-f",
                                                   f"{self.prefix}/etc/snmpolld/snmpolld.yaml"])
        self.assertIs(job["RunAtLoad"], True)
        self.assertIn("KeepAlive", job)
        self.assertTrue(job["StandardErrorPath"].startswith(str(self.prefix)))

    @unittest.skipUnless(MANDOC, "no mandoc here")
    def test_the_man_pages_are_without_fault(self):
        for page in ["man1/snmpolld.1", "man5/snmpolld.yaml.5"]:
            output = succeed(MANDOC, "-T", "lint", "-W", "warning", self.prefix / "share/man" / page)
            self.assertEqual(output, "")

    @unittest.skipUnless(MANDOC, "no mandoc here")
    def test_the_man_page_and_the_help_name_the_same_options(self):
        page = re.sub(".\b", "", succeed(MANDOC, "-T", "ascii", self.prefix / "share/man/man1/snmpolld.1"))
        helped = set()
        for command in COMMANDS:
            lines = succeed(PROGRAMS["bin/snmpolld"], *command.split(), "--help")
            for names in re.findall(r"^ +(-[\w-]+(?:,-[\w-]+)*) ", lines, re.M):
                helped |= set(names.split(","))
        self.assertLessEqual({"-o", "--oid", "--json", "--control"}, helped)
        option = r"(?<![\w-])-{1,2}[A-Za-z][\w-]*"
        described = set(re.findall(option, page))
        self.assertEqual(helped - described, set(), "not in the man page")
        self.assertEqual({name for name in described - helped if name.startswith("--")}, set(), "not an option")


if __name__ == "__main__":
    unittest.main(verbosity=2)
