"""Two people holding one row: ``ETag`` on what is read, ``If-Match`` on what is written."""

from qualitysup.casework.api.problems import PreconditionFailed, PreconditionRequired


def etag(row) -> str:
    return f'"{row.version}"'


def expected_version(request, *, required=True) -> int | None:
    """The version that the client read, from ``If-Match``; none if any version will do."""
    given = request.headers.get("If-Match", "").strip()
    if not given:
        if required:
            raise PreconditionRequired()
        return None
    if given == "*":
        return None
    given = given.removeprefix("W/").strip('"')
    # Ten digits are more than the column holds; a longer number is nobody's version.
    if not (given.isascii() and given.isdecimal() and len(given) <= 10):
        raise PreconditionFailed()
    return int(given)


class ETagMixin:
    """Adds the ``ETag`` of a row to the answer that shows it.

    It names the row's version for ``If-Match``. It is not for caches: the answer also shows other
    rows, in the reader's language.
    """

    def retrieve(self, request, *args, **kwargs):
        return self.answer(self.get_object())
