import factory
from django.utils import timezone

from qualitysup.documents.models import Agency
from qualitysup.documents.services import serving
from tests.factories import SHUNDE


class AgencyFactory(factory.django.DjangoModelFactory):
    """The bureau of Shunde unless told otherwise."""

    class Meta:
        model = Agency

    division_id = SHUNDE
    short_name = "顺市监"
    name = "佛山市顺德区市场监督管理局"
    address = "佛山市顺德区大良街道示例路1号"
    phone = "0757-00000000"
    review_body = "佛山市顺德区人民政府"
    court = "佛山市顺德区人民法院"


def proof_facts(first, second, **changes):
    """What is recorded when two people hand a paper over."""
    return {
        "manner": "direct",
        "place": "佛山市顺德区陈村镇示例路2号",
        "served_at": timezone.now(),
        "server": first,
        "second_server": second,
        "receiver": "梁启衡",
        "relation": "法定代表人",
    } | changes


def serve(document, first, second, **changes):
    return serving.record(document, by=first, **proof_facts(first, second, **changes))
