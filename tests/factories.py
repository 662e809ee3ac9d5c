"""Rows of the kernel in a situation. Each app's own are in ``tests/<app>/factories.py``."""

import datetime as dt

import factory
from django.utils import timezone

from qualitysup.accounts.models import Station, User
from qualitysup.accounts.roles import Role

SHUNDE = "440606000000"
CHENCUN = "440606101000"
BEIJIAO = "440606102000"
HUANGSHI = "420200000000"


def earlier_today(**ago):
    """So long ago, or the first moment of today where that was yesterday still."""
    now = timezone.localtime()
    return max(now - dt.timedelta(**ago), now.replace(hour=0, minute=0, second=0, microsecond=0))


class StationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Station

    name = factory.Sequence(lambda n: f"测试第{n}监管所")
    division_id = CHENCUN


class UserFactory(factory.django.DjangoModelFactory):
    """A case officer of Shunde unless told otherwise; ``divisions=[]`` sees nothing."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    class Params:
        badged = factory.Trait(
            badge_number=factory.Sequence(lambda n: f"粤E{n:06d}"),
            badge_valid_to=factory.LazyFunction(
                lambda: timezone.localdate() + dt.timedelta(days=365)
            ),
        )

    username = factory.Sequence(lambda n: f"user{n}")
    full_name = factory.Sequence(lambda n: f"测试员{n}")
    roles = [Role.CASE_OFFICER]
    home_id = SHUNDE
    is_staff = True

    @factory.post_generation
    def divisions(self, create, extracted, **kwargs):
        self.divisions.set([SHUNDE] if extracted is None else extracted)

    @factory.post_generation
    def password(self, create, extracted, **kwargs):
        if extracted:
            self.set_password(extracted)
            self.save(update_fields=["password"])
