"""Small pages beside a row's own: they ask something, call a service and lead back."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse

from qualitysup.casework.admin import REFUSALS, words_of


class TaskPages:
    """For admins with pages of their own at ``<id>/<slug>/``: ``tasks`` maps slugs to methods."""

    tasks: dict[str, str] = {}
    task_template = "casework/task.html"

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
        template: str = "",
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
        template = template or self.task_template
        return TemplateResponse(request, template, page, status=409 if reasons else 200)
