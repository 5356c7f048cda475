from sqlalchemy.pool import NullPool

from canonical import config, main
from on_sqlalchemy import connected

settings = {
    "": {},
    "none": {"connect_args": {"prepare_threshold": None}},
    "null-pool": {"poolclass": NullPool},
    "zero": {"connect_args": {"prepare_threshold": 0}},
}


async def make():
    return await connected("postgresql+psycopg", **settings[config()])


main(make)
