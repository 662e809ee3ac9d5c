"""How far the enterprises of a trade keep a standard that is mandatory for them.

Of each enterprise in operation: it keeps the edition in force, is on an abolished one only, or no
product of it is known to be made to it.
"""

from django.utils.translation import pgettext_lazy

from enterprises.models import Enterprise
from standards.querysets.execution import standing_to

STANDINGS = {
    "kept": pgettext_lazy("of enterprises of a trade", "on the edition in force"),
    "outdated": pgettext_lazy("of enterprises of a trade", "on an abolished edition"),
    "missing": pgettext_lazy("of enterprises of a trade", "none known"),
}


def firms_of(rule, user, standing=""):
    """The enterprises of the trade that this person sees and that stand so; without a word, all."""
    rows = Enterprise.objects.visible_to(user).operating().in_industry(rule.industry_id)
    return standing_to(rows.prefetch_related("division"), rule.series, standing)
