"""Pages beside a prospect: what is spoken, booked, asked, owed, given; its names and its double."""

from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_protect

from investment import matching
from investment.forms import follow, trip
from investment.forms import prospect as forms
from investment.models import (
    ContactPerson,
    Park,
    ProspectTask,
    ProspectVisit,
    Reception,
    Requirement,
)
from investment.services import followup, prospects, trips
from qualitysup.casework.taskpages import TaskPages

guarded = method_decorator(csrf_protect)


class ProspectPages(TaskPages):
    tasks = {
        "contact": "record_contact",
        "book": "book_visit",
        "require": "enter_condition",
        "drop": "drop_condition",
        "match": "match",
        "owe": "enter_task",
        "settle": "settle_task",
        "give": "give_policies",
        "receive": "invite",
        "person": "enter_person",
        "unmask": "unmask",
        "name": "enter_name",
        "join": "join",
        "link": "link",
    }

    def _for_work(self, request, pk, permission=followup.CONTACT):
        """The firm, for whoever may do this to it."""
        prospect = self.row(request, pk)
        self.need(request, permission)
        return prospect

    def _one_of(self, request, rows, name):
        """The row beside the firm that the address names."""
        key = request.GET.get(name, "")
        found = rows.filter(pk=key).first() if key.isdecimal() else None
        if found is None:
            raise Http404
        return found

    def _keep(self, request, prospect, form, keep, *, title, told, button="", **shown):
        """Ask; ``keep`` what was typed, and say that it is ``told``."""

        def take(typed):
            keep(typed)
            return told

        button = button or _("Keep")
        return self.ask(request, prospect, form, title=title, button=button, take=take, **shown)

    def _whole_page(self, request, prospect, template, title, **context):
        page = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "original": prospect,
            "media": self.media,
            **context,
        }
        return TemplateResponse(request, template, page)

    # --- Spoken and visited ----------------------------------------------------------------------

    @guarded
    def record_contact(self, request, pk):
        prospect = self._for_work(request, pk)
        return self._keep(
            request,
            prospect,
            follow.ContactForm(request.POST or None),
            lambda typed: followup.contact(prospect, by=request.user, **typed),
            title=_("Record a contact"),
            told=_("The contact is on record."),
        )

    @guarded
    def book_visit(self, request, pk):
        prospect = self._for_work(request, pk)
        visit = ProspectVisit(prospect=prospect)
        return self._keep(
            request,
            prospect,
            trip.BookForm(request.POST or None, instance=visit, by=request.user),
            lambda typed: trips.book(visit, by=request.user),
            title=_("Book a visit"),
            told=_("The visit is booked."),
            button=_("Book"),
        )

    @guarded
    def invite(self, request, pk):
        """A new invitation, or by ``?reception=`` what became of one."""
        prospect = self._for_work(request, pk)
        reception = Reception(prospect=prospect)
        if "reception" in request.GET:
            reception = self._one_of(request, prospect.receptions.all(), "reception")
        return self._keep(
            request,
            prospect,
            follow.ReceptionForm(request.POST or None, instance=reception),
            lambda typed: followup.receive(reception, by=request.user),
            title=_("Invitation and reception"),
            told=_("It is recorded."),
        )

    # --- Conditions ------------------------------------------------------------------------------

    @guarded
    def enter_condition(self, request, pk):
        """A new one, or by ``?condition=`` one that was entered."""
        prospect = self._for_work(request, pk, followup.CHANGE)
        requirement = Requirement(prospect=prospect)
        if "condition" in request.GET:
            requirement = self._one_of(request, prospect.requirements.all(), "condition")
        return self._keep(
            request,
            prospect,
            follow.RequirementForm(request.POST or None, instance=requirement),
            lambda typed: followup.require(requirement, by=request.user),
            title=_("Enter a condition"),
            told=_("The condition is kept."),
        )

    @guarded
    def drop_condition(self, request, pk):
        prospect = self._for_work(request, pk, followup.CHANGE)
        asked = prospect.requirements.filter(dropped_on=None)
        requirement = self._one_of(request, asked, "condition")
        return self._keep(
            request,
            prospect,
            follow.NothingForm(request.POST if request.method == "POST" else None),
            lambda typed: followup.drop_requirement(requirement, by=request.user),
            title=_("No longer asked"),
            told=_("It counts in no match any more."),
            button=_("It is no longer asked"),
            words=requirement.words,
            words_label=_("Condition"),
        )

    def match(self, request, pk):
        """Its conditions against every park at home, the best first, each with the reason."""
        prospect = self.row(request, pk)
        parks = Park.objects.visible_to(request.user).standing().prefetch_related("offers")
        requirements = list(prospect.requirements.filter(dropped_on=None).order_by("pk"))
        today = timezone.localdate()
        return self._whole_page(
            request,
            prospect,
            "investment/match.html",
            _("Match with parks"),
            requirements=requirements,
            matches=matching.match(requirements, parks, today),
            today=today,
        )

    # --- Tasks and policies ----------------------------------------------------------------------

    @guarded
    def enter_task(self, request, pk):
        prospect = self._for_work(request, pk)
        task = ProspectTask(prospect=prospect)

        def keep(typed):
            task.due_on = typed["due_on"]
            followup.owe(task, by=request.user, requirements=typed.get("answers") or ())

        return self._keep(
            request,
            prospect,
            follow.TaskForm(request.POST or None, instance=task, by=request.user),
            keep,
            title=_("Enter a task"),
            told=_("The task is entered."),
        )

    @guarded
    def settle_task(self, request, pk):
        prospect = self._for_work(request, pk)
        task = self._one_of(request, prospect.tasks.open(), "task")
        form = follow.SettleForm(request.POST or None, by=request.user, task=task)

        def keep(typed):
            needed = typed.pop("what") == form.DONE
            followup.settle(task, by=request.user, needed=needed, **typed)

        return self._keep(
            request,
            prospect,
            form,
            keep,
            title=_("Settle a task"),
            told=_("It is recorded."),
            words=str(task),
            words_label=task.get_kind_display(),
        )

    @guarded
    def give_policies(self, request, pk):
        prospect = self._for_work(request, pk)
        return self._keep(
            request,
            prospect,
            follow.GiveForm(request.POST or None, by=request.user),
            lambda typed: followup.hand_out(prospect, by=request.user, **typed),
            title=_("Hand out policies"),
            told=_("It is recorded."),
        )

    # --- People ----------------------------------------------------------------------------------

    @guarded
    def enter_person(self, request, pk):
        prospect = self._for_work(request, pk)
        person = ContactPerson(prospect=prospect)
        return self._keep(
            request,
            prospect,
            follow.PersonForm(request.POST or None, instance=person),
            lambda typed: followup.keep_person(person, by=request.user),
            title=_("Enter a contact person"),
            told=_("The contact person is kept."),
        )

    @guarded
    def unmask(self, request, pk):
        """Somebody in full, once, by POST: that it was read is in the access log."""
        prospect = self._for_work(request, pk, followup.UNMASK)
        person = self._one_of(request, prospect.people.filter(erased_on=None), "person")
        if request.method != "POST":
            return redirect(self._url("change", prospect.pk))
        person = followup.unmask(person, by=request.user, request=request)
        response = self._whole_page(
            request, prospect, "investment/person.html", _("Contact person"), person=person
        )
        response["Cache-Control"] = "no-store"
        return response

    # --- One firm --------------------------------------------------------------------------------

    @guarded
    def enter_name(self, request, pk):
        prospect = self._for_work(request, pk, followup.CHANGE)
        return self._keep(
            request,
            prospect,
            forms.NameForm(request.POST or None),
            lambda typed: prospects.also_called(prospect, by=request.user, **typed),
            title=_("Enter another name"),
            told=_("It is found by this name as well."),
        )

    @guarded
    def join(self, request, pk):
        prospect = self._for_work(request, pk, prospects.JOIN)
        return self._keep(
            request,
            prospect,
            forms.JoinForm(request.POST or None, prospect=prospect, by=request.user),
            lambda typed: prospects.join(prospect, by=request.user, **typed),
            title=_("Join it to another one"),
            told=_("They are one firm now."),
            button=_("Join"),
        )

    @guarded
    def link(self, request, pk):
        prospect = self._for_work(request, pk, followup.CHANGE)
        return self._keep(
            request,
            prospect,
            forms.LinkForm(request.POST or None, by=request.user),
            lambda typed: prospects.link(prospect, by=request.user, **typed),
            title=_("It is registered at home"),
            told=_("It is linked with the register."),
            button=_("Link"),
        )
