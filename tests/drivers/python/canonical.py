"""Plays the steps that come on standard input, one a line, and tells on one line what became of each.

autocommit K N   ask "select N + K" with N as a parameter, outside a transaction block
transaction K N  the same in a transaction of its own
fail             ask for a division by zero
sql TEXT         run TEXT as it is, without parameters

The answers are "ready" after connecting, then "ok VALUE" or "error SQLSTATE TEXT".
"""

import asyncio
import os
import sys
from urllib.parse import urlsplit


def target():
    """DATABASE_URL, taken apart."""
    return urlsplit(os.environ["DATABASE_URL"])


def config():
    return sys.argv[1] if len(sys.argv) > 1 else ""


def sqlstate(error):
    """Where one library wraps another's error, the innermost one knows the SQLSTATE."""
    while error is not None:
        for name in ("sqlstate", "pgcode"):
            if code := getattr(error, name, None):
                return code
        if error.args and isinstance(error.args[0], dict):  # pg8000
            return error.args[0].get("C", "-")
        error = getattr(error, "orig", None) or error.__cause__
    return "-"


async def answer_to(program, line):
    what, _, rest = line.partition(" ")
    try:
        if what == "sql":
            return f"ok {await program.plain(rest)}"
        k, n = rest.split() if rest else (None, 0)
        text = f"select cast({program.placeholder} as int4) + {k}"
        if what == "fail":
            text = f"select 1 / cast({program.placeholder} as int4)"
        ask = program.transaction if what == "transaction" else program.autocommit
        return f"ok {await ask(text, int(n))}"
    except Exception as error:
        return f"error {sqlstate(error)} {' '.join(str(error).split())}"


async def play(make):
    try:
        program = await make()
    except Exception as error:
        print(f"error {sqlstate(error)} {' '.join(str(error).split())}", flush=True)
        sys.exit(1)
    print("ready", flush=True)
    for line in sys.stdin:
        print(await answer_to(program, line.strip()), flush=True)
    await program.close()


def main(make):
    """`make` is a coroutine function that connects and returns the program."""
    asyncio.run(play(make))
