import factory

from tests.casework.errands.models import Errand
from tests.factories import CHENCUN, UserFactory


class ErrandFactory(factory.django.DjangoModelFactory):
    """A draft with something in it; ``out``, ``back``, ``done`` and ``dropped`` are further on."""

    class Meta:
        model = Errand

    class Params:
        out = factory.Trait(state=Errand.State.OUT)
        back = factory.Trait(state=Errand.State.BACK)
        done = factory.Trait(state=Errand.State.DONE, done_on=factory.Faker("date_this_month"))
        dropped = factory.Trait(state=Errand.State.DROPPED)

    what = factory.Sequence(lambda n: f"parcel {n}")
    parcels = 1
    signed = True
    division_id = CHENCUN
    created_by = factory.SubFactory(UserFactory)
