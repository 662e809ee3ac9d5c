from qualitysup.regions.querysets import OpenQuerySet


class ClassificationQuerySet(OpenQuerySet):
    def search(self, text):
        """A code, whole or its beginning, or a piece of the name."""
        begin = text.strip().upper()
        return (
            self.filter(code__startswith=begin)
            | self.filter(name__contains=text)
            | self.filter(name_en__contains=text)
        )
