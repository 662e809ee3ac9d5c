"""Two people holding one row: ``ETag`` on what is read, ``If-Match`` on what is written."""

from qualitysup.casework.api.problems import PreconditionFailed, PreconditionRequired


def etag(row) -> str:
    return f'"{row.version}"'


def expected_version(request, *, required=True) -> int | None:
    """The version that the client read, from ``If-Match``."""
    given = request.headers.get("If-Match", "").strip()
    if not given:
        if required:
            raise PreconditionRequired()
        return None
    given = given.removeprefix("W/").strip('"')
    if not given.isdecimal():
        raise PreconditionFailed()
    return int(given)


class ETagMixin:
    """Adds the ``ETag`` of a row to the answer that shows it."""

    def retrieve(self, request, *args, **kwargs):
        row = self.get_object()
        response = self.answer(row)
        if request.headers.get("If-None-Match") == response["ETag"]:
            response.status_code, response.data = 304, None
        return response
