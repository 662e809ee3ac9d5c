"""Errors of the API as problem+json (RFC 9457), each with a code that clients may rely on."""

from django.core.exceptions import NON_FIELD_ERRORS
from django.core.exceptions import ValidationError as ModelValidationError
from django.http import Http404
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.serializers import as_serializer_error
from rest_framework.views import set_rollback

from qualitysup.casework.workflow import TransitionRefused

MEDIA_TYPE = "application/problem+json"


class PreconditionFailed(exceptions.APIException):
    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "stale"
    default_detail = "Somebody changed this meanwhile. Read it again first."


class PreconditionRequired(exceptions.APIException):
    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_code = "if_match_required"
    default_detail = "Send the ETag that you read as If-Match."


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
        for header in ("WWW-Authenticate", "Retry-After"):
            value = getattr(
                exc, {"WWW-Authenticate": "auth_header", "Retry-After": "wait"}[header], None
            )
            if value:
                response[header] = str(value)
    return response


def _translate(exc):
    match exc:
        case TransitionRefused(code="forbidden"):
            return problem(status.HTTP_403_FORBIDDEN, exc.code, exc.reason)
        case TransitionRefused():
            return problem(status.HTTP_409_CONFLICT, exc.code, exc.reason)
        case Http404():
            return problem(status.HTTP_404_NOT_FOUND, "not_found", "There is nothing here for you.")
        case ModelValidationError():
            errors = as_serializer_error(exc)
            errors[NON_FIELD_ERRORS] = errors.pop("non_field_errors", [])
            return _invalid({field: words for field, words in errors.items() if words})
        case exceptions.ValidationError():
            return _invalid(exc.detail)
        case exceptions.APIException():
            return problem(exc.status_code, exc.get_codes(), str(exc.detail))
    return None


def _invalid(errors):
    detail = "Something in the request is not right; see the errors by field."
    return problem(status.HTTP_400_BAD_REQUEST, "invalid", detail, errors=errors)
