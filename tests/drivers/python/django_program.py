import os

import django
from django.conf import settings as django_settings
from django.db import connection, transaction

from canonical import config, main, target

settings = {
    "": {},
    "server-side-binding": {"server_side_binding": True},
    "prepare-threshold": {"server_side_binding": True, "prepare_threshold": 5},
}


class Program:
    placeholder = "%s"

    async def autocommit(self, text, n):
        with connection.cursor() as cursor:
            cursor.execute(text, (n,))
            return cursor.fetchone()[0]

    async def transaction(self, text, n):
        with transaction.atomic():
            return await self.autocommit(text, n)

    async def plain(self, text):
        with connection.cursor() as cursor:
            cursor.execute(text)
            return cursor.statusmessage

    async def close(self):
        connection.close()


async def make():
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "yes"  # this program does one thing at a time
    where = target()
    django_settings.configure(DATABASES={"default": {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": where.path[1:], "USER": where.username, "PASSWORD": where.password or "",
        "HOST": where.hostname, "PORT": where.port, "OPTIONS": settings[config()]}})
    django.setup()
    connection.ensure_connection()
    return Program()


main(make)
