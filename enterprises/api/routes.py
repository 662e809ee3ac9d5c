from enterprises.api.viewsets import EnterpriseViewSet

ROUTES = [("enterprises", EnterpriseViewSet)]
