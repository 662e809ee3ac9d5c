urlpatterns=[]
app_name="evidence"
