"""The sample, from the sheet that is filled in on the spot to the order or the end.

产品质量法 (2018) art. 15; 产品质量监督抽查管理暂行办法 (总局令第18号).
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inspections.models import Sample, SuperiorSampling
from qualitysup.casework.workflow import Clock, Step, Workflow, states
from qualitysup.clock.services import deadlines
from qualitysup.wording import listed

State = Sample.State

# --- Guards: each returns the reason for refusing, or "" ------------------------------------------


def two_valid_badges(sample):
    """At least two, each with an 执法证 valid on the day (行政处罚法 42)."""
    people = list(sample.samplers.all())
    if len(people) < 2:
        return _("A sample is drawn by at least two people.")
    without = [person for person in people if not person.has_valid_badge(sample.day)]
    if without:
        return _("Without a badge valid on the day: %(people)s.") % {"people": listed(without)}
    return ""


def within_the_plan(sample):
    plan = sample.plan
    if plan is None:
        return ""
    if sample.product != plan.product:
        return _("The plan is for %(product)s.") % {"product": plan.product}
    if not plan.starts_on <= sample.day <= plan.ends_on:
        return _("The plan runs from %(first)s to %(last)s.") % {
            "first": plan.starts_on.isoformat(),
            "last": plan.ends_on.isoformat(),
        }
    others = plan.samples.drawn().filter(enterprise=sample.enterprise_id).exclude(pk=sample.pk)
    if others.count() >= plan.times_per_enterprise:
        return _("The plan draws at most %(times)s times from one enterprise; that is done.") % {
            "times": plan.times_per_enterprise
        }
    return ""


def not_sampled_by_superior(sample):
    """产品质量法 art. 15: 上级监督抽查的产品，下级不得另行重复抽查."""
    if sample.plan is not None and sample.plan.is_superiors:
        return ""
    period = _period(sample)
    about = {"enterprise": sample.enterprise_id, "product": sample.product}
    told = SuperiorSampling.objects.filter(sampled_on__range=period, **about).first()
    if told:
        authority, day = told.authority, told.sampled_on
    else:
        drawn = Sample.objects.for_superior().drawn_between(*period).filter(**about)
        drawn = drawn.select_related("plan").order_by("pk").first()
        if drawn is None:
            return ""
        authority, day = drawn.plan.superior, drawn.drawn_on
    return _(
        "%(authority)s sampled this product of this enterprise on %(day)s;"
        " it is not sampled again below it in the period (产品质量法 15)."
    ) % {"authority": authority, "day": day.isoformat()}


def _period(sample):
    """The plan's own period; without a plan, the year."""
    if sample.plan is not None:
        return sample.plan.starts_on, sample.plan.ends_on
    return sample.day.replace(month=1, day=1), sample.day.replace(month=12, day=31)


def has_failed(sample):
    if sample.has_failed:
        return ""
    return _("The sample passed.")


def asked_for_once(sample):
    if sample.objected_on is None:
        return ""
    return _("A re-test was asked for already; what was decided on it is final.")


def producer_is_elsewhere(sample):
    if sample.producer_elsewhere:
        return ""
    return _("The producer lies in this authority's own area.")


def producers_authority_was_told(sample):
    """18号令 art. 44: 及时通报 the authority of a producer elsewhere."""
    if sample.producer_elsewhere and sample.referred_on is None:
        return _("The producer lies elsewhere: report to its authority first (18号令 44).")
    return ""


def asked_for_in_time(sample):
    """产品质量法 art. 15: within 15 days of receiving the result."""
    last = sample.objection_due_on
    if last is None or sample.objected_on <= last:
        return ""
    return _("It was asked for on %(day)s; the last day was %(last)s. Late ones are refused.") % {
        "day": sample.objected_on.isoformat(),
        "last": last.isoformat(),
    }


def backup_can_be_tested(sample):
    if not sample.backup_quantity:
        return _("No backup sample was taken: nothing can be re-tested.")
    if sample.backup_spoiled:
        return _("The backup sample cannot be re-tested: %(why)s") % {"why": sample.backup_spoiled}
    return ""


def nothing_left_to_order(sample):
    """A failure ends as an order or at the producer's authority; an overturned one undoes it."""
    if sample.state == State.NOTIFIED and sample.has_failed:
        return _("A failed sample ends as an order, not without one.")
    if sample.state == State.OVERTURNED:
        open_ones = [*sample.result.orders.open()]
        if open_ones:
            return _("The result was overturned: withdraw the order first: %(orders)s.") % {
                "orders": listed(open_ones)
            }
    return ""


