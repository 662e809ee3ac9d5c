"""Standards of the demo bureau: what there is, what is made to it."""

from django.db import transaction
from django.utils.translation import gettext as _

from standards.demo import catalogue, drafting, filing, history, institute, service
from standards.models import Standard


def load(*, say, **options):
    if Standard.objects.exists():
        return
    with transaction.atomic():
        catalogue.load()
        drafting.load()
        institute.load()
        filing.load()
        service.load()
        history.load()
    say(_("%(count)d standards") % {"count": Standard.objects.count()})
