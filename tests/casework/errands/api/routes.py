from tests.casework.errands.api.viewsets import ErrandViewSet

ROUTES = [("errands", ErrandViewSet)]
