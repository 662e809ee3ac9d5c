"""Pages outside the admin: none yet; the field app's come here."""

app_name = "inspections"
urlpatterns = []
