-- The journal as an auditor reads it.
DROP VIEW IF EXISTS journal_text;
CREATE VIEW journal_text AS
SELECT ordering, persistence_id, sequence_number, write_timestamp, event_ser_manifest AS name,
       convert_from(event_payload, 'UTF8') AS event
FROM event_journal
WHERE NOT deleted;
