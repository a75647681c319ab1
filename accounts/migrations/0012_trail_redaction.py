"""The one lawful exception to "append-only": a name may be taken out of what is kept, and only that.

Writing the event `stakeholder.anonymised` opens the door for the rest of its transaction. While it is open, words in
kept rows may be replaced; who did what to which record at which moment may not, no row may go, and a change may lose
no field. Without that event there is no door: the redaction is in the trail that it redacts.
"""

from django.db import migrations

FORWARD = """
CREATE OR REPLACE FUNCTION kam_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    because bigint := nullif(current_setting('kam.redaction', true), '')::bigint;
    words text[] := CASE TG_TABLE_NAME
        WHEN 'accounts_auditevent' THEN ARRAY['object_label', 'changes', 'reason']
        WHEN 'planning_planversion' THEN ARRAY['content', 'absence_reason']
        WHEN 'planning_gaterecord' THEN ARRAY['checks', 'reason']
    END;
    old_row jsonb := to_jsonb(OLD);
    new_row jsonb;
BEGIN
    IF TG_OP = 'UPDATE' AND because IS NOT NULL AND words IS NOT NULL THEN
        new_row := to_jsonb(NEW);
        IF new_row - words = old_row - words
            AND EXISTS (SELECT 1 FROM accounts_auditevent WHERE id = because AND verb = 'stakeholder.anonymised')
            AND (TG_TABLE_NAME <> 'accounts_auditevent'
                OR ARRAY(SELECT jsonb_object_keys(new_row -> 'changes') ORDER BY 1)
                 = ARRAY(SELECT jsonb_object_keys(old_row -> 'changes') ORDER BY 1))
        THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION kam_open_redaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('kam.redaction', NEW.id::text, true);
    RETURN NEW;
END $$;
CREATE TRIGGER open_redaction BEFORE INSERT ON accounts_auditevent
    FOR EACH ROW WHEN (NEW.verb = 'stakeholder.anonymised') EXECUTE FUNCTION kam_open_redaction();
"""
BACKWARD = """
DROP TRIGGER open_redaction ON accounts_auditevent;
DROP FUNCTION kam_open_redaction();
CREATE OR REPLACE FUNCTION kam_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0011_person_digest_and_mentions")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
