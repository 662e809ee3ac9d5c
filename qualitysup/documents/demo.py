"""The bureaus of the demo, as they sign their papers."""

from qualitysup.documents.models import Agency

AGENCIES = [
    {
        "division_id": "440606000000",
        "short_name": "顺市监",
        "name": "佛山市顺德区市场监督管理局（演示）",
        "address": "佛山市顺德区大良街道演示路1号",
        "phone": "0757-00000000",
        "review_body": "佛山市顺德区人民政府",
        "court": "佛山市顺德区人民法院",
    },
    {
        "division_id": "420200000000",
        "short_name": "黄市监",
        "name": "黄石市市场监督管理局（演示）",
        "address": "黄石市下陆区演示路1号",
        "phone": "0714-0000000",
        "review_body": "黄石市人民政府",
        "court": "黄石市下陆区人民法院",
    },
]


def load(**options):
    for facts in AGENCIES:
        Agency.objects.get_or_create(division_id=facts["division_id"], defaults=facts)
