from enterprises.admin import enterprises, imports, industries, merges

__all__ = ["enterprises", "imports", "industries", "merges"]
