"""People at the doors: a signed-in API client or browser, and two of them at once."""

import threading

from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

# Tests read what people are told, so it is in the language of the msgids.
ENGLISH = {"accept-language": "en"}
BACKEND = "qualitysup.accounts.backends.RoleBackend"


def api_of(user):
    client = APIClient(headers=ENGLISH)
    client.force_login(user, backend=BACKEND)
    return client


def browser_of(user):
    client = Client(headers=ENGLISH)
    client.force_login(user, backend=BACKEND)
    return client


def queries(request) -> int:
    """How many queries a request costs, the reading of session and person among them."""
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = request()
    assert response.status_code < 300, response.content
    return len(captured)


def at_once(*requests):
    """Send requests from as many threads at the same moment; return the answers in order."""
    together = threading.Barrier(len(requests))
    answers = [None] * len(requests)

    def send(place, request):
        try:
            together.wait(timeout=10)
            answers[place] = request()
        finally:
            connections.close_all()

    threads = [
        threading.Thread(target=send, args=[place, request])
        for place, request in enumerate(requests)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert None not in answers
    return answers


def told(response) -> list[str]:
    """What the page that a browser was led to tells the person."""
    return [str(message) for message in response.context["messages"]]
