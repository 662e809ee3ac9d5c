from django.urls import path

from qualitysup.reports.views import report, subscription

urlpatterns = [
    path("", report.reports, name="reports"),
    path("new/", report.new, name="report-new"),
    path("<int:pk>/", report.report, name="report"),
    path("<int:pk>/progress/", report.progress, name="report-progress"),
    path("<int:pk>/cancel/", report.cancel, name="report-cancel"),
    path("<int:pk>/docx/", report.docx, name="report-docx"),
    path("<int:pk>/pdf/", report.pdf, name="report-pdf"),
    path("subscriptions/", subscription.subscriptions, name="subscriptions"),
    path("subscriptions/new/", subscription.new, name="subscription-new"),
    path("subscriptions/<int:pk>/", subscription.subscription, name="subscription"),
    path("subscriptions/<int:pk>/edit/", subscription.edit, name="subscription-edit"),
    path("subscriptions/<int:pk>/pause/", subscription.pause, name="subscription-pause"),
    path("subscriptions/<int:pk>/delete/", subscription.delete, name="subscription-delete"),
]
