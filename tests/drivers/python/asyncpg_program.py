import asyncpg

from canonical import config, main, target

settings = {
    "": {},
    "no-cache": {"statement_cache_size": 0},
    "no-cache-old": {"statement_cache_size": 0},
    "url-cache": {},
}


class Program:
    placeholder = "$1"

    def __init__(self, connection):
        self.connection = connection
        self.prepared = {} if config() == "no-cache-old" else None

    async def autocommit(self, text, n):
        if self.prepared is None:
            return await self.connection.fetchval(text, n)
        if text not in self.prepared:
            self.prepared[text] = await self.connection.prepare(text)
        return await self.prepared[text].fetchval(n)

    async def transaction(self, text, n):
        async with self.connection.transaction():
            return await self.autocommit(text, n)

    async def plain(self, text):
        return await self.connection.execute(text)

    async def close(self):
        await self.connection.close()


async def make():
    url = target()
    if config() == "url-cache":
        url = url._replace(query="statement_cache_size=0")
    return Program(await asyncpg.connect(url.geturl(), **settings[config()]))


main(make)
