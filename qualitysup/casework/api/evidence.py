"""Files by their own hash: a phone sends each part once, in any order, as often as it likes."""

import tempfile

from django.core.files.base import ContentFile, File
from django.http import FileResponse, Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import BaseParser
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from qualitysup.casework.api.viewsets import ScopedViewSet
from qualitysup.evidence import content
from qualitysup.evidence.models import StoredFile
from qualitysup.evidence.services import files, previews

IN_MEMORY = 2**20


class BytesParser(BaseParser):
    """The body as it came, whatever it is called; a byte more than is allowed is the last read."""

    media_type = "*/*"

    def parse(self, stream, media_type=None, parser_context=None):
        upload = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  the view's
        left = content.MAX_SIZE + 1
        while left > 0 and (chunk := stream.read(min(2**16, left))):
            upload.write(chunk)
            left -= len(chunk)
        return File(upload, name="")


class PictureRenderer(JSONRenderer):
    """For those who accept pictures only: a picture is sent as it is, a problem as JSON."""

    media_type = "image/webp"


class StoredFileOutput(serializers.ModelSerializer):
    class Meta:
        model = StoredFile
        fields = ["sha256", "size", "media_type", "width", "height", "stored_at"]


class EvidenceViewSet(ScopedViewSet):
    """Files under their SHA-256. What names a hash, such as a visit, finds its bytes here."""

    queryset = StoredFile.objects.all()
    serializer_class = StoredFileOutput
    parser_classes = [BytesParser]
    lookup_field = "sha256"
    lookup_value_regex = "[0-9a-f]{64}"
    ordering = ["-pk"]

    def permission_for(self, method):
        return "evidence.add_attachment" if method == "PUT" else "evidence.view_attachment"

    def retrieve(self, request, sha256):
        """Whether a file is here: one that you sent, or that hangs where you may look."""
        return self.answer(self._found(sha256, self.get_queryset()))

    def _found(self, sha256, seen) -> StoredFile:
        own = StoredFile.objects.filter(sha256=sha256, receipts__by=self.request.user)
        found = own.first() or seen.filter(sha256=sha256).first()
        if found is None:
            raise Http404
        return found

    @extend_schema(
        filters=False,
        parameters=[OpenApiParameter("size", str, enum=list(previews.SIZES), default="view")],
        responses={(200, "image/webp"): OpenApiTypes.BINARY},
    )
    @action(detail=True, methods=["get"], renderer_classes=[JSONRenderer, PictureRenderer])
    def picture(self, request, sha256):
        """A picture to look at and to keep, scaled and without what the camera wrote into it."""
        stored = self._found(sha256, StoredFile.objects.shown_to(request.user))
        size = request.query_params.get("size", "view")
        if not stored.is_image or size not in previews.SIZES:
            raise Http404
        try:
            content = previews.opened(stored, size)
        except FileNotFoundError:
            raise Http404 from None
        # The same hash is the same picture for ever; who may see it is asked again tomorrow.
        headers = {
            "Cache-Control": "private, max-age=86400, immutable",
            "ETag": f'"{sha256}-{size}"',
            "X-Content-Type-Options": "nosniff",
        }
        return FileResponse(content, content_type="image/webp", headers=headers)

    @extend_schema(
        request={"application/octet-stream": OpenApiTypes.BINARY},
        responses={
            200: OpenApiResponse(StoredFileOutput, description="You sent it before."),
            201: StoredFileOutput,
        },
    )
    def update(self, request, sha256):
        """Send the bytes of which this is the SHA-256."""
        # An empty body is not parsed at all.
        upload = request.data if isinstance(request.data, File) else ContentFile(b"", name="")
        stored, again = files.receive(upload, sha256, by=request.user)
        return Response(
            StoredFileOutput(stored).data,
            status.HTTP_200_OK if again else status.HTTP_201_CREATED,
        )
