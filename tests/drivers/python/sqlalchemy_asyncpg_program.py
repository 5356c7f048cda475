from uuid import uuid4

from sqlalchemy.pool import NullPool

from reference_program import config, main
from on_sqlalchemy import connected

unique = {"prepared_statement_name_func": lambda: f"__asyncpg_{uuid4()}__"}
settings = {
    "": {},
    "old": {},
    "no-cache": {"connect_args": {"statement_cache_size": 0}},
    "no-cache-old": {"connect_args": {"statement_cache_size": 0}},
    "url-cache": {"query": "prepared_statement_cache_size=0"},
    "null-pool": {"poolclass": NullPool},
    "name-func": {"connect_args": unique},
    "name-func-null-pool": {"connect_args": unique, "poolclass": NullPool},
    "jit-off": {"connect_args": {"statement_cache_size": 0, "server_settings": {"jit": "off"}}},
}


async def make():
    return await connected("asyncpg", **settings[config()])


main(make)
