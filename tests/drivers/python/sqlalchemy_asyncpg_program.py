from canonical import config, main
from on_sqlalchemy import connected

settings = {
    "": {},
    "no-cache": {"connect_args": {"statement_cache_size": 0}},
    "no-cache-old": {"connect_args": {"statement_cache_size": 0}},
    "url-cache": {"query": "prepared_statement_cache_size=0"},
}


async def make():
    return await connected("postgresql+asyncpg", **settings[config()])


main(make)
