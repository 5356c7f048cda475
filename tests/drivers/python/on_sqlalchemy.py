"""What the two programs on SQLAlchemy share."""

from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import create_async_engine

from canonical import target


class Program:
    placeholder = ":n"

    def __init__(self, engine):
        self.engine = engine
        self.own_block = engine.execution_options(isolation_level="AUTOCOMMIT")

    async def autocommit(self, text, n):
        async with self.own_block.connect() as connection:
            return await connection.scalar(sql(text), {"n": n})

    async def transaction(self, text, n):
        async with self.engine.begin() as connection:
            return await connection.scalar(sql(text), {"n": n})

    async def plain(self, text):
        async with self.own_block.connect() as connection:
            return (await connection.exec_driver_sql(text)).rowcount

    async def close(self):
        await self.engine.dispose()


async def connected(scheme, query="", **settings):
    url = target()._replace(scheme=scheme, query=query).geturl()
    program = Program(create_async_engine(url, **settings))
    async with program.engine.connect():
        return program
