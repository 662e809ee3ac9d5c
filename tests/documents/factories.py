import factory

from qualitysup.documents.models import Agency
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
