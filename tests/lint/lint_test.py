#!/usr/bin/env python3
"""lint.py finds what it is there to find: each case plants one violation in an empty tree, or something that only looks
like one."""

import tempfile
import unittest
from pathlib import Path

import lint

HEAD = "// What this file is for.\n"


def sentences(files):
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder).resolve()
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text)
        return [f"{name}:{line}: {sentence}" for name, line, sentence in lint.check(root)]


class LintTest(unittest.TestCase):
    def finds(self, name, text, expected):
        found = sentences({name: text})
        self.assertEqual(len(found), 1, found)
        self.assertTrue(found[0].startswith(name + ":"), found)
        self.assertIn(expected, found[0])

    def passes(self, name, text):
        self.assertEqual(sentences({name: text}), [])

    def test_an_include_of_a_higher_floor_is_found_with_its_line(self):
        self.finds("lib/model/oid.cpp", HEAD + '#include "ipc/codec.hpp"\n', ":2: lib/model must not include ipc/codec.hpp")

    def test_an_include_of_the_same_floor_is_found(self):
        self.finds("lib/schedule/a.cpp", HEAD + '#include "config/config.hpp"\n', "must not include")

    def test_the_supervisor_never_includes_snmp(self):
        self.finds("lib/supervisor/a.cpp", HEAD + '#include "snmp/engine.hpp"\n', "must not include snmp/engine.hpp")

    def test_an_include_of_a_lower_floor_passes(self):
        self.passes("lib/supervisor/a.cpp", HEAD + '#include "sink/sink.hpp"\n#include <vector>\n')

    def test_net_snmp_outside_lib_snmp_is_found(self):
        self.finds("daemon/a.cpp", HEAD + "#include <net-snmp/net-snmp-config.h>\n", "lib/snmp only")
        self.passes("lib/snmp/a.cpp", HEAD + "#include <net-snmp/net-snmp-config.h>\n")

    def test_uv_in_the_worker_is_found(self):
        self.finds("lib/worker/a.cpp", HEAD + "#include <uv.h>\n", "lib/loop only")
        self.finds("daemon/worker_main.cpp", HEAD + '#include "loop/loop.hpp"\n', "worker's program")
        self.finds("daemon/http_main.cpp", HEAD + '#include "config/config.hpp"\n', "http's program")

    def test_a_second_file_that_sees_yaml_is_found(self):
        text = HEAD + "#include <yaml-cpp/yaml.h>\n"
        self.assertEqual(sentences({"lib/config/a.cpp": text}), [])
        found = sentences({"lib/config/a.cpp": text, "lib/config/b.cpp": text})
        self.assertEqual(len(found), 1)
        self.assertIn("already seen by lib/config/a.cpp", found[0])

    def test_main_in_a_library_is_found(self):
        self.finds("lib/base/a.cpp", HEAD + "int main() { return 0; }\n", "main()")
        self.passes("daemon/a.cpp", HEAD + "int main() { return 0; }\n")

    def test_a_file_without_head_comment_is_found(self):
        self.finds("lib/base/a.cpp", "#include <vector>\n", "head comment")
        self.finds("lib/base/a.hpp", "#pragma once\n", "head comment")
        self.finds("scripts/run", "#!/bin/sh\nexit 0\n", "head comment")

    def test_a_source_file_is_told_of_in_its_header(self):
        found = sentences({"lib/base/a.hpp": HEAD + "#pragma once\n", "lib/base/a.cpp": '#include "base/a.hpp"\n'})
        self.assertEqual(found, [])

    def test_a_header_without_pragma_once_is_found(self):
        self.finds("lib/base/a.hpp", HEAD, "#pragma once")

    def test_a_file_that_is_too_long_is_found(self):
        self.finds("lib/base/a.cpp", HEAD + "int a;\n" * lint.MAX_LINES, "401 lines")
        self.passes("lib/base/a.cpp", HEAD + "int a;\n" * (lint.MAX_LINES - 1))

    def test_a_name_that_says_nothing_is_found(self):
        self.finds("lib/common/a.cpp", HEAD, "`common`")
        self.finds("lib/base/util.cpp", HEAD, "`util`")
        self.finds("lib/base/a.cpp", HEAD + "class PoolManager {\n};\n", "`PoolManager`")

    def test_an_open_end_is_found(self):
        self.finds("docs/a.md", "# a\n" + "TO" + "DO: more\n", "left behind")

    def test_a_sleep_in_a_test_is_found(self):
        self.finds("tests/unit/base/a_test.cpp", HEAD + "void f() { usleep" + "(5); }\n", "never sleeps")
        self.finds("tests/integration/a.py", "# What for.\ntime.sleep" + "(1)\n", "never sleeps")
        self.passes("tests/agents/slow.py", "# What for.\ntime.sleep" + "(1)\n")

    def test_a_class_with_too_many_methods_is_found(self):
        head = "class Kraken final : public Squid {\n  public:\n    explicit Kraken(int arms);\n    ~Kraken();\n"
        rest = "    Kraken& operator=(Kraken&&) = default;\n    bool operator==(const Kraken& other) const;\n};\n"
        declared = [f"    std::map<int, std::function<void(int)>> arm{i}(int n = f(1)) const" for i in range(26)]
        inline = "{ return {}; }\n"
        self.finds("lib/base/a.cpp", HEAD + head + ";\n".join(declared) + inline + rest, ":2: class Kraken has 26 methods")
        self.passes("lib/base/a.cpp", HEAD + head + ";\n".join(declared[1:]) + inline + rest)

    def test_a_class_with_too_many_fields_is_found_unless_it_is_plain_data(self):
        fields = "".join(f"    std::function<void(int)> field{i}_ = [](int n) {{ call(n); }};\n" for i in range(21))
        constants = "    static constexpr int kOne = 1;\n    using List = std::vector<int>;\n    enum class Kind { one, two };\n"
        inner = "    struct Inner {\n        int a, b;\n    };\n"
        methods = [f"    virtual int method{i}() = 0;\n" for i in range(7)]
        text = HEAD + "struct Big {\n" + fields + constants + inner + "".join(methods[:6])
        self.passes("lib/base/a.cpp", text + "};\n")
        self.finds("lib/base/a.cpp", text + methods[6] + "};\n", ":2: class Big has 21 fields")

    def test_a_statement_that_chooses_is_found(self):
        for statement in ("a && b() ? c() : d();", "if (x) y ? c() : d();", "return a ? b() : void();",
                          "run([] { a ? b() : c(); });", "a.b(1) ? c(\n) : d();"):
            self.finds("lib/base/a.cpp", HEAD + "void f() {\n    " + statement + "\n}\n", ":3: a statement does not choose")
        for statement in ("int x = a ? b : c;", "return a ? b() : c();", "f(a ? b : c);", "x += a ? b : c;", "// a ? b : c;",
                          "for (int i = 0; a ? b : c; a ? ++i : --i) f();", "T t{a ? b : c};", "char c = '?'; f(\"a ? b : c;\");"):
            self.passes("lib/base/a.cpp", HEAD + "void f() {\n    " + statement + "\n}\n")

    def test_a_list_of_many_values_without_names_is_found(self):
        head = HEAD + "struct Row {\n    int a = 0, b = 0;\n    std::map<int, int> c;\n    bool d = false;\n};\n"
        for text in ("f(Row{1, 2, {}, true});", "Row row{1, g(2, 3), {}, true};", "const Row row = {1, 2, {}, true};",
                     "return Row{1, 2, {}, true};"):
            self.finds("lib/base/a.cpp", head + text + "\n", ":7: 4 values of Row without names")
        for text in ("f(Row{.a = 1, .b = 2, .c = {}, .d = true});", "Row row{1, f<int, int>(2, 2), {3, 4}};", "Row row{};",
                     "List list{1, 2, 3, 4};", "f(Row(), {1, 2, 3, 4});"):
            self.passes("lib/base/a.cpp", head + text + "\n")
        self.passes("lib/base/a.cpp", head.replace("int a", "Row(int);\n    int a") + "Row row{1, 2, 3, 4};\n")

    def test_a_clock_where_time_is_passed_in_is_found(self):
        self.finds("lib/supervisor/a.cpp", HEAD + "auto now = monoNow();\n", ":2: lib/supervisor reads no clock, monoNow()")
        self.passes("lib/loop/a.cpp", HEAD + "auto now = monoNow();\n")

    def test_two_rooms_with_one_name_of_a_file_are_found(self):
        found = sentences({"lib/base/a.cpp": HEAD, "lib/base/a.hpp": HEAD + "#pragma once\n", "lib/model/a.cpp": HEAD})
        self.assertEqual(found, ["lib/model/a.cpp:1: lib/base/a.cpp has the same name `a`; two rooms need two names"])

    def test_an_option_that_the_man_page_lacks_is_found(self):
        schema = HEAD + 'Option{"target", "host", text},\nOption{kBoth, "labels", map},\n'
        found = sentences({"lib/config/schema.cpp": schema, "docs/man/snmpolld.yaml.5": ".It Ic host , port\nlabels\n"})
        self.assertEqual(found, ["lib/config/schema.cpp:3: option labels is not in docs/man/snmpolld.yaml.5"])

    def test_helpers_of_the_same_name_in_one_folder_are_found(self):
        def helper(text):
            return HEAD + "namespace {\n\n" + text + "\n\n}  // namespace\n"

        for text in ["constexpr int kMost = 1;", "struct Row {\n};", "int sum(int a) {\n    return a;\n}"]:
            found = sentences({"lib/base/a.cpp": helper(text), "lib/base/b.cpp": helper(text)})
            self.assertEqual(len(found), 1)
            self.assertIn("is in lib/base/a.cpp already", found[0])
            self.assertEqual(sentences({"lib/base/a.cpp": helper(text), "lib/model/b.cpp": helper(text)}), [])
        overload = helper("int sum(double b) {\n    return 1;\n}")
        self.assertEqual(sentences({"lib/base/a.cpp": helper("int sum(int a) {\n    return a;\n}"), "lib/base/b.cpp": overload}), [])

    def test_the_build_folder_and_hidden_folders_are_not_looked_at(self):
        self.passes("build/debug/a.cpp", "int main() {}\n")
        self.passes(".git/a.py", "TO" + "DO\n")


if __name__ == "__main__":
    unittest.main()
