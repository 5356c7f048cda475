#!/usr/bin/env python3
"""tools/forced-switch-total adds up what the tests print, and fails where a cell differs or none is there."""

import pathlib
import subprocess
import sys
import unittest

SCRIPT = pathlib.Path(__file__).parents[2] / "tools" / "forced-switch-total"

PERL = "12: forced switch, perl on 1.24: 25 cells compared, 0 differ, 0 could not be played\n"
JAVA = "13: forced switch, java on 1.18: 124 cells compared, 1 differ, 2 could not be played\n"
SKIPPED = " 3/9 Test #14: drivers.forced-switch.ruby.1.18 ...***Skipped   0.02 sec\n"


def total(text):
    done = subprocess.run(
        [sys.executable, SCRIPT, "-"], input=text, stdout=subprocess.PIPE, text=True, check=False)
    return done.returncode, done.stdout


class ForcedSwitchTotal(unittest.TestCase):
    def test_cells_are_added_up(self):
        status, told = total(PERL + JAVA.replace("1 differ", "0 differ"))
        self.assertEqual(status, 0)
        self.assertTrue(told.endswith("149 cells compared, 0 differ, 2 could not be played\n"))

    def test_one_that_differs_is_a_failure(self):
        self.assertEqual(total(PERL + JAVA)[0], 1)

    def test_nothing_compared_is_a_failure(self):
        status, told = total(SKIPPED)
        self.assertEqual(status, 1)
        self.assertIn("drivers.forced-switch.ruby.1.18 was skipped", told)


if __name__ == "__main__":
    unittest.main()
