from canonical import config, main
from sqlalchemy_program import connected

settings = {
    "": {},
    "none": {"connect_args": {"prepare_threshold": None}},
}


async def make():
    return await connected("postgresql+psycopg", **settings[config()])


main(make)
