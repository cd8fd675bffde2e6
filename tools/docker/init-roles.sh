#!/bin/bash
# Run by the postgres image when it makes a new data directory: the roles and the database.
# The passwords come from SS_OWNER_PASSWORD and SS_APP_PASSWORD, or from the files that the same names with _FILE say.
set -euo pipefail

secret() {
    local file_variable="$1_FILE"
    if [ -n "${!file_variable:-}" ]; then cat "${!file_variable}"; else printf '%s' "${!1:?set $1 or $1_FILE}"; fi
}

SS_OWNER_PASSWORD=$(secret SS_OWNER_PASSWORD)
SS_APP_PASSWORD=$(secret SS_APP_PASSWORD)
export SS_OWNER_PASSWORD SS_APP_PASSWORD
psql -X -q -v ON_ERROR_STOP=1 -U "${POSTGRES_USER:-postgres}" -d postgres -f "${ROLES_SQL:-/srv/roles.sql}"
