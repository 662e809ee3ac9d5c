"""What a text is found by, for every app above: its characters and its pairs of neighbours."""

from django.db import migrations

# GIN drops the doubles. The cost is measured: without it PostgreSQL reads rows where the index
# would answer. Restricted, because starting parallel workers takes longer than any search.
GRAMS = """
CREATE OR REPLACE FUNCTION grams(words text) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL RESTRICTED COST 1000 AS $$
DECLARE
    letters text[] := string_to_array(words, NULL);
    keys text[] := letters;
BEGIN
    FOR place IN 1 .. cardinality(letters) - 1 LOOP
        keys := keys || (letters[place] || letters[place + 1]);
    END LOOP;
    RETURN keys;
END
$$
"""


class Migration(migrations.Migration):

    dependencies = [("regions", "0002_shunde_and_huangshi")]

    # Indexes of several apps stand on it, also of some that were migrated before this was here.
    operations = [migrations.RunSQL(GRAMS, migrations.RunSQL.noop)]
