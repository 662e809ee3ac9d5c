from django.apps import apps
from django.conf import settings
from django.contrib.auth import views
from django.contrib.auth.decorators import login_not_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from django.views.i18n import set_language

from qualitysup.accounts import devices
from qualitysup.accounts.forms import SignInForm
from qualitysup.accounts.roles import Role, matrix, permission_names

ACTIONS = {
    "view": _("See: %(name)s"),
    "add": _("Add: %(name)s"),
    "change": _("Change: %(name)s"),
    "delete": _("Delete: %(name)s"),
}


class SignIn(views.LoginView):
    template_name = "accounts/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True
    extra_context = {"title": _("Sign in")}

    def form_valid(self, form):
        response = super().form_valid(form)
        if language := form.get_user().language:
            keep_language(response, language)
        return response


class ChangePassword(views.PasswordChangeView):
    template_name = "accounts/change_password.html"
    success_url = reverse_lazy("home")


@login_not_required
def switch_language(request):
    """Django's own switch; a signed-in person's choice is kept for their mail and next sign-in."""
    response = set_language(request)
    chosen = request.POST.get("language")
    if request.user.is_authenticated and chosen in dict(settings.LANGUAGES):
        request.user.language = chosen
        request.user.save(update_fields=["language"])
    return response


@login_not_required
@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def phone_orders(request, phone):
    """What the office wants a phone to do, which may have lost its sign-in; POST says: done.

    To be asked it takes the phone's number, to be told that it was done the phone's own secret.
    """
    if request.method == "POST" and not devices.obeyed(
        phone, request.headers.get("X-Device-Secret", "")
    ):
        raise PermissionDenied
    return JsonResponse(devices.orders(phone))


def keep_language(response, language):
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, language, secure=settings.SESSION_COOKIE_SECURE
    )


@permission_required("accounts.view_permission_matrix", raise_exception=True)
def permission_matrix(request):
    """Who may do what, drawn from the grants that the code itself asks."""
    granted = matrix()
    subjects = {}
    for permission in sorted(granted, key=by_subject):
        subject = apps.get_app_config(permission.partition(".")[0])
        row = {
            "words": in_words(permission),
            "permission": permission,
            "granted": granted[permission],
        }
        subjects.setdefault(subject.verbose_name, []).append(row)
    context = {"title": _("Permission matrix"), "roles": Role.labels, "subjects": subjects}
    return render(request, "accounts/matrix.html", context)


def by_subject(permission):
    """What may be done with one kind of record stands together, seeing before changing."""
    label, _, codename = permission.partition(".")
    action, _, record = codename.partition("_")
    return label, record, list(ACTIONS).index(action) if action in ACTIONS else len(ACTIONS)


def in_words(permission):
    action, name = permission_names().get(permission, (None, permission))
    return ACTIONS[action] % {"name": name} if action else name
