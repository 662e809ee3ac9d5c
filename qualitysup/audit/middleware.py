from qualitysup.audit.actor import Door, acting
from qualitysup.audit.models import AccessLog
from qualitysup.audit.services import access

DOORS = {"/admin/": Door.ADMIN, "/api/": Door.API, "/field/": Door.FIELD}


class ActorMiddleware:
    """Tells the history who is at work, and writes down what a signed-in person was refused."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        with acting(lambda: user_of(request).pk, door=door_of(request.path), where=request.path):
            response = self.get_response(request)
            if response.status_code == 403 and user_of(request).pk:
                access.record(
                    by=user_of(request),
                    action=AccessLog.Action.REFUSED,
                    detail=f"{request.method} {request.path}",
                    request=request,
                )
            return response


def user_of(request):
    """Whom the request belongs to now: an API token or a sign-in may have changed it."""
    return request.user


def door_of(path: str) -> Door:
    """The door that an address belongs to.

    >>> door_of("/admin/enterprises/")
    <Door.ADMIN: 'admin'>
    """
    return next((door for start, door in DOORS.items() if path.startswith(start)), Door.PAGE)
