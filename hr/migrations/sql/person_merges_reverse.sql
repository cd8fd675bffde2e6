DROP FUNCTION erase_merges(bigint, bigint, jsonb), retained_merges(bigint, date, bigint);
DROP FUNCTION hr_merged_records(bigint, bigint), hr_merged_rows(bigint, uuid);
DROP TRIGGER hr_person_merged_by_door ON hr_person;
DROP FUNCTION hr_person_merged_by_door();
DROP TRIGGER hr_personmerge_approved ON hr_personmerge;
DROP FUNCTION hr_personmerge_approved();
DROP FUNCTION hr_part_people(bigint, uuid, text, timestamptz);
DROP FUNCTION hr_merge_people(bigint, uuid, uuid, text, text, text, timestamptz);
DROP FUNCTION is_hidden_from_scope(bigint), end_merging(), begin_merging(), let_people_merge(), stays_behind(text), row_key(text);
DO $$ DECLARE one record; said text; BEGIN
  FOR one IN SELECT g.tgrelid::regclass::text AS tab, g.tgname, pg_get_triggerdef(g.oid) AS def FROM pg_trigger g
    WHERE NOT g.tgisinternal AND g.tgparentid = 0 AND pg_get_triggerdef(g.oid) LIKE '%people_merging()%'
  LOOP
    said := regexp_replace(one.def, ' WHEN \(\((.*) AND \(NOT people_merging\(\)\)\)\) EXECUTE FUNCTION ', ' WHEN (\1) EXECUTE FUNCTION ');
    said := regexp_replace(said, ' WHEN \(\(NOT people_merging\(\)\)\) EXECUTE FUNCTION ', ' EXECUTE FUNCTION ');
    EXECUTE format('DROP TRIGGER %I ON %s', one.tgname, one.tab);
    EXECUTE said;
  END LOOP;
END $$;
DROP FUNCTION person_links(), people_merging();
DROP TABLE hr_mergetoken;
