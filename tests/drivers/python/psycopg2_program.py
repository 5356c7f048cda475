import psycopg2

from canonical import main, target


class Program:
    placeholder = "%s"

    def __init__(self):
        self.connection = psycopg2.connect(target().geturl())
        self.connection.autocommit = True

    async def autocommit(self, text, n):
        with self.connection.cursor() as cursor:
            cursor.execute(text, (n,))
            return cursor.fetchone()[0]

    async def transaction(self, text, n):
        self.connection.autocommit = False
        try:
            with self.connection:
                return await self.autocommit(text, n)
        finally:
            self.connection.autocommit = True

    async def plain(self, text):
        with self.connection.cursor() as cursor:
            cursor.execute(text)
            return cursor.statusmessage

    async def close(self):
        self.connection.close()


async def make():
    return Program()


main(make)
