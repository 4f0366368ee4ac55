#!/usr/bin/env python3
"""The control of tidy.py: small trees that each break one rule must be caught by that rule, and a clean one by none."""
import pathlib
import tempfile
import unittest

import tidy

CLEAN = {
    "src/base/codes.inc": "CODE(bad_date, 1)\n",
    "catalogue/messages/refusals.yaml": 'bad_date: {es: "No {x}.", en: "Not {x}."}\n',
    "src/store/store.h": '#pragma once\n#include <sqlite3.h>\n',
    "src/store/store.cpp": '#include "store/store.h"\n',
    "src/net/server.cpp": "#include <boost/asio.hpp>\nint main() { return 0; }\n",
    "src/crypto/key.cpp": "#include <sodium.h>\n",
    "tools/check": "#!/bin/sh\n",
    "docs/a.md": "Run tools/check. The address is /api/work/1 and src/work/x.\n",
}


def function(lines, head="int f(int a,\n      int b) const {\n", tail="}\n"):
    return head + "  g();\n" * (lines - 1 - head.count("\n")) + tail


# Rule -> trees that break it, each a change to the clean tree.
BROKEN = {
    "include_up": [{"src/net/server.cpp": '#include "../store/store.h"\n'},
                   {"src/net/server.cpp": '  # include "a/../store/store.h"\n'}],
    "third_party": [{"src/net/server.cpp": "#include <sodium.h>\n"},
                    {"src/base/a.cpp": "#include <sodium/core.h>\n"},
                    {"src/ledger/a.cpp": "#include <sqlite3.h>\n"},
                    {"src/main/a.cpp": "#include <libpq-fe.h>\n"},
                    {"src/main/a.cpp": "#include <postgresql/libpq-fe.h>\n"},
                    {"src/web/a.cpp": "#include <boost/asio/io_context.hpp>\n"},
                    {"src/web/a.cpp": "#include <boost/beast.hpp>\n"}],
    "file_length": [{"src/net/server.cpp": "\n" * 601 + "int i;\n"}, {"ui/src/a.svelte": "<p/>\n" * 601}],
    "function_length": [{"src/net/server.cpp": function(71)},
                        {"src/net/server.cpp": "namespace a {\n" + function(71) + "}\n"},
                        {"src/net/server.cpp": "struct A {\n" + function(71) + "};\n"},
                        {"src/net/server.cpp": function(71, 'TEST_CASE("a } in a text") {\n')},
                        {"src/net/server.cpp": function(71, "A::A() : a_(1) {\n")},
                        {"src/net/server.cpp": function(71, "auto f() -> int {\n  if (a) {\n  }\n")}],
    "dead_file": [{"src/store/old.h": "#pragma once\n"}, {"tools/unused": "#!/bin/sh\n"}, {"src/base/a.cpp": ""},
                  {"docs/a.md.orig": "x\n"}, {"tests/world/unused.h": "#pragma once\n"}],
    "sentences": [{"src/base/codes.inc": "CODE(bad_date, 1)\nCODE(bad_hex, 2)\n"},
                  {"src/base/codes.inc": "CODE(bad_date, 1)\nCODE(bad_date, 1)\n"},
                  {"src/base/codes.inc": "CODE(other, 1)\n"},
                  {"catalogue/messages/refusals.yaml": 'bad_date: {es: "No.", en: ""}\n'},
                  {"catalogue/messages/refusals.yaml": 'bad_date: {es: "No."}\n'},
                  {"catalogue/messages/refusals.yaml": 'bad_date: {es: "No {x}.", en: "Not {y}."}\n'},
                  {"catalogue/messages/refusals.yaml": CLEAN["catalogue/messages/refusals.yaml"] * 2}],
    "machine_path": [{"docs/a.md": "tools/check in /ho" + "me/ana/amparo\n"},
                     {"tools/check": "cd /wo" + "rk/main; tools/check\n", "docs/a.md": "tools/check\n"}],
    "todo": [{"src/net/server.cpp": "// TO" + "DO: later\nint i;\n"}],
}


class TidyTest(unittest.TestCase):
    def rules_broken(self, changes):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in {**CLEAN, **changes}.items():
                path = pathlib.Path(folder, name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
            return {rule for rule, _ in tidy.breaches(folder)}

    def test_a_clean_tree_breaks_nothing(self):
        self.assertEqual(self.rules_broken({}), set())
        self.assertEqual(self.rules_broken({"src/net/server.cpp": function(70)}), set())
        self.assertEqual(self.rules_broken({"src/net/server.cpp": "\n" * 599 + "int i;\n"}), set())

    def test_each_rule_catches_what_breaks_it(self):
        self.assertEqual(set(BROKEN), {rule.__name__ for rule in tidy.RULES})
        for rule, trees in BROKEN.items():
            for changes in trees:
                with self.subTest(rule=rule, changes=sorted(changes)):
                    self.assertEqual(self.rules_broken(changes), {rule})


if __name__ == "__main__":
    unittest.main()
