from enterprises.admin import (
    enterprises,
    imports,
    industries,
    merges,
    products,
    representations,
)

__all__ = ["enterprises", "imports", "industries", "merges", "products", "representations"]
