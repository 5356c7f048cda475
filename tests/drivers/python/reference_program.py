"""Runs the steps that come on standard input, one a line, and tells on one line what became of each.

autocommit K N    ask "select N + K" with N as a parameter, outside a transaction block
transaction K N   the same in a transaction of its own
fail              ask for a division by zero
sql TEXT          run TEXT as it is, without parameters
missing           ask a table that is not there: the server refuses to parse that
missing_inside    the same in a transaction
fail_inside K N   ask K, then for a division by zero, in one transaction
rollback K N      ask K in a transaction and roll that back
drop K N          ask K by a statement of its own, and let go of that
drop_inside K N   the same in a transaction that goes on with K+1
drop_last K N     the same in a transaction that then commits
fill K N          ask K, K+1, ... of N queries, each until it is prepared, if it ever is
cursor K N        read five rows by the driver's cursor, two at a time
cursor_early K N  the same, closed after the first two
batch K N         ask K with N, N+1 and N+2 in the driver's way for many
give_back         give the connection back to the driver's pool, and take it again
reconnect         close the connection and open another

The answers are "ready" after connecting, then "ok VALUE" or "error SQLSTATE TEXT"; "ok none" means that this
driver has no such thing. POOLPROBE_STATEMENTS in the environment is how many statements the driver may keep.
"""

import asyncio
import os
import sys
from urllib.parse import urlsplit

sizes = {"cursor": 5, "cursor_early": 2}


def target():
    """DATABASE_URL, taken apart."""
    return urlsplit(os.environ["DATABASE_URL"])


def config():
    return sys.argv[1] if len(sys.argv) > 1 else ""


def capacity(name):
    """The setting of that name for a cache of statements, where the environment asks for one."""
    size = os.environ.get("POOLPROBE_STATEMENTS")
    return {name: int(size)} if size else {}


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


class Program:
    """What every driver has its own way for. Questions are pairs of a text and its parameter."""

    executions = 1  # until a query is prepared, if it ever is

    async def autocommit(self, text, n):
        raise NotImplementedError

    async def inside(self, *questions):
        """All in one transaction, which an error rolls back: the answer to the last."""
        raise NotImplementedError

    async def rollback(self, text, n):
        raise NotImplementedError

    async def drop(self, text, n):
        return "none"

    async def drop_last(self, text, n):
        return "none"

    async def drop_inside(self, first, second, n):
        return "none"

    async def fill(self, texts):
        for text in texts:
            for _ in range(self.executions):
                answer = await self.autocommit(text, 1)
        return answer

    async def cursor(self, text, n, rows):
        """Two at a time, of five rows: the last that was read."""
        return "none"

    async def batch(self, text, numbers):
        return "none"

    async def give_back(self):
        return "none"

    async def reconnect(self):
        raise NotImplementedError


async def answer_to(program, line):
    what, _, rest = line.partition(" ")
    if what == "sql":
        return await program.plain(rest)
    k, n = (int(word) for word in rest.split()) if rest else (0, 0)
    number = f"cast({program.placeholder} as int4)"
    texts = [f"select {number} + {k + i}" for i in range(n if what == "fill" else 2)]
    division = f"select 1 / {number}"
    missing = f"select n from poolprobe_missing_table where n = {program.placeholder}"
    match what:
        case "autocommit":
            return await program.autocommit(texts[0], n)
        case "transaction":
            return await program.inside((texts[0], n))
        case "fail":
            return await program.autocommit(division, 0)
        case "missing":
            return await program.autocommit(missing, 1)
        case "missing_inside":
            return await program.inside((missing, 1))
        case "fail_inside":
            return await program.inside((texts[0], n), (division, 0))
        case "rollback" | "drop" | "drop_last":
            return await getattr(program, what)(texts[0], n)
        case "drop_inside":
            return await program.drop_inside(*texts, n)
        case "fill":
            return await program.fill(texts)
        case "cursor" | "cursor_early":
            rows = f"{texts[0]} + i from generate_series(0, 4) as i"
            return await program.cursor(rows, n, sizes[what])
        case "batch":
            return await program.batch(texts[0], [n, n + 1, n + 2])
        case "give_back" | "reconnect":
            return await getattr(program, what)()
    raise ValueError(f"no such step: {what}")


async def run_steps(make, answer_to):
    try:
        program = await make()
    except Exception as error:
        print(failed(error), flush=True)
        sys.exit(1)
    print("ready", flush=True)
    for line in sys.stdin:
        try:
            answer = f"ok {await answer_to(program, line.strip())}".rstrip()
        except Exception as error:
            answer = failed(error)
        print(answer, flush=True)
    await program.close()


def main(make):
    """`make` is a coroutine function that connects and returns the program."""
    asyncio.run(run_steps(make, answer_to))
