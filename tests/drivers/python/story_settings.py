"""The ways in which the service was set up, one after the other."""

from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from reference_program import config, target

null_pool = {"poolclass": NullPool}
pre_ping = {**null_pool, "pool_pre_ping": True}
no_cache = {**pre_ping, "connect_args": {"statement_cache_size": 0}}
jit_off = {**pre_ping, "connect_args": {"statement_cache_size": 0, "server_settings": {"jit": "off"}}}

settings = {
    "asyncpg": ("asyncpg", {}),
    "asyncpg-null-pool": ("asyncpg", null_pool),
    "asyncpg-pre-ping": ("asyncpg", pre_ping),
    "asyncpg-no-cache": ("asyncpg", no_cache),
    "asyncpg-jit-off": ("asyncpg", jit_off),
    "psycopg": ("psycopg", {}),
    "psycopg-null-pool": ("psycopg", null_pool),
    "psycopg-none": ("psycopg", {"connect_args": {"prepare_threshold": None}}),
}


def engine():
    driver, arguments = settings[config()]
    url = target()._replace(scheme=f"postgresql+{driver}", query="").geturl()
    return create_async_engine(url, **arguments)
