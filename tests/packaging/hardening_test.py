#!/usr/bin/env python3
"""What programs are protected with: hardening_test.py PROGRAM.. looks at those of this build with readelf, and at a sample that it
builds as a release with each compiler that is here. A debug build and one with sanitizers are not hardened: of their programs only
what every program has is looked at. Environment: CMAKE, SOURCE_DIR, HARDENED (ON or OFF), set by ctest."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

READELF = shutil.which("readelf")
CMAKE = os.environ.get("CMAKE", "cmake")
SOURCE = os.environ.get("SOURCE_DIR", os.path.join(os.path.dirname(os.path.abspath(__file__)), "../.."))
COMPILERS = [compiler for compiler in ("g++", "clang++") if shutil.which(compiler)]
ENDBR64 = b"\xf3\x0f\x1e\xfa"
IS_X86_64 = os.uname().machine == "x86_64"
PROGRAMS = []


def succeed(*command):
    done = subprocess.run(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    assert done.returncode == 0, f"{command}: status {done.returncode}\n{done.stdout}"


def readelf(option, program):
    return subprocess.run([READELF, option, "-W", program], text=True, capture_output=True, check=True).stdout


def segments(program):
    """The program's segments with their flags: [("LOAD", "RE"), ("GNU_STACK", "RW"), ..]."""
    found = re.findall(r"^ +(\w+) +(?:0x\w+ +){5}([RWE ]{3})", readelf("-l", program), re.M)
    return [(kind, flags.replace(" ", "")) for kind, flags in found]


def imported(program):
    """Names of the functions that the program takes from libraries."""
    return set(re.findall(r" UND (\w+)", readelf("--dyn-syms", program)))


@unittest.skipUnless(READELF, "skipped: no readelf here")
class EveryBuild(unittest.TestCase):
    def test_no_stack_is_executable(self):
        for program in PROGRAMS:
            self.assertIn(("GNU_STACK", "RW"), segments(program), program)

    def test_no_segment_is_writable_and_executable(self):
        for program in PROGRAMS:
            self.assertEqual([kind for kind, flags in segments(program) if "W" in flags and "E" in flags], [], program)


@unittest.skipUnless(READELF, "skipped: no readelf here")
class Hardened(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="snmpolld-hardening.")
        cls.addClassCleanup(folder.cleanup)
        cls.programs = list(PROGRAMS) if os.environ.get("HARDENED") == "ON" else []
        for compiler in COMPILERS:
            build = os.path.join(folder.name, compiler)
            succeed(CMAKE, "-S", SOURCE, "-B", build, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release",
                    f"-DCMAKE_CXX_COMPILER={compiler}")
            succeed(CMAKE, "--build", build, "--target", "hardening_sample")
            cls.programs.append(os.path.join(build, "tests/packaging/hardening_sample"))

    def test_programs_can_be_loaded_anywhere(self):
        for program in self.programs:
            self.assertRegex(readelf("-h", program), r"Type: +DYN", program)
            self.assertRegex(readelf("-d", program), r"FLAGS_1\) +Flags:.* PIE", program)

    def test_relocations_are_bound_at_the_start_and_then_read_only(self):
        for program in self.programs:
            dynamic = readelf("-d", program)
            self.assertIn("GNU_RELRO", dict(segments(program)), program)
            self.assertRegex(dynamic, r"BIND_NOW|FLAGS_1\) +Flags:.*NOW", program)
            self.assertNotIn("TEXTREL", dynamic, program)

    def test_stacks_are_protected(self):
        for program in self.programs:
            self.assertIn("__stack_chk_fail", imported(program), program)

    def test_calls_of_the_c_library_know_the_sizes_of_their_buffers(self):
        for program in self.programs:
            checked = {name for name in imported(program) if re.fullmatch(r"__\w+_chk", name)} - {"__stack_chk_fail"}
            self.assertTrue(checked, program)

    def test_the_standard_library_checks_what_it_is_asked(self):
        for program in self.programs:
            names = imported(program) | set(re.findall(r"\w+__glibcxx_assert_fail\w*", readelf("-s", program)))
            self.assertTrue(any("glibcxx_assert_fail" in name for name in names), program)

    @unittest.skipUnless(IS_X86_64, "skipped: control flow is only protected on x86")
    def test_jumps_end_where_functions_begin(self):
        """IBT and SHSTK are marked in a program only if all that it links statically has them, the C library's start files
        included; our own code has them in any case."""
        for program in self.programs:
            self.assertGreater(Path(program).read_bytes().count(ENDBR64), 2, program)
            if not re.search(r"x86 feature: IBT, SHSTK", readelf("-n", program)):
                print(f"{program}: IBT and SHSTK are not marked: this system's start files are without them", file=sys.stderr)


if __name__ == "__main__":
    PROGRAMS = sys.argv[1:]
    unittest.main(argv=sys.argv[:1], verbosity=2)
