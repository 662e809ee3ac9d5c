"""Enterprises as rows of imported tables name them: by number, by name or by a former name."""

from collections import defaultdict

from django.db.models import Q
from django.utils.translation import gettext as _

from enterprises import search
from enterprises.cells import Unreadable
from enterprises.models import Enterprise, FormerName


class Firms:
    """The enterprises that rows name by number, by name or by a former name, in two queries."""

    def __init__(self, named):
        usccs = {firm["uscc"] for firm in named if "uscc" in firm}
        names = {firm["name"] for firm in named if "name" in firm}
        former = defaultdict(list)
        for name, pk in FormerName.objects.filter(name__in=names).values_list("name", "enterprise"):
            former[name].append(pk)
        keys = {search.name_key(name) for name in names}
        rows = Enterprise.objects.filter(
            Q(uscc__in=usccs)
            | Q(name_key__in=keys)
            | Q(pk__in=[pk for pks in former.values() for pk in pks])
        )
        # Two imports of the same rows follow each other.
        found = {row.pk: row for row in rows.select_related("merged_into").locked()}
        self.by_uscc = {row.uscc: row.survivor for row in found.values() if row.uscc}
        self.by_name = defaultdict(set)
        for row in found.values():
            self.by_name[row.name].add(row.survivor)
        for name, pks in former.items():
            if name not in self.by_name:
                self.by_name[name] = {found[pk].survivor for pk in pks}
        self.found = {row.survivor for row in found.values()}

    def find(self, firm) -> Enterprise:
        number, name = firm.get("uscc"), firm.get("name")
        if number:
            if row := self.by_uscc.get(number):
                return row
            raise Unreadable(_("No enterprise has the code %s: enter it first.") % number)
        rows = self.by_name.get(name, set())
        if len(rows) > 1:
            raise Unreadable(
                _("%(count)d enterprises are called “%(name)s”: write the code as well.")
                % {"count": len(rows), "name": name}
            )
        if not rows:
            raise Unreadable(_("No enterprise is called “%s”: enter it first.") % name)
        (row,) = rows
        return row
