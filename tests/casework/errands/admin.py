from django import forms
from django.contrib import admin

from qualitysup.casework.admin import CaseAdmin, StepAction, StepForm
from tests.casework.errands import services
from tests.casework.errands.models import Errand


class AddForm(StepForm):
    parcels = forms.IntegerField(min_value=1)


@admin.register(Errand)
class ErrandAdmin(CaseAdmin):
    steps = {
        "send": StepAction(services.send, bulk=True),
        "add": StepAction(services.add, AddForm),
        "bring_back": StepAction(services.bring_back),
        "send_again": StepAction(services.send_again),
        "receive": StepAction(services.receive),
        "drop": StepAction(services.drop, bulk=True),
    }
    editable_states = (Errand.State.DRAFT,)
    draft = staticmethod(services.draft)
    save_draft = staticmethod(services.save_draft)

    list_display = ["__str__", "what", "division", "shown_state"]
    fields = ["what", "parcels", "signed"]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()
