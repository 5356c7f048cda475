#!/usr/bin/env python3
"""That the tree keeps to tools/walls.txt, and that tools/check-walls finds what breaks it: in copies of the tree,
each with one offence planted."""

import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
WALLED = ("src", "probes", "reports", "bench", "tools")
HELPERS = ("tests/support", "tests/lab", "tests/drivers")  # whose headers bench/own includes


def check(root):
    done = subprocess.run([sys.executable, root / "tools/check-walls", root], capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


class TheTree(unittest.TestCase):
    def test_keeps_to_the_table(self):
        status, said = check(ROOT)
        self.assertEqual(status, 0, "\n" + said)


class Planted(unittest.TestCase):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)
        self.root = Path(self.folder.name)
        for part in WALLED:
            shutil.copytree(ROOT / part, self.root / part)
        for header in (h for part in HELPERS for h in (ROOT / part).glob("*.hpp")):
            copy = self.root / header.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(header, copy)

    def plant(self, file, line):
        """Adds a line to the end of a file, or makes a file of it; gives its number."""
        path = self.root / file
        path.parent.mkdir(exist_ok=True)
        before = path.read_text() if path.exists() else ""
        path.write_text(before + line + "\n")
        return before.count("\n") + 1

    def replace(self, file, old, new):
        text = (self.root / file).read_text()
        self.assertIn(old, text)
        (self.root / file).write_text(text.replace(old, new, 1))

    def assert_found(self, *expected, status=1):
        found, said = check(self.root)
        self.assertEqual(found, status, "\n" + said)
        for text in expected:
            self.assertIn(text, said)

    def test_nothing(self):
        self.assert_found("every include is allowed", status=0)

    def test_forbidden_include(self):
        at = self.plant("src/judge/verdict.cpp", '#include "wire/message.hpp"')
        self.assert_found(f'src/judge/verdict.cpp:{at}: includes "wire/message.hpp", and src/judge may include '
                          "src/drivers/engine src/model")

    def test_forbidden_include_however_it_is_written(self):
        file = "src/judge/traffic_verdict.cpp"
        planted = [self.plant(file, line) for line in ("#include <wire/message.hpp>", '#include "../wire/message.hpp"',
                                                       '  #  include\t"wire/message.hpp"', '%:include "wire/message.hpp"',
                                                       '#define A \\\n 1\n#include \\\n "wire/message.hpp"')]
        planted[-1] += 2
        self.assert_found(*(f"{file}:{at}: includes " for at in planted))

    def test_header_of_a_room_of_which_others_are_allowed(self):
        at = self.plant("src/trace/effect.hpp", '#include "wire/session.hpp"')
        self.assert_found(f'src/trace/effect.hpp:{at}: includes "wire/session.hpp"')

    def test_circle(self):
        at = self.plant("src/model/outcome.hpp", '#include "notation/notation.hpp"')
        back = self.plant("src/notation/notation.hpp", '#include "model/fatal.hpp"')
        self.assert_found(f"src/model/outcome.hpp:{at}: a circle of folders: src/model -> src/notation -> src/model",
                          f"src/notation/notation.hpp:{back}")

    def test_circle_in_the_table(self):
        self.replace("tools/walls.txt", "room src/model:", "room src/model: src/wire")
        self.assert_found("src/model may only name rooms that come before it, not src/wire", status=2)

    def test_unknown_folder(self):
        self.plant("src/attic/old.cpp", "int old = 1;")
        self.assert_found("src/attic/old.cpp:1: src/attic is no room of tools/walls.txt")

    def test_include_of_an_unknown_folder(self):
        self.plant("src/attic/old.hpp", "")
        at = self.plant("src/text/nearest.cpp", '#include "attic/old.hpp"')
        self.assert_found(f'src/text/nearest.cpp:{at}: includes "attic/old.hpp", and src/text may include no other room')

    def test_confined_library(self):
        planted = (("src/wire/login.cpp", "libpq-fe.h"), ("src/wire/login.cpp", "openssl/ssl.h"),
                   ("src/trace/message_log.cpp", "boost/asio/post.hpp"),
                   ("src/cli/check.cpp", "boost/process.hpp"),
                   ("src/run/check_run.cpp", "boost/program_options/options_description.hpp"),
                   ("src/judge/verdict.cpp", "nlohmann/json.hpp"), ("src/wire/session.cpp", "pg_query.h"),
                   ("bench/load/load_loop.cpp", "benchmark/benchmark.h"),
                   ("probes/listen.cpp", "chrono"), ("reports/csv.cpp", "fstream"),
                   ("src/judge/verdict.cpp", "sys/socket.h"))
        self.assert_found(*[f"{file}:{self.plant(file, f'#include <{header}>')}: includes <{header}>, and only these may: "
                            for file, header in planted])

    def test_unknown_library(self):
        at = self.plant("src/text/nearest.cpp", "#include <zlib.h>")
        self.assert_found(f"src/text/nearest.cpp:{at}: includes zlib.h, which is neither ours nor in a library row")

    def test_what_must_never_be_seen_behind_an_allowed_include(self):
        self.plant("src/wire/framing.hpp", '#include "wire/libpq_connection.hpp"')
        self.assert_found("must never see src/wire/libpq_connection.hpp, and does: ",
                          "wire/framing.hpp -> wire/libpq_connection.hpp")

    def test_links(self):
        self.replace("src/judge/CMakeLists.txt", "PRIVATE", "PRIVATE poolprobe_wire")
        self.replace("src/lab/CMakeLists.txt", "PRIVATE", "PUBLIC")
        self.replace("src/trace/CMakeLists.txt", "poolprobe_driver_engine", "")
        self.assert_found("src/judge/CMakeLists.txt:1: links poolprobe_wire, of which it includes nothing",
                          "src/lab/CMakeLists.txt:1: links poolprobe_model PUBLIC; by its includes it should be PRIVATE",
                          "src/trace/CMakeLists.txt:1: does not link poolprobe_driver_engine, which it includes: PUBLIC")


if __name__ == "__main__":
    unittest.main()
