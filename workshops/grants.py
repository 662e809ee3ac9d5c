"""What each role may do with food workshops; parties see and do what is their own."""

from qualitysup.accounts.roles import Role

OFFICER, INSPECTOR, HEAD, LEADER = (
    Role.CASE_OFFICER,
    Role.INSPECTOR,
    Role.SECTION_HEAD,
    Role.BUREAU_LEADER,
)
ZONE, OPERATOR = Role.ZONE_OPERATOR, Role.WORKSHOP_OPERATOR

# --- The register --------------------------------------------------------------------------------

# --- Registrations -------------------------------------------------------------------------------

# --- Survey and ranking --------------------------------------------------------------------------

# --- The zone and its units ----------------------------------------------------------------------

# --- Ledgers and slaughter -----------------------------------------------------------------------

# --- Laboratory, trace and recall ----------------------------------------------------------------
