from qualitysup.audit.actor import Door, acting
from qualitysup.audit.models import AccessLog
from qualitysup.audit.services import access

# Copied to every row that the request changes.
LONGEST_PATH = 200
DOORS = {"/admin/": Door.ADMIN, "/api/": Door.API, "/field/": Door.FIELD}


class ActorMiddleware:
    """Tells the history who is at work, and writes down what a signed-in person was refused."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        path = request.path_info
        door = door_of(path, on_phone="X-Device" in request.headers)
        with acting(lambda: request.user.pk, door=door, where=path[:LONGEST_PATH]):
            response = self.get_response(request)
            # Asked again: an API token or a sign-in may have said only in the view who it is.
            if response.status_code == 403 and request.user.pk:
                access.record(
                    by=request.user,
                    action=AccessLog.Action.REFUSED,
                    detail=f"{request.method} {path}",
                    request=request,
                )
            return response


def door_of(path: str, *, on_phone: bool = False) -> Door:
    """The door that an address belongs to; the field app calls the API, and says so.

    >>> door_of("/admin/enterprises/")
    <Door.ADMIN: 'admin'>
    >>> door_of("/api/v1/visits/", on_phone=True)
    <Door.FIELD: 'field'>
    """
    door = next((door for start, door in DOORS.items() if path.startswith(start)), Door.PAGE)
    return Door.FIELD if on_phone and door == Door.API else door
