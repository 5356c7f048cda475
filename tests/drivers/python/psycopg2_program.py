from psycopg2.pool import SimpleConnectionPool

import reference_program
from reference_program import main, target


class Program(reference_program.Program):
    placeholder = "%s"

    def __init__(self):
        self.pool = SimpleConnectionPool(1, 1, target().geturl())
        self.take()

    def take(self):
        self.connection = self.pool.getconn()
        self.connection.autocommit = True

    def ask(self, text, n):
        with self.connection.cursor() as cursor:
            cursor.execute(text, (n,))
            return cursor.fetchone()[0]

    async def autocommit(self, text, n):
        return self.ask(text, n)

    def in_block(self, act):
        self.connection.autocommit = False
        try:
            with self.connection:
                return act()
        finally:
            if not self.connection.closed:
                self.connection.autocommit = True

    async def inside(self, *questions):
        return self.in_block(lambda: [self.ask(text, n) for text, n in questions][-1])

    async def rollback(self, text, n):
        def undone():
            answer = self.ask(text, n)
            self.connection.rollback()
            return answer

        return self.in_block(undone)

    async def fill(self, texts):
        return "none"

    async def cursor(self, text, n, rows):
        def read():
            with self.connection.cursor("poolprobe") as cursor:
                cursor.itersize = 2
                cursor.execute(text, (n,))
                return (cursor.fetchmany(2) if rows == 2 else list(cursor))[-1][0]

        return self.in_block(read)

    async def batch(self, text, numbers):
        with self.connection.cursor() as cursor:
            cursor.executemany(text, [(n,) for n in numbers])
        return len(numbers)

    async def plain(self, text):
        with self.connection.cursor() as cursor:
            cursor.execute(text)
            return cursor.statusmessage

    async def give_back(self):
        self.pool.putconn(self.connection)
        self.take()
        return ""

    async def reconnect(self):
        self.pool.putconn(self.connection, close=True)
        self.take()
        return ""

    async def close(self):
        self.connection.close()


async def make():
    return Program()


main(make)
