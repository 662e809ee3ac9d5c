import brands.admin.honour  # noqa: F401
