"""Settings come from the environment, typed, and fail loudly when they are not right."""

import os
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, default)
    if value is None:
        raise ImproperlyConfigured(f"Set the environment variable {name}.")
    return value


def flag(name: str, default: bool) -> bool:
    value = os.environ.get(name, "1" if default else "0").lower()
    if value not in {"0", "1", "true", "false"}:
        raise ImproperlyConfigured(f"{name} is 1 or 0, not {value!r}.")
    return value in {"1", "true"}


def number(name: str, default: int) -> int:
    value = os.environ.get(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise ImproperlyConfigured(f"{name} is a whole number, not {value!r}.") from None


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list."""
    return [word for part in text(name, default).split(",") if (word := part.strip())]


def folder(name: str, default: Path) -> Path:
    return Path(os.environ.get(name, default)).resolve()


def database(name: str) -> dict:
    """Django's database settings from ``postgresql://user:password@host:port/name?host=/socket``."""
    url = urlsplit(text(name))
    if url.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{name} starts with postgresql://, not {url.scheme!r}.")
    options = {key: values[-1] for key, values in parse_qs(url.query).items()}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(url.path.lstrip("/")),
        "USER": unquote(url.username or ""),
        "PASSWORD": unquote(url.password or ""),
        "HOST": options.pop("host", url.hostname or ""),
        "PORT": str(url.port or options.pop("port", "")),
        "OPTIONS": options,
    }


def redis(name: str) -> tuple[str, str]:
    """The same server as redis-py and as Celery's transport spell it.

    Accepts ``redis://``, ``rediss://`` and ``unix:///path?db=0``.
    """
    given = text(name)
    url = urlsplit(given)
    if url.scheme in {"redis", "rediss"}:
        return given, given
    if url.scheme == "unix":
        database = parse_qs(url.query).get("db", ["0"])[-1]
        return given, f"redis+socket://{url.path}?virtual_host={database}"
    raise ImproperlyConfigured(f"{name} starts with redis://, rediss:// or unix://.")


def numbered(url: str, number: int) -> str:
    """Another database of the same Redis, of which there are 16."""
    if url.startswith("unix:"):
        return f"{url.partition('?')[0]}?db={number}"
    return urlsplit(url)._replace(path=f"/{number}").geturl()
