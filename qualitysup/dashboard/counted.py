"""The filter of every list that a figure leads to: its rows, in its place and period."""

from django.contrib.admin import ListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.utils.translation import gettext as _

from qualitysup.dashboard import registry
from qualitysup.dashboard.fields import field_at, values_in_words
from qualitysup.dashboard.forms import LensForm
from qualitysup.dashboard.indicator import lies_somewhere


class CountedFilter(ListFilter):
    """``?counted=visits&place=440606101000&since=…&until=…``, or a place alone.

    It is shown where it is set, and says what it is set to; a list without it looks as before.
    """

    title = ""
    names = ("counted", "place", "since", "until", "by", "is")

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        self.model = model
        for name in self.names:
            if name in params:
                self.used_parameters[name] = params.pop(name)[-1].replace("\0", "")
        self.title = _("figure") if "counted" in self.used_parameters else _("place")
        self.lens = self._lens(request.user) if self.used_parameters else None

    def expected_parameters(self):
        return list(self.names)

    def has_output(self):
        return bool(self.used_parameters)

    def queryset(self, request, rows):
        if self.lens is None:
            return rows
        asked = self.used_parameters
        if self.lens.place is not None and lies_somewhere(self.model):
            rows = rows.filter(rows.within(self.lens.place.prefix))
        if self.indicator is None:
            return rows
        # Asked apart: lists bring joins and sums of their own.
        counted = self.indicator.within(self.lens.rows(self.model), self.lens.period)
        if "by" in asked:
            try:
                counted = self.indicator.having(counted, asked["by"], asked.get("is", ""))
            except ValueError:
                raise IncorrectLookupParameters from None
        return rows.filter(pk__in=counted.order_by().values("pk"))

    def choices(self, changelist):
        everything = changelist.get_query_string(remove=self.names)
        yield {"selected": False, "query_string": everything, "display": _("All")}
        yield {"selected": True, "query_string": "?", "display": " · ".join(self._words())}

    @property
    def indicator(self):
        return registry.indicator(self.used_parameters.get("counted"))

    def _lens(self, user):
        asked = self.used_parameters
        found, by = self.indicator, asked.get("by")
        if "counted" in asked and (found is None or found.model is not self.model):
            raise IncorrectLookupParameters
        if by is not None and (found is None or by not in found.by):
            raise IncorrectLookupParameters
        form = LensForm(asked, user)
        if not form.is_valid():
            raise IncorrectLookupParameters
        return form.lens

    def _words(self):
        asked = self.used_parameters
        if self.indicator is not None:
            yield str(self.indicator.name)
            if "by" in asked:
                yield self._value_in_words(asked["by"], asked.get("is", ""))
        if self.lens.place is not None:
            yield str(self.lens.place)
        if self.indicator is not None and self.indicator.timing is not None:
            yield f"{self.lens.period.since:%Y-%m-%d} – {self.lens.period.until:%Y-%m-%d}"

    def _value_in_words(self, path, value):
        words = values_in_words(self.model, path, [value])
        return f"{field_at(self.model, path).verbose_name}: {words.get(value, value) or '—'}"
