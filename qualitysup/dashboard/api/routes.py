from qualitysup.dashboard.api.indicators import IndicatorViewSet

ROUTES = [("indicators", IndicatorViewSet, "indicator")]
