"""Who did it, and through which door."""

import json
from uuid import uuid4

import pytest
from celery import shared_task
from celery.app.trace import build_tracer
from celery.signals import before_task_publish
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory

from qualitysup.audit.actor import Door, acting, user_id
from qualitysup.audit.middleware import ActorMiddleware, door_of
from qualitysup.celery import app
from tests.casework.errands.models import Errand
from tests.casework.factories import ErrandFactory


@shared_task(name="tests.bake")
def bake():
    Errand.objects.update(what="cake")


def context_of(errand):
    return errand.history.get(pgh_label="update").pgh_context


def request_by(user, path="/admin/errands/"):
    request = RequestFactory().post(path)
    request.user = user
    return request


def bake_and_answer(request):
    bake()
    return HttpResponse()


@pytest.mark.parametrize(
    ("path", "door"),
    [
        ("/admin/errands/errand/", Door.ADMIN),
        ("/api/v1/errands/", Door.API),
        ("/field/", Door.FIELD),
        ("/inbox/", Door.PAGE),
        ("/", Door.PAGE),
        ("/administration/", Door.PAGE),
    ],
)
def test_door_is_told_by_the_address(path, door):
    assert door_of(path) == door


def test_a_phone_that_calls_the_api_comes_through_the_field():
    assert door_of("/api/v1/visits/", on_phone=True) == "field"
    assert door_of("/admin/", on_phone=True) == "admin"


def test_change_in_a_request_carries_person_door_and_page(officer):
    errand = ErrandFactory()

    ActorMiddleware(bake_and_answer)(request_by(officer))

    assert context_of(errand) == {"user": officer.pk, "door": "admin", "where": "/admin/errands/"}


def test_change_by_a_visitor_has_a_door_and_no_person(db):
    errand = ErrandFactory()

    ActorMiddleware(bake_and_answer)(request_by(AnonymousUser(), "/api/v1/"))

    assert context_of(errand) == {"user": None, "door": "api", "where": "/api/v1/"}


def test_person_who_is_known_only_in_the_view_is_the_one_who_did_it(officer):
    errand = ErrandFactory()

    def view(request):
        request.user = officer  # as the API does with a token
        return bake_and_answer(request)

    ActorMiddleware(view)(request_by(AnonymousUser(), "/api/v1/"))

    assert context_of(errand)["user"] == officer.pk


def test_request_without_any_header_is_as_good_as_another(officer):
    errand = ErrandFactory()
    request = request_by(officer)
    request.META = {"REQUEST_METHOD": "POST"}

    ActorMiddleware(bake_and_answer)(request)

    assert context_of(errand)["user"] == officer.pk


def test_middleware_costs_no_query(officer, django_assert_num_queries):
    class Lazy:
        @property
        def pk(self):
            raise AssertionError("nobody asked")

    with django_assert_num_queries(0):
        ActorMiddleware(lambda request: HttpResponse())(request_by(Lazy()))


def test_after_the_request_nobody_is_at_work(officer):
    ActorMiddleware(bake_and_answer)(request_by(officer))

    assert user_id() is None
    assert not connection.execute_wrappers


def test_failing_request_leaves_nobody_behind(officer):
    def view(request):
        raise ValueError("burnt")

    with pytest.raises(ValueError, match="burnt"):
        ActorMiddleware(view)(request_by(officer))

    assert user_id() is None


def test_acting_for_another_ends_with_its_block(officer, chief):
    errand = ErrandFactory()

    with acting(officer, door=Door.PAGE):
        with acting(chief, door=Door.COMMAND):
            assert user_id() == chief.pk
        Errand.objects.update(what="cake")

    assert context_of(errand) == {"user": officer.pk, "door": "page", "where": ""}


def test_command_may_wear_it_as_a_decorator(db):
    errand = ErrandFactory()

    acting(None, door=Door.COMMAND, where="bake")(bake)()

    assert context_of(errand) == {"user": None, "door": "command", "where": "bake"}


def test_task_run_in_place_keeps_the_person_of_the_request(officer):
    errand = ErrandFactory()

    def view(request):
        bake.delay()
        return HttpResponse()

    ActorMiddleware(view)(request_by(officer))

    assert context_of(errand) == {"user": officer.pk, "door": "task", "where": "tests.bake"}


def test_task_in_a_worker_is_done_by_whoever_asked(officer):
    errand = ErrandFactory()
    headers = {}
    with acting(officer, door=Door.PAGE):
        before_task_publish.send(sender="tests.bake", headers=headers)

    run_as_a_worker(bake, json.loads(json.dumps(headers)))

    assert context_of(errand) == {"user": officer.pk, "door": "task", "where": "tests.bake"}


def test_task_of_the_clock_is_done_by_nobody_and_leaves_nobody_behind(db):
    errand = ErrandFactory()

    run_as_a_worker(bake, {})

    assert context_of(errand) == {"user": None, "door": "task", "where": "tests.bake"}
    assert user_id() is None


def test_failing_task_leaves_nobody_behind(officer):
    @shared_task(name="tests.burn")
    def burn():
        raise ValueError

    run_as_a_worker(burn, {"asked_by": officer.pk})

    assert user_id() is None


def run_as_a_worker(task, headers):
    tracer = build_tracer(task.name, app.tasks[task.name], app=app, propagate=False)
    task_id = str(uuid4())
    tracer(task_id, [], {}, {"id": task_id, "is_eager": False, **headers})
