"""What the papers of brands say: the yearly catalogue of firms in cultivation."""

from pathlib import Path

from brands.services import catalogues
from qualitysup.documents import kinds

PAPER = Path(__file__).parent / "paper"


def catalogue(catalogue) -> dict:
    entries = list(catalogue.entries.order_by("position"))
    changed = catalogues.difference(catalogue)
    before = catalogue.replaces
    return {
        "party": {"name": f"{catalogue.division.name}{catalogue.year}年度名牌培育目录"},
        "catalogue": {
            "year": catalogue.year,
            "edition": catalogue.edition,
            "count": len(entries),
            "replaces": before.number if before else "",
        },
        "entries": [
            {
                "position": entry.position,
                "enterprise": entry.enterprise_name,
                "product": entry.product,
                "brand": entry.brand,
                "kind": entry.kind_name,
                "score": str(entry.score),
            }
            for entry in entries
        ],
        "added": [entry.enterprise_name for entry in changed.added] if before else [],
        "left_out": [entry.enterprise_name for entry in changed.left_out],
    }


kinds.register(
    kinds.Kind(
        code="brand-catalogue",
        title="名牌培育目录",
        word="名培",
        facts=catalogue,
        template=PAPER / "brand_catalogue.docx",
        served=False,
    )
)
