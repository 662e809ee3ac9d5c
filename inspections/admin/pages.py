"""Small pages beside a case's own: they ask something, call a service and lead back."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html

from qualitysup.casework.admin import REFUSALS, words_of

# The sheets of a case's page, for pages that look like one.
CSS = ["casework/case.css", "inspections/inspections.css"]
# Texts in a table of rows: as high as they are long, usually.
SMALL = {
    models.TextField: {"widget": forms.Textarea({"rows": 2, "class": "small-text"})},
    models.CharField: {"widget": forms.TextInput({"class": "small-text"})},
}


def to_the_enterprise(enterprise):
    """A link to its own page, where the admin's would lead to the form that edits it."""
    return format_html('<a href="{}">{}</a>', enterprise.get_absolute_url(), enterprise)


class TaskPages:
    """For admins with pages of their own at ``<id>/<slug>/``: ``tasks`` maps slugs to methods."""

    tasks: dict[str, str] = {}
    task_template = "inspections/task.html"

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path(
                f"<int:pk>/{slug}/",
                self.admin_site.admin_view(getattr(self, method)),
                name=f"{name}_{slug.replace('-', '_')}",
            )
            for slug, method in self.tasks.items()
        ]
        return [*own, *super().get_urls()]

    def _url(self, view, *args):
        name = f"{self.opts.app_label}_{self.opts.model_name}_{view}"
        return reverse(f"{self.admin_site.name}:{name}", args=args)

    def row(self, request, pk):
        """The row that the page is about, if the person may see it."""
        found = self.get_object(request, str(pk))
        if found is None or not self.has_view_permission(request, found):
            raise Http404
        return found

    def need(self, request, permission):
        if not request.user.has_perm(permission):
            raise PermissionDenied

    def ask(
        self,
        request,
        row,
        form: forms.BaseForm,
        *,
        title: str,
        button: str,
        take: Callable[[dict], str | None],
        **context,
    ):
        """Show the form; once it is filled in rightly, ``take`` it and lead back to the row.

        ``take`` returns what to tell the person. A refusal keeps what was typed.
        """
        reasons = []
        if request.method == "POST" and form.is_valid():
            try:
                told = take(form.cleaned_data)
            except REFUSALS as refusal:
                reasons = words_of(refusal)
            else:
                if told:
                    self.message_user(request, told, messages.SUCCESS)
                return redirect(self._url("change", row.pk))
        page = {
            **self.admin_site.each_context(request),
            "title": title,
            "opts": self.opts,
            "original": row,
            "form": form,
            "button": button,
            "reasons": reasons,
            "media": self.media + form.media,
            **context,
        }
        return TemplateResponse(request, self.task_template, page, status=409 if reasons else 200)
