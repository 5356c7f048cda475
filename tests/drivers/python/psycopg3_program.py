from contextlib import nullcontext

import psycopg
from psycopg_pool import AsyncConnectionPool

import reference_program
from reference_program import capacity, config, main, target

settings = {
    "": {},
    "none": {"prepare_threshold": None},
    "zero": {"prepare_threshold": 0},
    "client-cursor": {"cursor_factory": psycopg.AsyncClientCursor},
    "pipeline": {},
}


class Program(reference_program.Program):
    placeholder = "%s"
    executions = {"": 6, "pipeline": 6}.get(config(), 1)

    def __init__(self, connection):
        self.connection = connection
        self.pool = None

    def many(self):
        return self.connection.pipeline() if config() == "pipeline" else nullcontext()

    async def ask(self, text, n):
        cursor = await self.connection.execute(text, (n,))
        return (await cursor.fetchone())[0]

    async def autocommit(self, text, n):
        async with self.many():
            return await self.ask(text, n)

    async def inside(self, *questions):
        async with self.many(), self.connection.transaction():
            for text, n in questions:
                answer = await self.ask(text, n)
            return answer

    async def rollback(self, text, n):
        async with self.many(), self.connection.transaction():
            answer = await self.ask(text, n)
            raise psycopg.Rollback
        return answer

    async def cursor(self, text, n, rows):
        async with self.connection.transaction(), self.connection.cursor("poolprobe") as cursor:
            cursor.itersize = 2
            await cursor.execute(text, (n,))
            read = await cursor.fetchmany(2) if rows == 2 else [row async for row in cursor]
            return read[-1][0]

    async def batch(self, text, numbers):
        if config() == "pipeline":
            async with self.many():
                for cursor in [await self.connection.execute(text, (n,)) for n in numbers]:
                    await cursor.fetchone()
        else:
            async with self.connection.cursor() as cursor:
                await cursor.executemany(text, [(n,) for n in numbers])
        return len(numbers)

    async def plain(self, text):
        return (await self.connection.execute(text)).statusmessage

    async def give_back(self):
        if self.pool is None:
            self.pool = AsyncConnectionPool(
                connection_class=Given(self.connection), min_size=1, max_size=1, open=False)
            await self.pool.open(wait=True)
            await self.pool.getconn()
        await self.pool.putconn(self.connection)
        self.connection = await self.pool.getconn()
        return ""

    async def reconnect(self):
        await self.close()
        self.connection = await connect()
        return ""

    async def close(self):
        await self.connection.close()
        if self.pool is not None:
            await self.pool.close()
            self.pool = None


class Given:
    """Lets a pool begin with a connection that is there already."""

    def __init__(self, connection):
        self.connection = connection

    async def connect(self, *_, **__):
        return self.connection


async def connect():
    url = target().geturl()
    connection = await psycopg.AsyncConnection.connect(url, autocommit=True, **settings[config()])
    for name, size in capacity("prepared_max").items():
        setattr(connection, name, size)
    return connection


async def make():
    return Program(await connect())


main(make)
