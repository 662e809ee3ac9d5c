from enterprises.admin import enterprises, imports, industries, merges, representations

__all__ = ["enterprises", "imports", "industries", "merges", "representations"]
