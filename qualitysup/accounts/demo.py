"""The people of the demo bureau: obviously fictional, one for each role."""

import datetime as dt
import os
import secrets

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.utils import timezone

from qualitysup.accounts.models import Station, User
from qualitysup.accounts.roles import PARTIES, Role

SHUNDE = "440606000000"
HUANGSHI = "420200000000"
CHENCUN = "440606101000"
BEIJIAO = "440606102000"
DALIANG = "440606005000"

# name in the system, name, role, home and division seen, station
PEOPLE = [
    ("officer", "演示·办案员", Role.CASE_OFFICER, SHUNDE, None),
    ("inspector", "演示·检查员甲", Role.INSPECTOR, CHENCUN, "陈村市场监管所（演示）"),
    ("inspector2", "演示·检查员乙", Role.INSPECTOR, SHUNDE, "北滘市场监管所（演示）"),
    ("chief", "演示·科长", Role.SECTION_HEAD, SHUNDE, None),
    ("leader", "演示·分管局长", Role.BUREAU_LEADER, SHUNDE, None),
    ("brand", "演示·名牌专员", Role.BRAND_OFFICER, SHUNDE, None),
    ("standards", "演示·标准专员", Role.STANDARDS_OFFICER, SHUNDE, None),
    ("invest", "演示·招商专员", Role.INVESTMENT_OFFICER, SHUNDE, None),
    ("zone", "演示·加工场管理员", Role.ZONE_OPERATOR, BEIJIAO, None),
    ("workshop", "演示·作坊经营者", Role.WORKSHOP_OPERATOR, BEIJIAO, None),
    ("firm", "演示·企业账号", Role.ENTERPRISE_ACCOUNT, CHENCUN, None),
    ("auditor", "演示·审计员", Role.AUDITOR, SHUNDE, None),
    ("secadmin", "演示·安全管理员", Role.SECURITY_ADMINISTRATOR, SHUNDE, None),
    ("sysadmin", "演示·系统管理员", Role.SYSTEM_ADMINISTRATOR, SHUNDE, None),
    ("hs_officer", "演示·黄石办案员", Role.CASE_OFFICER, HUANGSHI, None),
    ("hs_invest", "演示·黄石招商专员", Role.INVESTMENT_OFFICER, HUANGSHI, None),
    ("hs_chief", "演示·黄石科长", Role.SECTION_HEAD, HUANGSHI, None),
    ("hs_leader", "演示·黄石分管局长", Role.BUREAU_LEADER, HUANGSHI, None),
]
STATIONS = [
    ("陈村市场监管所（演示）", CHENCUN),
    ("北滘市场监管所（演示）", BEIJIAO),
    ("大良市场监管所（演示）", DALIANG),
]
BADGED = {Role.INSPECTOR, Role.CASE_OFFICER, Role.SECTION_HEAD}


def accounts_file():
    return settings.HOME / "demo-accounts.txt"


def load(*, say, **options):
    stations = {
        name: Station.objects.get_or_create(name=name, defaults={"division_id": division})[0]
        for name, division in STATIONS
    }
    absent = {name for name, *_ in PEOPLE} - set(User.objects.values_list("username", flat=True))
    if not absent:
        return
    password = secrets.token_urlsafe(9)
    hashed = make_password(password)
    for position, (username, name, role, division, station) in enumerate(PEOPLE, start=1):
        user, made = User.objects.get_or_create(
            username=username,
            defaults={
                "full_name": name,
                "roles": [role],
                "home_id": division,
                "station": stations.get(station),
                "is_staff": True,
                "email": f"{username}@demo.invalid",
                "password": hashed,
                "badge_number": f"演示执法{position:04d}" if role in BADGED else "",
                "badge_valid_to": (
                    timezone.localdate() + dt.timedelta(days=700) if role in BADGED else None
                ),
            },
        )
        if made:
            # A party sees what is its own: whom it acts for, the subjects' demos say.
            user.divisions.set([] if role in PARTIES else [division])
        else:
            user.password = hashed
            user.save(update_fields=["password"])
    _keep(password)
    say(f"Demo accounts are in {accounts_file()}")


def _keep(password):
    """One password for all, made for this installation, readable by its owner alone."""
    path = accounts_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [f"{username:<12}{password}  {role.label}" for username, _, role, *_ in PEOPLE]
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write("\n".join(lines) + "\n")
