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


def innermost(error):
    """Where one library wraps another's error, that one's."""
    while cause := getattr(error, "orig", None) or error.__cause__:
        error = cause
    return error


def failed(error):
    error = innermost(error)
    state = getattr(error, "sqlstate", None) or getattr(error, "pgcode", None) or "-"
    words = str(error)
    if error.args and isinstance(error.args[0], dict):  # pg8000
        state, words = error.args[0].get("C", "-"), error.args[0].get("M", "")
    return f"error {state} {type(error).__name__}: {words.splitlines()[0] if words else ''}"


async def answer_to(program, line):
    what, _, rest = line.partition(" ")
    if what == "sql":
        return await program.plain(rest)
    k, n = rest.split() if rest else (None, 0)
    text = f"select cast({program.placeholder} as int4) + {k}"
    if what == "fail":
        text = f"select 1 / cast({program.placeholder} as int4)"
    ask = program.transaction if what == "transaction" else program.autocommit
    return await ask(text, int(n))


async def play_steps(make, answer_to):
    try:
        program = await make()
    except Exception as error:
        print(failed(error), flush=True)
        sys.exit(1)
    print("ready", flush=True)
    for line in sys.stdin:
        try:
            answer = f"ok {await answer_to(program, line.strip())}"
        except Exception as error:
            answer = failed(error)
        print(answer, flush=True)
    await program.close()


def main(make):
    """`make` is a coroutine function that connects and returns the program."""
    asyncio.run(play_steps(make, answer_to))
