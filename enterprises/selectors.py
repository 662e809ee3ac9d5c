"""What the page of one enterprise shows beyond its own row."""

from enterprises.models import AnnualFigure, Enterprise


def with_tombstones(enterprise) -> list[int]:
    """The keys under which other rows may know this enterprise."""
    merged = Enterprise.objects.filter(merged_into=enterprise).values_list("pk", flat=True)
    return [enterprise.pk, *merged]


def figures_by_year(enterprise) -> list[tuple[int, list[list[AnnualFigure]]]]:
    """Years, latest first; for each kind what every source says, nothing where nobody does."""
    years: dict[int, dict[str, list]] = {}
    for figure in enterprise.figures.order_by("-year", "source"):
        year = years.setdefault(figure.year, {kind: [] for kind in AnnualFigure.Kind.values})
        year[figure.kind].append(figure)
    return [(year, list(kinds.values())) for year, kinds in years.items()]
