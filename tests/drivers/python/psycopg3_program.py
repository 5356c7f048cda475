import psycopg

from canonical import config, main, target

settings = {
    "": {},
    "none": {"prepare_threshold": None},
    "zero": {"prepare_threshold": 0},
    "client-cursor": {"cursor_factory": psycopg.AsyncClientCursor},
}


class Program:
    placeholder = "%s"

    def __init__(self, connection):
        self.connection = connection

    async def autocommit(self, text, n):
        cursor = await self.connection.execute(text, (n,))
        return (await cursor.fetchone())[0]

    async def transaction(self, text, n):
        async with self.connection.transaction():
            return await self.autocommit(text, n)

    async def plain(self, text):
        return (await self.connection.execute(text)).statusmessage

    async def close(self):
        await self.connection.close()


async def make():
    connect = psycopg.AsyncConnection.connect
    return Program(await connect(target().geturl(), autocommit=True, **settings[config()]))


main(make)
