"""登记证 in every situation: one deemed renewed, a change that came late, two under way."""

from workshops.demo.staff import ago
from workshops.models import Application, FoodCategory
from workshops.services import applications, filing

Kind = Application.Kind
Change = Application.Change


def load(staff, workshops):
    undecided, _expired, renewing, renamed = workshops[:4]
    unregistered = next(each for each in workshops if not each.registrations.exists())

    # 逾期未作决定的，视为准予延续: it was asked in time, and yesterday was the last day.
    application = _file(staff, undecided, Kind.RENEWAL, days_ago=70)
    applications.accept(application, by=staff.officer, on=ago(66))
    applications.deem_due()

    application = _file(staff, renewing, Kind.RENEWAL, days_ago=6)
    applications.accept(application, by=staff.officer, on=ago(3))
    _file(
        staff,
        renamed,
        Kind.CHANGE,
        days_ago=4,
        changes=[Change.NAME],
        changed_on=ago(30),
        new_name=f"{renamed.enterprise.name}（新铺名）",
    )
    _file(
        staff,
        unregistered,
        Kind.NEW,
        days_ago=2,
        foods=[(FoodCategory.objects.get(pk="0401"), "烧鹅")],
    )


def _file(staff, workshop, kind, *, days_ago, **facts):
    return filing.file(
        by=staff.officer, workshop=workshop, kind=kind, filed_on=ago(days_ago), **facts
    )
