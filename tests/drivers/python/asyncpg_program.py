import asyncpg

from canonical import config, main, target

settings = {
    "": {},
    "no-cache": {"statement_cache_size": 0},
}


class Program:
    placeholder = "$1"

    def __init__(self, connection):
        self.connection = connection

    async def autocommit(self, text, n):
        return await self.connection.fetchval(text, n)

    async def transaction(self, text, n):
        async with self.connection.transaction():
            return await self.connection.fetchval(text, n)

    async def plain(self, text):
        return await self.connection.execute(text)

    async def close(self):
        await self.connection.close()


async def make():
    return Program(await asyncpg.connect(target().geturl(), **settings[config()]))


main(make)
