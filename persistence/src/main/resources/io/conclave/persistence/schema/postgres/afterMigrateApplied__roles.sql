-- What each role may do, said anew after every migration that changed something, so that no new table is forgotten:
--   conclave_owner  owns all, and alone makes, changes and drops tables; migrations run as it
--   conclave_app    reads and writes rows; of what must never change afterwards it may only add and read
--   conclave_read   reads, but not the digests of API keys
-- Grants by catalogue. Where a role does not exist nothing is granted to it: ./conclave migrate --roles makes them.
DO $roles$
DECLARE
    ours   CONSTANT name := current_schema();
    -- The journal's events are never marked deleted or taken away here, so an UPDATE or DELETE of them is never ours.
    frozen CONSTANT text[] := ARRAY['event_journal', 'event_tag', 'agent_logs', 'executor_epoch', 'audit_trail'];
    item   record;
BEGIN
    -- A superuser who migrates leaves what it made to the owner.
    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'conclave_owner') AND current_user <> 'conclave_owner'
            AND (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        FOR item IN
            SELECT c.oid, c.relname FROM pg_class c
            WHERE c.relnamespace = ours::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
              AND c.relowner <> 'conclave_owner'::regrole
              -- What an extension brought stays with it; a column's own sequence goes with its table.
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                              AND d.deptype IN ('e', 'i') AND c.relkind <> 'p' AND NOT c.relispartition)
            ORDER BY c.relkind <> 'p', c.relname
        LOOP
            EXECUTE format('ALTER TABLE %I.%I OWNER TO conclave_owner', ours, item.relname);
        END LOOP;
        FOR item IN
            SELECT p.oid::regprocedure AS signature FROM pg_proc p
            WHERE p.pronamespace = ours::regnamespace AND p.proowner = current_user::regrole
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_proc'::regclass AND d.objid = p.oid
                              AND d.deptype = 'e')
        LOOP
            EXECUTE format('ALTER ROUTINE %s OWNER TO conclave_owner', item.signature);
        END LOOP;
        EXECUTE format('GRANT USAGE, CREATE ON SCHEMA %I TO conclave_owner', ours);
    END IF;

    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'conclave_app') THEN
        FOR item IN
            SELECT c.relname, c.relkind FROM pg_class c
            WHERE c.relnamespace = ours::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
              AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid
                              AND d.deptype = 'e')
        LOOP
            EXECUTE format('REVOKE ALL ON %I.%I FROM conclave_app', ours, item.relname);
            EXECUTE format('GRANT %s ON %I.%I TO conclave_app',
                CASE WHEN item.relkind = 'S' THEN 'USAGE, SELECT'
                     WHEN item.relkind IN ('v', 'm') OR item.relname = 'flyway_schema_history' THEN 'SELECT'
                     WHEN item.relname = ANY (frozen) THEN 'SELECT, INSERT'
                     ELSE 'SELECT, INSERT, UPDATE, DELETE' END, ours, item.relname);
        END LOOP;
    END IF;

    IF EXISTS (SELECT FROM pg_roles WHERE rolname = 'conclave_read') THEN
        FOR item IN
            SELECT c.relname FROM pg_class c
            WHERE c.relnamespace = ours::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
              AND c.relname <> 'api_keys'
        LOOP
            EXECUTE format('GRANT SELECT ON %I.%I TO conclave_read', ours, item.relname);
        END LOOP;
    END IF;
END
$roles$;
