"""What the OpenAPI description says of every operation: that it may answer with a problem."""

from qualitysup.casework.api.problems import MEDIA_TYPE

PROBLEM = {
    "type": "object",
    "description": "An error (RFC 9457). Rely on `code`; `detail` is for people.",
    "required": ["type", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
        "errors": {"description": "What is wrong, by field; only with 400."},
    },
}
METHODS = {"get", "post", "put", "patch", "delete"}


def add_problems(result, generator, request, public):
    """Postprocessing hook of drf-spectacular: whatever is not a success is a problem."""
    components = result.setdefault("components", {})
    components.setdefault("schemas", {})["Problem"] = PROBLEM
    components.setdefault("responses", {})["Problem"] = {
        "description": "A problem: 400, 401, 403, 404, 405, 409, 412, 415 or 428.",
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }
    for operations in result["paths"].values():
        for method in METHODS & operations.keys():
            responses = operations[method]["responses"]
            responses["default"] = {"$ref": "#/components/responses/Problem"}
    return result
