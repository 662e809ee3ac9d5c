"""Orders in the admin: the addresses of their pages, and what their forms send."""

from django.utils import timezone

LIST = "/admin/inspections/rectificationorder/"


def page(order, part="change/"):
    return f"{LIST}{order.pk}/{part}"


def step(order, name):
    return page(order, f"step/{name}/")


def typed(order, **more):
    """What the change form of a draft sends, as it was when the page was loaded."""
    items = list(order.items.all())
    sent = {
        "enterprise": order.enterprise_id,
        "campaign": "",
        "test_result": order.test_result_id or "",
        "product": order.product,
        "standard": order.standard,
        "findings": order.findings,
        "violated": order.violated,
        "basis": order.basis,
        "version": order.version,
        "items-TOTAL_FORMS": len(items),
        "items-INITIAL_FORMS": len(items),
    }
    for place, item in enumerate(items):
        sent |= {
            f"items-{place}-id": item.pk,
            f"items-{place}-order": order.pk,
            f"items-{place}-kind": item.kind,
            f"items-{place}-requirement": item.requirement,
            f"items-{place}-clause": item.clause,
        }
    return sent | more


def taken(order, **more):
    """What the page of a step sends, as it was when the page was loaded."""
    return {"on": timezone.localdate().isoformat(), "version": order.version, "note": ""} | more
