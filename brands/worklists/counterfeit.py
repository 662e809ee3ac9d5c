"""What waits of counterfeits: clues that somebody has to check."""

from django.utils.translation import gettext_lazy as _

from brands.models import CounterfeitClue
from qualitysup.casework.home import register_worklist, worklist_of
from qualitysup.states import Tone

register_worklist(
    worklist_of(
        CounterfeitClue,
        "counterfeit-clues",
        _("Counterfeit clues for me to check"),
        lambda user: CounterfeitClue.objects.visible_to(user).of_person(user),
        {"standing": "mine"},
        permission="brands.verify_counterfeitclue",
        tone=Tone.SOON,
        order=27,
    )
)
