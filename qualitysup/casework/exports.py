"""Lists taken out as Excel or CSV: the rows on the screen, the same filter, the same scope.

Rows pass from a server-side cursor to the file one by one, so that a long list costs no memory. A
text that a spreadsheet would run as a formula is marked as text, in cells and in headers alike.
"""

import csv
import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator
from decimal import Decimal

import xlsxwriter
from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR, IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models.constants import LOOKUP_SEP
from django.http import FileResponse, Http404, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from qualitysup.audit.models import AccessLog
from qualitysup.audit.services import access

# What spreadsheets take for the start of a formula, in either width.
TRIGGERS = tuple("=+-@＝＋－＠\t\r")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CHUNK = 2000
# Excel holds 1,048,576 rows on a sheet; the rest goes to the next one.
SHEET_ROWS = 1_000_000


def neutral(value):
    """The value as a cell that no spreadsheet runs.

    >>> neutral("=1+1")
    "'=1+1"
    """
    if isinstance(value, str) and value.startswith(TRIGGERS):
        return f"'{value}"
    return value


def csv_lines(header: Iterable, rows: Iterable[Iterable]) -> Iterator[bytes]:
    """CSV as Excel opens it: UTF-8 with its mark, one chunk per row."""
    writer = csv.writer(Line())
    yield b"\xef\xbb\xbf" + writer.writerow([neutral(str(cell)) for cell in header])
    for row in rows:
        yield writer.writerow([neutral(_as_text(cell)) for cell in row])


class Line:
    """What ``csv.writer`` writes to: hands the line back instead of keeping it."""

    def write(self, text: str) -> bytes:
        return text.encode()


def write_workbook(file, header: Iterable, rows: Iterable[Iterable]) -> None:
    """Write an .xlsx in constant memory."""
    header = [neutral(str(cell)) for cell in header]
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        formats = {
            dt.date: book.add_format({"num_format": "yyyy-mm-dd"}),
            dt.datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        }
        bold = book.add_format({"bold": True})
        for number, row in enumerate(rows):
            line = number % SHEET_ROWS
            if line == 0:
                sheet = _new_sheet(book, header, bold)
            for column, cell in enumerate(row):
                _write(sheet, line + 1, column, cell, formats)
        if not book.worksheets():
            _new_sheet(book, header, bold)


def _new_sheet(book, header, bold):
    sheet = book.add_worksheet()
    sheet.freeze_panes(1, 0)
    for column, cell in enumerate(header):
        sheet.write_string(0, column, cell, bold)
    return sheet


def _write(sheet, line, column, cell, formats):
    match cell:
        case None | "":
            pass
        case bool():
            sheet.write_boolean(line, column, cell)
        case int() | float() | Decimal() if abs(cell) < 10**15:
            sheet.write_number(line, column, cell)
        case dt.datetime():
            local = timezone.make_naive(cell) if timezone.is_aware(cell) else cell
            sheet.write_datetime(line, column, local, formats[dt.datetime])
        case dt.date():
            sheet.write_datetime(line, column, cell, formats[dt.date])
        case _:
            sheet.write_string(line, column, neutral(str(cell)))


def _as_text(cell) -> str:
    match cell:
        case None:
            return ""
        case dt.datetime():
            local = timezone.localtime(cell) if timezone.is_aware(cell) else cell
            return f"{local:%Y-%m-%d %H:%M}"
        case _:
            return str(cell)


class Columns:
    """The columns of an export: paths of fields, or ``(path, header)``; choices come as words."""

    def __init__(self, model, columns):
        pairs = [(each, None) if isinstance(each, str) else each for each in columns]
        self.paths = [path for path, _header in pairs]
        fields = [_field(model, path) for path in self.paths]
        self.header = [
            str(header or getattr(field, "verbose_name", path))
            for (path, header), field in zip(pairs, fields, strict=True)
        ]
        self.words = [dict(getattr(field, "flatchoices", None) or ()) for field in fields]

    def rows(self, queryset) -> Iterator[list]:
        for row in queryset.values_list(*self.paths).iterator(chunk_size=CHUNK):
            yield [
                words.get(cell, cell) if words else cell
                for cell, words in zip(row, self.words, strict=True)
            ]


def _field(model, path):
    """The field at the end of a path, or ``None`` for an annotation."""
    for name in path.split(LOOKUP_SEP):
        if model is None or name not in {field.name for field in model._meta.get_fields()}:
            return None
        field = model._meta.get_field(name)
        model = field.related_model
    return field


def as_file(name: str, kind: str, header: Iterable, rows: Iterable[Iterable]):
    """The answer that sends a table as ``csv`` or ``xlsx``, row by row."""
    filename = f"{name}.{kind}"
    if kind == "csv":
        response = StreamingHttpResponse(csv_lines(header, rows), content_type="text/csv")
        response.headers["Content-Disposition"] = content_disposition_header(
            as_attachment=True, filename=filename
        )
        return response
    file = tempfile.TemporaryFile()  # noqa: SIM115  the response closes it
    write_workbook(file, header, rows)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=filename, content_type=XLSX)


class ExportMixin:
    """Adds "Export" to an admin list: what is filtered there, or what is ticked."""

    change_list_template = "casework/change_list_with_export.html"
    export_columns: tuple | list = ()

    def get_urls(self):
        route = path(
            "export/<slug:kind>/",
            self.admin_site.admin_view(self.export),
            name=f"{self.opts.app_label}_{self.opts.model_name}_export",
        )
        return [route, *super().get_urls()]

    def get_actions(self, request):
        found = super().get_actions(request)
        if IS_POPUP_VAR not in request.GET:
            found["export_ticked"] = self.get_action("export_ticked")
        return found

    @admin.action(description=_("Export the ticked rows to Excel"), permissions=["view"])
    def export_ticked(self, request, queryset):
        return self._send(request, queryset, "xlsx")

    def export(self, request, kind):
        """The whole list under the filters of the address, however many pages it has."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if kind not in ("xlsx", "csv"):
            raise Http404
        try:
            queryset = self.get_changelist_instance(request).queryset
        except IncorrectLookupParameters:
            return redirect("../../?e=1")
        return self._send(request, queryset, kind)

    def get_export_columns(self, request):
        """For lists that show several kinds of rows, each with columns of its own."""
        return self.export_columns

    def _send(self, request, queryset, kind):
        columns = Columns(self.model, self.get_export_columns(request))
        access.record(
            by=request.user,
            action=AccessLog.Action.EXPORT,
            count=queryset.count(),
            detail=f"{self.opts.label} {kind} {request.META.get('QUERY_STRING', '')}",
            request=request,
        )
        name = f"{self.opts.verbose_name_plural} {timezone.localdate():%Y-%m-%d}"
        return as_file(name, kind, columns.header, columns.rows(queryset))
