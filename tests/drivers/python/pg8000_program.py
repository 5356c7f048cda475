import pg8000.dbapi

from canonical import main, target


class Program:
    placeholder = "%s"

    def __init__(self):
        where = target()
        self.connection = pg8000.dbapi.connect(
            user=where.username, password=where.password, host=where.hostname, port=where.port,
            database=where.path[1:])
        self.connection.autocommit = True

    async def autocommit(self, text, n):
        cursor = self.connection.cursor()
        cursor.execute(text, (n,))
        return cursor.fetchone()[0]

    async def transaction(self, text, n):
        self.connection.autocommit = False
        try:
            value = await self.autocommit(text, n)
            self.connection.commit()
            return value
        finally:
            self.connection.autocommit = True

    async def plain(self, text):
        cursor = self.connection.cursor()
        cursor.execute(text)
        return cursor.rowcount

    async def close(self):
        self.connection.close()


async def make():
    return Program()


main(make)
