from qualitysup.casework.api.evidence import EvidenceViewSet
from qualitysup.casework.api.search import SearchViewSet

ROUTES = [("evidence", EvidenceViewSet), ("search", SearchViewSet, "search")]
