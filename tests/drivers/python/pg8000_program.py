from contextlib import suppress

import pg8000.dbapi
import pg8000.native

import reference_program
from reference_program import config, main, target


def where():
    to = target()
    return {"user": to.username, "password": to.password, "host": to.hostname, "port": to.port,
            "database": to.path[1:]}


def close(connection):
    with suppress(pg8000.native.InterfaceError, OSError):  # where the server has closed it
        connection.close()


def two_at_a_time(fetch, rows):
    """Until none comes, or until there are as many as were asked for."""
    read = []
    while len(read) < rows and (more := fetch()):
        read += more
    return read[-1][0]


class DbApi(reference_program.Program):
    placeholder = "%s"

    def __init__(self):
        self.connect()

    def connect(self):
        self.connection = pg8000.dbapi.connect(**where())
        self.connection.autocommit = True

    def ask(self, text, n):
        cursor = self.connection.cursor()
        cursor.execute(text, (n,))
        return cursor.fetchone()[0]

    async def autocommit(self, text, n):
        return self.ask(text, n)

    def in_block(self, act, end):
        self.connection.autocommit = False
        try:
            answer = act()
            end()
            return answer
        except Exception:
            self.connection.rollback()
            raise
        finally:
            self.connection.autocommit = True

    async def inside(self, *questions):
        return self.in_block(lambda: [self.ask(text, n) for text, n in questions][-1], self.connection.commit)

    async def rollback(self, text, n):
        return self.in_block(lambda: self.ask(text, n), self.connection.rollback)

    async def fill(self, texts):
        return "none"

    async def cursor(self, text, n, rows):
        def read():
            cursor.execute(f"DECLARE c SCROLL CURSOR FOR {text}", (n,))
            answer = two_at_a_time(fetch, rows)
            cursor.execute("CLOSE c")
            return answer

        def fetch():
            cursor.execute("FETCH FORWARD 2 FROM c")
            return cursor.fetchall()

        cursor = self.connection.cursor()
        return self.in_block(read, self.connection.commit)

    async def batch(self, text, numbers):
        self.connection.cursor().executemany(text, [(n,) for n in numbers])
        return len(numbers)

    async def plain(self, text):
        cursor = self.connection.cursor()
        cursor.execute(text)
        return cursor.rowcount

    async def reconnect(self):
        close(self.connection)
        self.connect()
        return ""

    async def close(self):
        close(self.connection)


class Native(reference_program.Program):
    placeholder = ":n"

    def __init__(self):
        self.connection = pg8000.native.Connection(**where())

    def ask(self, text, n):
        return self.connection.run(text, n=n)[0][0]

    async def autocommit(self, text, n):
        return self.ask(text, n)

    def in_block(self, act, end="COMMIT"):
        self.connection.run("START TRANSACTION")
        try:
            answer = act()
        except Exception:
            self.connection.run("ROLLBACK")
            raise
        self.connection.run(end)
        return answer

    async def inside(self, *questions):
        return self.in_block(lambda: [self.ask(text, n) for text, n in questions][-1])

    async def rollback(self, text, n):
        return self.in_block(lambda: self.ask(text, n), "ROLLBACK")

    def dropped(self, text, n):
        statement = self.connection.prepare(text)
        answer = statement.run(n=n)[0][0]
        statement.close()
        return answer

    async def drop(self, text, n):
        return self.dropped(text, n)

    async def drop_last(self, text, n):
        return self.in_block(lambda: self.dropped(text, n))

    async def drop_inside(self, first, second, n):
        return self.in_block(lambda: self.dropped(first, n) and self.ask(second, n))

    async def fill(self, texts):
        return "none"

    async def cursor(self, text, n, rows):
        def read():
            self.connection.run(f"DECLARE c SCROLL CURSOR FOR {text}", n=n)
            answer = two_at_a_time(lambda: self.connection.run("FETCH FORWARD 2 FROM c"), rows)
            self.connection.run("CLOSE c")
            return answer

        return self.in_block(read)

    async def plain(self, text):
        self.connection.run(text)
        return self.connection.row_count

    async def reconnect(self):
        close(self.connection)
        self.connection = pg8000.native.Connection(**where())
        return ""

    async def close(self):
        close(self.connection)


async def make():
    return Native() if config() == "native" else DbApi()


main(make)
