-- The journal as an auditor reads it.
DROP VIEW IF EXISTS journal_text;
CREATE VIEW journal_text AS
SELECT ordering, persistence_id, sequence_number, write_timestamp, event_ser_manifest AS name,
       utf8tostring(CAST(event_payload AS VARBINARY)) AS event
FROM event_journal
WHERE NOT deleted;
