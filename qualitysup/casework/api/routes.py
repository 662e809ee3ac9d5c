from qualitysup.casework.api.evidence import EvidenceViewSet

ROUTES = [("evidence", EvidenceViewSet)]
