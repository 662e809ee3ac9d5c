from qualitysup.casework.api.viewsets import CaseViewSet, StepInput
from tests.casework.errands import services
from tests.casework.errands.api.serializers import (
    AddInput,
    DraftInput,
    ErrandInput,
    ErrandOutput,
)
from tests.casework.errands.models import Errand


class ErrandViewSet(CaseViewSet):
    queryset = Errand.objects.for_list()
    serializer_class = ErrandOutput
    filterset_fields = ["state"]
    draft = (services.draft, DraftInput)
    save_draft = (services.save_draft, ErrandInput)
    steps = {
        "send": (services.send, StepInput),
        "add": (services.add, AddInput),
        "bring_back": (services.bring_back, StepInput),
        "send_again": (services.send_again, StepInput),
        "receive": (services.receive, StepInput),
        "drop": (services.drop, StepInput),
    }
