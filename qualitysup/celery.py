"""The Celery application. What runs when is in the settings; what it does is in the services."""

from celery import Celery

app = Celery("qualitysup")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
