"""A service on SQLAlchemy that brings its database up to date with Alembic and then serves.

migrate    alembic upgrade head
request N  one request: a session that asks one query and commits
report N   one request that asks its query for each of N items, and commits
"""

import asyncio
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import text
from sqlalchemy.ext.asyncio import async_sessionmaker

from reference_program import run_steps
from story_settings import engine

find = text("select count(*) from item where id = :id")


class Service:
    def __init__(self):
        self.engine = engine()
        self.sessions = async_sessionmaker(self.engine)

    async def migrate(self):
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "story"))
        await asyncio.to_thread(command.upgrade, config, "head")
        return "migrated"

    async def request(self, n):
        async with self.sessions.begin() as session:
            return await session.scalar(find, {"id": int(n)})

    async def report(self, n):
        async with self.sessions.begin() as session:
            return sum([await session.scalar(find, {"id": i}) for i in range(int(n))])

    async def close(self):
        await self.engine.dispose()


async def make():
    return Service()


async def answer_to(service, line):
    what, *rest = line.split()
    return await getattr(service, what)(*rest)


asyncio.run(run_steps(make, answer_to))
