from qualitysup.accounts.roles import BUREAU_STAFF, Role, grant

grant(
    "documents.view_issueddocument",
    "documents.view_proofofservice",
    "documents.view_numberseries",
    "documents.view_template",
    "documents.view_agency",
    to=BUREAU_STAFF,
)
# Serving a paper is part of working a case.
grant(
    "documents.add_proofofservice",
    to=[Role.CASE_OFFICER, Role.INSPECTOR, Role.SECTION_HEAD],
)
grant("documents.void_issueddocument", to=[Role.SECTION_HEAD, Role.BUREAU_LEADER])
# Forms, agencies and the number to go on from are set up by the one who runs the system and works
# no case; the papers themselves are out of the administrator's sight.
grant(
    "documents.view_template",
    "documents.add_template",
    "documents.view_agency",
    "documents.add_agency",
    "documents.change_agency",
    "documents.view_numberseries",
    "documents.add_numberseries",
    to=Role.SYSTEM_ADMINISTRATOR,
)
