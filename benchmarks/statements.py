"""SQL statements of each request, for 1, 50 and 100 rows (goal G4): the same, and few.

Counted at the connection, for a person signed in by token: with reading the token and the person's
divisions. BEGIN and COMMIT are not counted, savepoints are.

    .venv/bin/python -m benchmarks.statements
"""

from benchmarks import figures
from benchmarks.scratch import database

SIZES = (1, 50, 100)
LIST, DETAIL, WRITE = 6, 8, 12


def main():
    with database():
        from benchmarks import rows

        rows.people()
        # A hundred campaigns to list.
        rows.bureau(1, 100 * rows.ORDERS_A_CAMPAIGN)
        found = Counting(rows.token("officer"))
        figures.heading("SQL statements of one request by the number of its rows")
        lines = [[name, *counts, f"≤ {goal}"] for name, goal, counts in found.all()]
        figures.table(["", *SIZES, "goal"], lines)


class Counting:
    def __init__(self, token):
        from django.test import Client

        self.client = Client(HTTP_AUTHORIZATION=f"Token {token}", HTTP_HOST="localhost")

    def all(self):
        for name in ("enterprises", "rectification-orders", "campaigns", "test-results"):
            yield f"{name}: list", LIST, [self.list(f"{name}/?", n) for n in SIZES]
        search = "enterprises/?search=机械&"
        yield "enterprises: search", LIST, [self.list(search, n) for n in SIZES]
        yield "enterprise: detail (products)", DETAIL, [self.enterprise(n) for n in SIZES]
        yield "order: detail (items)", DETAIL, [self.order(n, ()) for n in SIZES]
        yield "campaign: detail (enterprises)", DETAIL, [self.campaign(n, ()) for n in SIZES]
        yield "enterprise: create", WRITE, [self.new_enterprise(n) for n in SIZES]
        yield "enterprise: change (products)", WRITE, [self.changed(n) for n in SIZES]
        yield "order: create (items)", WRITE, [self.new_order(n) for n in SIZES]
        for step in ("submit", "issue", "report", "call-reinspection"):
            before = ("submit", "issue", "report")
            done = before[: before.index(step)] if step in before else before
            yield f"order: {step} (items)", WRITE, [self.order(n, done, step) for n in SIZES]
        yield "campaign: create (enterprises)", WRITE, [self.new_campaign(n) for n in SIZES]
        yield "campaign: open (enterprises)", WRITE, [self.campaign(n, (), "open") for n in SIZES]

    # --- One request each, which has to succeed --------------------------------------------------

    def get(self, path):
        return self.count("get", path)

    def list(self, path, rows):
        path = f"{path}page_size={rows}"
        found = self.send("get", path).json()["results"]
        assert len(found) == rows, (path, len(found))
        return self.get(path)

    def enterprise(self, products):
        pk = self.enterprise_with(products)
        return self.get(f"enterprises/{pk}/")

    def changed(self, products):
        pk = self.enterprise_with(products)
        return self.count("patch", f"enterprises/{pk}/", {"phone": "1"}, HTTP_IF_MATCH="*")

    def enterprise_with(self, products):
        from enterprises.models import Enterprise, Product

        one = Enterprise.objects.create(name=self.name(), division_id="440606101000")
        Product.objects.bulk_create(Product(enterprise=one, name=f"{n}") for n in range(products))
        return one.pk

    def new_enterprise(self, _rows):
        return self.count("post", "enterprises/", {"name": self.name(), "division": "440606101000"})

    def new_order(self, items):
        return self.count("post", "rectification-orders/", self.order_of(items))

    def order(self, items, done, step=""):
        made = self.send("post", "rectification-orders/", self.order_of(items)).json()
        path = f"rectification-orders/{made['id']}/"
        for each in done:
            self.send("post", f"{path}{each}/", {})
        return self.count("post", f"{path}{step}/", {}) if step else self.get(path)

    def order_of(self, items):
        item = {"kind": "equipment", "requirement": "装上护罩"}
        facts = {"product": "锻压机械", "standard": "GB 17120", "findings": "护罩缺失"}
        return facts | {"enterprise": 1, "items": [item] * items}

    def new_campaign(self, _rows):
        return self.count("post", "campaigns/", self.campaign_of())

    def campaign(self, enterprises, done, step=""):
        made = self.send("post", "campaigns/", self.campaign_of()).json()
        path = f"campaigns/{made['id']}/"
        there = {"enterprises": self.visible()[:enterprises]}
        self.send("post", f"{path}enterprises/", there)
        return self.count("post", f"{path}{step}/", {}) if step else self.get(path)

    def campaign_of(self):
        return {
            "name": self.name(),
            "division": "440606000000",
            "towns": ["440606101000"],
            "product": "锻压机械",
            "standard": "GB 17120",
            "starts_on": "2026-01-01",
        }

    def visible(self):
        from enterprises.models import Enterprise

        inside = Enterprise.objects.filter(division__code__startswith="440606").order_by("pk")
        return list(inside.values_list("pk", flat=True)[:100])

    number = 0

    def name(self):
        self.number += 1
        return f"第{self.number}号演示企业"

    def send(self, method, path, body=None, **headers):
        more = {"content_type": "application/json", "data": body} if body is not None else {}
        answer = getattr(self.client, method)(f"/api/v1/{path}", **more, **headers)
        if answer.status_code not in (200, 201):
            raise SystemExit(f"{method} {path}: {answer.status_code} {answer.content.decode()}")
        return answer

    def count(self, method, path, body=None, **headers):
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as captured:
            self.send(method, path, body, **headers)
        statements = [query["sql"] for query in captured.captured_queries]
        return sum(sql not in ("BEGIN", "COMMIT") for sql in statements)


if __name__ == "__main__":
    main()
