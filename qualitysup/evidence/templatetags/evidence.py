from django import template

from qualitysup.evidence.forms import AttachForm
from qualitysup.evidence.models import Attachment

register = template.Library()


@register.inclusion_tag("evidence/_attachments.html", takes_context=True)
def attachments(context, case):
    """A case's evidence as thumbnails, and the form to add to it: one query.

    A case with an ``evidence_day`` is told of photos whose camera names another.
    """
    user = context["request"].user
    found = []
    if user.has_perm("evidence.view_attachment"):
        found = list(Attachment.objects.visible_to(user).standing().of(case).for_list())
    day = getattr(case, "evidence_day", None)
    for attachment in found:
        attachment.withdrawable = attachment.may_be_withdrawn_by(user, case=case)
        attachment.other_day = attachment.on_another_day_than(day) if day else ""
    return {
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
        "case": case,
        "meta": case._meta,
        "attachments": found,
        "form": AttachForm(auto_id="evidence_%s")
        if user.has_perm("evidence.add_attachment")
        else None,
    }
