"""As `alembic init --template async` writes it, with the settings of the service, and nothing offline."""

import asyncio

from alembic import context

from story_settings import engine


def migrate(connection):
    context.configure(connection=connection, target_metadata=None)
    with context.begin_transaction():
        context.run_migrations()


async def migrate_online():
    connectable = engine()
    async with connectable.connect() as connection:
        await connection.run_sync(migrate)
    await connectable.dispose()


asyncio.run(migrate_online())
