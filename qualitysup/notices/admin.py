from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from qualitysup.notices.models import Delivery
from qualitysup.regions.admin import ReadOnlyAdmin


class StandingFilter(admin.SimpleListFilter):
    title = _("how it stands")
    parameter_name = "standing"

    def lookups(self, request, model_admin):
        return [
            ("pending", _("waiting")),
            ("held", _("held for the digest")),
            ("given-up", _("given up")),
            ("sent", _("sent")),
        ]

    def queryset(self, request, deliveries):
        match self.value():
            case "pending":
                return deliveries.pending()
            case "held":
                return deliveries.held_back()
            case "given-up":
                return deliveries.given_up()
            case "sent":
                return deliveries.sent()


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin):
    """Whether the ways out work. What the letters say is nobody's but the recipient's."""

    list_display = [
        "pk",
        "recipient",
        "channel",
        "attempts",
        "sent_at",
        "given_up_at",
        "last_error",
    ]
    list_filter = [StandingFilter, "channel"]
    fields = [
        "recipient",
        "channel",
        "target",
        "attempts",
        "claimed_until",
        "held",
        "sent_at",
        "given_up_at",
        "last_error",
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).for_list()

    @admin.display(description=_("recipient"))
    def recipient(self, delivery):
        return delivery.notice.recipient
