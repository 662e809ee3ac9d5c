"""Draws carried somewhere by the services, with real pools and real seeds."""

import subprocess

from inspections.models import Draw
from inspections.services import draws
from qualitysup.accounts.roles import Role
from tests.enterprises.factories import EnterpriseFactory
from tests.factories import UserFactory
from tests.inspections.factories import DrawFactory


def everybody():
    """Whoever may do all of it."""
    return UserFactory(roles=[Role.CASE_OFFICER, Role.SECTION_HEAD, Role.BUREAU_LEADER])


def inspectors(count=3, **traits):
    return UserFactory.create_batch(count, badged=True, roles=[Role.INSPECTOR], **traits)


def promised(*, by, **facts) -> Draw:
    """A draw whose seed is promised to everybody."""
    return draws.publish(draws.commit(DrawFactory(created_by=by, **facts), by=by), by=by)


def frozen(*, enterprises=12, by=None, **facts) -> Draw:
    """A draw whose pool is these enterprises of 陈村镇, with three inspectors of Shunde."""
    EnterpriseFactory.create_batch(enterprises)
    if not facts.pop("alone", False):
        inspectors()
    by = by or everybody()
    return draws.freeze(promised(by=by, **facts), by=by)


def made(**facts) -> Draw:
    facts.setdefault("by", everybody())
    return draws.draw(frozen(**facts), by=facts["by"])


def sha256sum(text: str) -> str:
    """As an outsider does it, in a shell."""
    given = text.encode()
    told = subprocess.run(["sha256sum"], input=given, capture_output=True, check=True)
    return told.stdout.decode().split()[0]
