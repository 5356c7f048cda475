from canonical import config, main
from on_sqlalchemy import connected

settings = {
    "": {},
    "none": {"connect_args": {"prepare_threshold": None}},
    "zero": {"connect_args": {"prepare_threshold": 0}},
}


async def make():
    return await connected("postgresql+psycopg", **settings[config()])


main(make)
