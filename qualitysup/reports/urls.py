from django.urls import path

from qualitysup.reports import views

urlpatterns = [
    path("", views.reports, name="reports"),
    path("new/", views.new, name="report-new"),
    path("<int:pk>/", views.report, name="report"),
    path("<int:pk>/progress/", views.progress, name="report-progress"),
    path("<int:pk>/cancel/", views.cancel, name="report-cancel"),
    path("<int:pk>/docx/", views.docx, name="report-docx"),
    path("<int:pk>/pdf/", views.pdf, name="report-pdf"),
]
