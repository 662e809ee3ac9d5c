"""The field app: a phone's door to inspections, for places without signal (docs/field-app.md)."""
