"""One run of Alembic: one engine, one connection, each step a migration."""

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import text as sql
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from canonical import config, main, target

no_cache = {"statement_cache_size": 0}
settings = {
    "": ("asyncpg", {}),
    "no-cache": ("asyncpg", no_cache),
    "no-cache-old": ("asyncpg", no_cache),
    "psycopg": ("psycopg", {}),
    "psycopg-none": ("psycopg", {"prepare_threshold": None}),
}


class Program:
    placeholder = ":n"

    def __init__(self, engine, connection):
        self.engine = engine
        self.connection = connection

    async def migrate(self, text, n):
        def migrate(connection):
            context = MigrationContext.configure(connection, opts={"transaction_per_migration": True})
            with context.begin_transaction(_per_migration=True):
                return Operations(context).get_bind().scalar(sql(text), {"n": n})

        return await self.connection.run_sync(migrate)

    async def autocommit(self, text, n):
        await self.connection.execution_options(isolation_level="AUTOCOMMIT")
        return await self.migrate(text, n)

    async def transaction(self, text, n):
        usual = self.connection.sync_connection.default_isolation_level
        await self.connection.execution_options(isolation_level=usual)
        return await self.migrate(text, n)

    async def plain(self, text):
        return (await self.connection.exec_driver_sql(text)).rowcount

    async def close(self):
        await self.connection.close()
        await self.engine.dispose()


async def make():
    driver, arguments = settings[config()]
    url = target()._replace(scheme=f"postgresql+{driver}", query="").geturl()
    engine = create_async_engine(url, connect_args=arguments, poolclass=NullPool)
    return Program(engine, await engine.connect())


main(make)
