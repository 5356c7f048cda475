"""What the programs on SQLAlchemy share."""

from urllib.parse import urlencode

from sqlalchemy import event, text as sql
from sqlalchemy.ext.asyncio import create_async_engine

import reference_program
from reference_program import capacity, target


class Program(reference_program.Program):
    placeholder = ":n"

    def __init__(self, engine):
        self.engine = engine
        self.own_block = engine.execution_options(isolation_level="AUTOCOMMIT")

    async def autocommit(self, text, n):
        async with self.own_block.connect() as connection:
            return await connection.scalar(sql(text), {"n": n})

    async def inside(self, *questions):
        async with self.engine.begin() as connection:
            for text, n in questions:
                answer = await connection.scalar(sql(text), {"n": n})
            return answer

    async def rollback(self, text, n):
        async with self.engine.connect() as connection:
            answer = await connection.scalar(sql(text), {"n": n})
            await connection.rollback()
            return answer

    async def fill(self, texts):
        async with self.own_block.connect() as connection:
            for text in texts:
                for _ in range(self.executions):
                    answer = await connection.scalar(sql(text), {"n": 1})
            return answer

    async def cursor(self, text, n, rows):
        async with self.engine.begin() as connection:
            async with connection.stream(sql(text), {"n": n}) as result:
                async for part in result.partitions(2):
                    answer = part[-1][0]
                    if rows == 2:
                        break
            return answer

    async def batch(self, text, numbers):
        async with self.own_block.connect() as connection:
            await connection.execute(sql(text), [{"n": n} for n in numbers])
        return len(numbers)

    async def plain(self, text):
        async with self.own_block.connect() as connection:
            return (await connection.exec_driver_sql(text)).rowcount

    async def give_back(self):
        async with self.engine.connect():
            return ""

    async def reconnect(self):
        await self.engine.dispose()
        return await self.give_back()

    async def close(self):
        await self.engine.dispose()


def engine_to(driver, query="", **settings):
    """With a cache of statements as the environment asks for it, unless the configuration says another."""
    if driver == "asyncpg" and not query:
        query = urlencode(capacity("prepared_statement_cache_size"))
    url = target()._replace(scheme=f"postgresql+{driver}", query=query).geturl()
    engine = create_async_engine(url, **settings)
    if driver == "psycopg":
        event.listen(engine.sync_engine, "connect", limit)
    return engine


def limit(connection, _):
    for name, size in capacity("prepared_max").items():
        setattr(connection.driver_connection, name, size)


async def connected(driver, **settings):
    program = Program(engine_to(driver, **settings))
    async with program.engine.connect():
        return program
