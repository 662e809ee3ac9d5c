"""Sign-ins, and the person who asked for a background task."""

from axes.signals import user_locked_out
from celery.signals import before_task_publish, task_postrun, task_prerun
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver

from qualitysup.accounts.models import User
from qualitysup.audit.actor import SAME, Door, acting, user_id
from qualitysup.audit.models import AccessLog
from qualitysup.audit.services import access

Action = AccessLog.Action


@receiver(user_logged_in)
def record_sign_in(request, user, **kwargs):
    access.record(by=user, action=Action.SIGN_IN, request=request)


@receiver(user_logged_out)
def record_sign_out(request, user, **kwargs):
    if user is not None:
        access.record(by=user, action=Action.SIGN_OUT, request=request)


@receiver(user_login_failed)
def record_failed_sign_in(credentials, request=None, **kwargs):
    record_under_name(credentials.get("username"), Action.SIGN_IN_FAILED, request)


@receiver(user_locked_out)
def record_lock_out(request, username, **kwargs):
    record_under_name(username, Action.LOCKED_OUT, request)


def record_under_name(username, action, request):
    # A name that nobody has is not written down: people type passwords into the wrong box.
    person = User.objects.filter(username=username).first() if username else None
    access.record(by=person, action=action, request=request)


# --- Tasks: whoever asked for the work did it ---------------------------------------------------

_running = {}


@before_task_publish.connect
def send_person_along(headers, **kwargs):
    headers["asked_by"] = user_id()


@task_prerun.connect
def begin_acting(task_id, task, **kwargs):
    asked_by = SAME if task.request.is_eager else task.request.get("asked_by")
    _running[task_id] = acting(asked_by, door=Door.TASK, where=task.name)
    _running[task_id].__enter__()


@task_postrun.connect
def end_acting(task_id, **kwargs):
    if task_id in _running:
        _running.pop(task_id).__exit__(None, None, None)
