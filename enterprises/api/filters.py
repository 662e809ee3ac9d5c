import django_filters

from enterprises.models import Enterprise
from qualitysup.regions import codes


class EnterpriseFilter(django_filters.FilterSet):
    """``division`` and ``industry`` mean the code and everything below it."""

    search = django_filters.CharFilter(method="by_search", max_length=100)
    division = django_filters.CharFilter(method="by_division")
    industry = django_filters.CharFilter(method="by_industry")
    updated_since = django_filters.IsoDateTimeFilter(field_name="updated_at", lookup_expr="gte")

    class Meta:
        model = Enterprise
        fields = ["uscc", "risk_class", "status", "scale"]

    def by_search(self, queryset, name, value):
        return queryset.search(value)

    def by_division(self, queryset, name, value):
        code = value.ljust(12, "0")
        if not (code.isascii() and code.isdecimal() and len(code) == 12):
            return queryset.none()
        return queryset.filter(queryset.within(codes.prefix(code)))

    def by_industry(self, queryset, name, value):
        return queryset.in_industry(value.upper()) if value.isalnum() else queryset.none()
