from contextlib import suppress

import asyncpg

import reference_program
from reference_program import capacity, config, main, target

settings = {
    "": capacity("statement_cache_size"),
    "no-cache": {"statement_cache_size": 0},
    "no-cache-old": {"statement_cache_size": 0},
    "url-cache": {},
}


class Program(reference_program.Program):
    placeholder = "$1"

    def __init__(self, pool, connection):
        self.pool = pool
        self.connection = connection
        self.prepared = {}

    async def autocommit(self, text, n):
        if config() != "no-cache-old":
            return await self.connection.fetchval(text, n)
        if text not in self.prepared:
            self.prepared[text] = await self.connection.prepare(text)
        return await self.prepared[text].fetchval(n)

    async def inside(self, *questions):
        async with self.connection.transaction():
            for text, n in questions:
                answer = await self.autocommit(text, n)
            return answer

    async def rollback(self, text, n):
        transaction = self.connection.transaction()
        await transaction.start()
        answer = await self.autocommit(text, n)
        await transaction.rollback()
        return answer

    async def drop(self, text, n):
        statement = self.prepared.pop(text, None) or await self.connection.prepare(text)
        return await statement.fetchval(n)

    async def drop_last(self, text, n):
        async with self.connection.transaction():
            return await self.drop(text, n)

    async def drop_inside(self, first, second, n):
        async with self.connection.transaction():
            await self.drop(first, n)
            return await self.autocommit(second, n)

    async def cursor(self, text, n, rows):
        async with self.connection.transaction():
            cursor = self.connection.cursor(text, n, prefetch=2)
            async for row in cursor:
                rows -= 1
                if rows == 0:
                    break
            return row[0]

    async def batch(self, text, numbers):
        await self.connection.executemany(text, [(n,) for n in numbers])
        return len(numbers)

    async def plain(self, text):
        return await self.connection.execute(text)

    async def give_back(self):
        self.prepared.clear()
        await self.pool.release(self.connection)
        self.connection = await self.pool.acquire()
        return ""

    async def reconnect(self):
        await self.close()
        return await self.give_back()

    async def close(self):
        with suppress(asyncpg.InterfaceError):  # where the pool has taken a broken connection back already
            await self.connection.close()


async def make():
    url = target()
    if config() == "url-cache":
        url = url._replace(query="statement_cache_size=0")
    pool = await asyncpg.create_pool(url.geturl(), min_size=1, max_size=1, **settings[config()])
    return Program(pool, await pool.acquire())


main(make)
