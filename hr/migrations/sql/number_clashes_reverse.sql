DROP FUNCTION erase_clashes(bigint, bigint, jsonb);
DROP FUNCTION retained_clashes(bigint, date, bigint);
DROP FUNCTION hr_note_nino_clash(bigint, bigint, text, timestamptz);
DROP FUNCTION hr_nino_is_taken(bigint, text, uuid);
GRANT INSERT, DELETE ON hr_ninoclash TO ss_app;