def nobody_may_still_object(sample):
    if not sample.has_failed or sample.objected_on:
        return ""
    term = deadlines.of(sample, "objection")
    if term is None:
        return _("The party has not received the notice of the result yet.")
    if term.due_on >= sample.day:
        return _("A re-test may be asked for until %(day)s.") % {"day": term.due_on.isoformat()}
    return ""


DRAW = "inspections.draw_sample"
TEST = "inspections.test_sample"
NOTIFY = "inspections.notify_sample"
RETEST = "inspections.retest_sample"
ORDER = "inspections.add_rectificationorder"

# A failed result of which the party knows, and that is not being tested again.
STANDING = states(State.NOTIFIED, State.RETEST_REFUSED, State.CONFIRMED, State.REFERRED)

SAMPLE = Workflow(
    "inspections.Sample",
    Step(
        "draw", _("Issue the sampling sheet"), states(State.DRAFT), State.DRAWN, DRAW,
        "产品质量法 15", guards=(two_valid_badges, within_the_plan, not_sampled_by_superior),
        document="sampling_sheet",
    ),
    Step(
        "refuse_sampling", _("Record that sampling was refused"), states(State.DRAFT),
        State.REFUSED, DRAW, "产品质量法 15；18号令", noted=True,
    ),
    Step(
        "send", _("Send to the laboratory"), states(State.DRAWN), State.SENT, DRAW, "18号令",
    ),
    Step(
        "receive", _("Record the laboratory's receipt"), states(State.SENT), State.TESTING, TEST,
        "18号令",
    ),
    Step(
        "pass_test", _("Record: the sample passed"), states(State.TESTING), State.PASSED, TEST,
        "产品质量法 15", starts=(Clock("notify-result", "reported_on"),),
    ),
    Step(
        "fail_test", _("Record: the sample failed"), states(State.TESTING), State.FAILED, TEST,
        "产品质量法 15", starts=(Clock("notify-result", "reported_on"),),
    ),
    Step(
        "notify", _("Issue the notice of the result"), states(State.PASSED, State.FAILED),
        State.NOTIFIED, NOTIFY, "产品质量法 15；18号令", meets=("notify-result",),
        document="result_notice",
    ),
    Step(
        "object", _("Record the request for a re-test"),
        states(State.NOTIFIED, State.ORDERED, State.REFERRED), State.OBJECTED, TEST,
        "产品质量法 15", guards=(has_failed, asked_for_once),
        starts=(Clock("retest-decision", "objected_on"),),
    ),
    Step(
        "accept_retest", _("Accept the request for a re-test"), states(State.OBJECTED),
        State.RETEST_ACCEPTED, RETEST, "产品质量法 15",
        guards=(asked_for_in_time, backup_can_be_tested), meets=("retest-decision",),
        document="retest_acceptance",
    ),
    Step(
        "refuse_retest", _("Refuse the request for a re-test"), states(State.OBJECTED),
        State.RETEST_REFUSED, RETEST, "产品质量法 15", meets=("retest-decision",),
        document="retest_refusal", noted=True,
    ),
    Step(
        "order_retest", _("Order the re-test"), states(State.RETEST_ACCEPTED), State.RETESTING,
        RETEST, "产品质量法 15；18号令", guards=(backup_can_be_tested,),
        starts=(Clock("retest", "retest_sent_on"),), document="retest_task",
    ),
    Step(
        "confirm", _("Record: the re-test failed too"), states(State.RETESTING), State.CONFIRMED,
        TEST, "产品质量法 15", meets=("retest",),
    ),
    Step(
        "overturn", _("Record: the re-test passed"), states(State.RETESTING), State.OVERTURNED,
        TEST, "产品质量法 15", meets=("retest",),
    ),
    Step(
        "refer", _("Report to the producer's authority"),
        states(State.NOTIFIED, State.RETEST_REFUSED, State.CONFIRMED), State.REFERRED, NOTIFY,
        "18号令 44", guards=(has_failed, producer_is_elsewhere), document="producer_report",
    ),
    Step(
        "order", _("Draft the rectification order"), STANDING, State.ORDERED, ORDER,
        "产品质量法 17；18号令 46", guards=(has_failed, producers_authority_was_told),
    ),
    Step(
        "close", pgettext_lazy("of a case", "Close"),
        states(State.NOTIFIED, State.OVERTURNED, State.REFERRED), State.CLOSED,
        NOTIFY, "产品质量法 15",
        guards=(nothing_left_to_order, nobody_may_still_object),
    ),
    Step(
        "discard", _("Discard"), states(State.DRAFT, State.DRAWN, State.SENT, State.TESTING),
        State.DISCARDED, DRAW, "18号令", noted=True,
    ),
)  # fmt: skip
