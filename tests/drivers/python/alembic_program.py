"""One run of Alembic: one engine, one connection, each step a migration."""

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import text as sql
from sqlalchemy.pool import NullPool

import reference_program
from on_sqlalchemy import engine_to
from reference_program import config, main

no_cache = {"statement_cache_size": 0}
settings = {
    "": ("asyncpg", {}),
    "no-cache": ("asyncpg", no_cache),
    "no-cache-old": ("asyncpg", no_cache),
    "psycopg": ("psycopg", {}),
    "psycopg-none": ("psycopg", {"prepare_threshold": None}),
}


class RolledBack(Exception):
    pass


class Program(reference_program.Program):
    placeholder = ":n"
    executions = 6 if config() == "psycopg" else 1

    def __init__(self, engine, connection):
        self.engine = engine
        self.connection = connection

    async def migrate(self, act):
        def migrate(connection):
            context = MigrationContext.configure(connection, opts={"transaction_per_migration": True})
            with context.begin_transaction(_per_migration=True):
                return act(Operations(context).get_bind())

        return await self.connection.run_sync(migrate)

    async def usual(self):
        usual = self.connection.sync_connection.default_isolation_level
        await self.connection.execution_options(isolation_level=usual)

    async def autocommit(self, text, n):
        await self.connection.execution_options(isolation_level="AUTOCOMMIT")
        return await self.migrate(lambda bind: bind.scalar(sql(text), {"n": n}))

    async def inside(self, *questions):
        await self.usual()
        return await self.migrate(
            lambda bind: [bind.scalar(sql(text), {"n": n}) for text, n in questions][-1])

    async def rollback(self, text, n):
        answer = None

        def fails_after_query(bind):
            nonlocal answer
            answer = bind.scalar(sql(text), {"n": n})
            raise RolledBack

        await self.usual()
        try:
            await self.migrate(fails_after_query)
        except RolledBack:
            return answer

    async def batch(self, text, numbers):
        await self.usual()
        await self.migrate(lambda bind: bind.execute(sql(text), [{"n": n} for n in numbers]))
        return len(numbers)

    async def plain(self, text):
        return (await self.connection.exec_driver_sql(text)).rowcount

    async def reconnect(self):
        await self.connection.close()
        self.connection = await self.engine.connect()
        return ""

    async def close(self):
        await self.connection.close()
        await self.engine.dispose()


async def make():
    driver, arguments = settings[config()]
    engine = engine_to(driver, connect_args=arguments, poolclass=NullPool)
    return Program(engine, await engine.connect())


main(make)
