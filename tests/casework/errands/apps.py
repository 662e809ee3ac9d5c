from django.apps import AppConfig


class ErrandConfig(AppConfig):
    name = "tests.casework.errands"
    label = "errands"
