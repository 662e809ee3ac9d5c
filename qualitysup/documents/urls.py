from django.urls import path

from qualitysup.documents import views

app_name = "documents"
urlpatterns = [
    path("<int:pk>/docx/", views.docx, name="docx"),
    path("<int:pk>/pdf/", views.pdf, name="pdf"),
    path("templates/<int:pk>/", views.template, name="template"),
    path("templates/<int:pk>/sample/", views.template_sample, name="template-sample"),
]
