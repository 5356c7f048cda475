from sqlalchemy.pool import NullPool

from reference_program import config, main
from on_sqlalchemy import connected

settings = {
    "": {},
    "none": {"connect_args": {"prepare_threshold": None}},
    "null-pool": {"poolclass": NullPool},
    "zero": {"connect_args": {"prepare_threshold": 0}},
}


async def make():
    program = await connected("psycopg", **settings[config()])
    program.executions = {"": 6, "null-pool": 6}.get(config(), 1)
    return program


main(make)
