"""Errors of the API as problem+json (RFC 9457), each with a code that clients may rely on."""

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, RequestDataTooBig
from django.core.exceptions import ValidationError as ModelValidationError
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.serializers import as_serializer_error
from rest_framework.views import APIView, set_rollback

from qualitysup.casework.workflow import TransitionRefused

MEDIA_TYPE = "application/problem+json"


class PreconditionFailed(exceptions.APIException):
    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "stale"
    default_detail = gettext_lazy("Somebody changed this meanwhile. Read it again first.")


class PreconditionRequired(exceptions.APIException):
    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_code = "if_match_required"
    default_detail = gettext_lazy("Send the ETag that you read as If-Match.")


class NothingHere(APIView):
    """Whatever address the API does not know: the same answer as for a row that is not yours."""

    schema = None

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        raise Http404


def problem(code: int, kind: str, detail: str, **more) -> Response:
    body = {
        "type": f"urn:qualitysup:problem:{kind}",
        "status": code,
        "code": kind,
        "detail": detail,
    }
    return Response(body | more, status=code, content_type=MEDIA_TYPE)


def handler(exc, context):
    """Translate what went wrong; what is not known here stays an error of ours."""
    response = _translate(exc)
    if response is not None:
        set_rollback()
        for header, attribute in (("WWW-Authenticate", "auth_header"), ("Retry-After", "wait")):
            if value := getattr(exc, attribute, None):
                response[header] = str(value)
    return response


# A refusal's code says which it is; every other one is a conflict with how the case stands.
STATUS_OF_REFUSALS = {
    "forbidden": status.HTTP_403_FORBIDDEN,
    "stale": status.HTTP_412_PRECONDITION_FAILED,
    "busy": status.HTTP_423_LOCKED,
}


def _translate(exc):
    match exc:
        case TransitionRefused():
            code = STATUS_OF_REFUSALS.get(exc.code, status.HTTP_409_CONFLICT)
            return problem(code, exc.code, exc.reason)
        case Http404():
            return problem(
                status.HTTP_404_NOT_FOUND, "not_found", _("There is nothing here for you.")
            )
        case RequestDataTooBig():
            words = _("This request is larger than is read here.")
            return problem(status.HTTP_413_REQUEST_ENTITY_TOO_LARGE, "too_large", words)
        case PermissionDenied():
            words = str(exc) or _("You may not do this.")
            return problem(status.HTTP_403_FORBIDDEN, "permission_denied", words)
        case ModelValidationError():
            errors = as_serializer_error(exc)
            errors.setdefault(NON_FIELD_ERRORS, errors.pop("non_field_errors", []))
            return _invalid({field: words for field, words in errors.items() if words})
        case exceptions.ValidationError():
            return _invalid(exc.detail)
        case exceptions.APIException():
            return problem(exc.status_code, exc.get_codes(), str(exc.detail))
    return None


def _invalid(errors):
    detail = _("Something in the request is not right; see the errors by field.")
    return problem(status.HTTP_400_BAD_REQUEST, "invalid", detail, errors=errors)
