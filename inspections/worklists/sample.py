"""What waits of samples: a result to tell, a re-test to decide on."""

from django.utils.translation import gettext_lazy as _

from inspections.models import Sample
from qualitysup.casework.home import register_worklist, worklist_of
from qualitysup.states import Tone

register_worklist(
    worklist_of(
        Sample,
        "samples-to-notify",
        _("Results of samples to tell the party"),
        lambda user: Sample.objects.visible_to(user).to_notify(),
        {"standing": "notify"},
        permission="inspections.notify_sample",
        tone=Tone.SOON,
        order=33,
    ),
    worklist_of(
        Sample,
        "retests-to-decide",
        _("Re-tests to decide on"),
        lambda user: Sample.objects.visible_to(user).to_decide(),
        {"standing": "decide"},
        permission="inspections.retest_sample",
        tone=Tone.SOON,
        order=34,
    ),
)
