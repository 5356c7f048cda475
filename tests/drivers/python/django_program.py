import os

import django
from django.conf import settings as django_settings
from django.db import connection, transaction
from django.db.backends.signals import connection_created

import reference_program
from reference_program import capacity, config, main, target

settings = {
    "": {},
    "server-side-binding": {"server_side_binding": True},
    "prepare-threshold": {"server_side_binding": True, "prepare_threshold": 5},
}


class Program(reference_program.Program):
    placeholder = "%s"
    executions = 6 if config() == "prepare-threshold" else 1

    async def autocommit(self, text, n):
        with connection.cursor() as cursor:
            cursor.execute(text, (n,))
            return cursor.fetchone()[0]

    async def inside(self, *questions):
        with transaction.atomic():
            for text, n in questions:
                answer = await self.autocommit(text, n)
            return answer

    async def rollback(self, text, n):
        with transaction.atomic():
            answer = await self.autocommit(text, n)
            transaction.set_rollback(True)
            return answer

    async def cursor(self, text, n, rows):
        """What QuerySet.iterator(chunk_size=2) does, outside of atomic()."""
        with connection.chunked_cursor() as cursor:
            cursor.execute(text, (n,))
            for read in iter(lambda: cursor.fetchmany(2), []):
                answer = read[-1][0]
                if rows == 2:
                    break
            return answer

    async def batch(self, text, numbers):
        with connection.cursor() as cursor:
            cursor.executemany(text, [(n,) for n in numbers])
        return len(numbers)

    async def plain(self, text):
        with connection.cursor() as cursor:
            cursor.execute(text)
            return cursor.statusmessage

    async def reconnect(self):
        connection.close()
        connection.ensure_connection()
        return ""

    async def close(self):
        connection.close()


def limit(connection, **_):
    for name, size in capacity("prepared_max").items():
        setattr(connection.connection, name, size)


async def make():
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"  # this program does one thing at a time
    where = target()
    django_settings.configure(DATABASES={"default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": where.path[1:], "USER": where.username, "PASSWORD": where.password or "",
        "HOST": where.hostname, "PORT": where.port, "OPTIONS": settings[config()]}})
    django.setup()
    connection_created.connect(limit)
    connection.ensure_connection()
    return Program()


main(make)
