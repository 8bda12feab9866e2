package io.conclave.app.doctor;

import io.conclave.persistence.journal.JournalConfig;
import io.conclave.persistence.journal.JournalKind;
import io.conclave.persistence.preflight.Preflight;
import io.conclave.persistence.preflight.ServerFacts;
import io.conclave.persistence.schema.UnfitDatabaseException;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/** The journal's server: whether it answers, its version, extension, schema, roles and clock. */
record PostgresCheck(JournalConfig journal, InstantSource clock) implements Check {
    private static final String ABOUT = "PostgreSQL";

    @Override
    public List<Finding> look() {
        if (journal.kind() == JournalKind.H2) {
            return List.of(Finding.well(ABOUT, "not needed: the journal is the embedded one"));
        }
        try {
            var facts = Preflight.look(journal, clock);
            return Stream.of(server(facts), vector(facts), schema(facts), roles(facts), clock(facts))
                    .toList();
        } catch (UnfitDatabaseException e) {
            return List.of(Finding.ill(
                    ABOUT,
                    String.valueOf(e.getMessage()),
                    "Or set conclave.journal.kind to h2, which needs no server"));
        }
    }

    private Finding server(ServerFacts facts) {
        var found = "version " + facts.version() + " at " + journal.place() + " as " + journal.user();
        if (facts.major() < Preflight.OLDEST_SERVER) {
            return Finding.ill(ABOUT, found, "Upgrade it to " + Preflight.OLDEST_SERVER + " or newer");
        }
        return facts.readOnly()
                ? Finding.ill(ABOUT, found + ", takes no writes", "Point conclave.journal.url at the primary")
                : Finding.well(ABOUT, found);
    }

    private Finding vector(ServerFacts facts) {
        var about = ABOUT + ", pgvector";
        return switch (facts.vector()) {
            case THERE -> Finding.well(about, "in the database");
            case INSTALLABLE -> Finding.well(about, "will be put into the database by the first migration");
            case NOT_PERMITTED ->
                Finding.ill(
                        about,
                        "on the server, and user " + journal.asOwner().user() + " may not put it into the database",
                        "Have a superuser run CREATE EXTENSION vector there");
            case ABSENT ->
                Finding.ill(about, "not on the server", "Install it there; docker/pgvector.sh builds it on Debian");
        };
    }

    private Finding schema(ServerFacts facts) {
        var about = ABOUT + ", schema";
        var schema = facts.schema();
        var found = "version " + schema.present().orElse("none") + " of " + schema.newest();
        if (schema.beyond().isPresent()) {
            return Finding.ill(about, found, "Run the newer Conclave that made it, or use another database");
        }
        if (schema.isNewest()) {
            return Finding.well(about, found);
        }
        return facts.mayChangeSchema()
                ? Finding.ailing(about, found, "./conclave migrate brings it there; so does the next run")
                : Finding.ill(
                        about,
                        found + ", and user " + journal.asOwner().user() + " may not change it",
                        "Set conclave.journal.owner to who may, or have them run ./conclave migrate");
    }

    private static Finding roles(ServerFacts facts) {
        var about = ABOUT + ", roles";
        return facts.missingRoles().isEmpty()
                ? Finding.well(about, "owner, app and read")
                : Finding.ailing(
                        about,
                        "missing: " + String.join(", ", facts.missingRoles()),
                        "./conclave migrate --roles makes them, so that the engine need not own its tables");
    }

    private static Finding clock(ServerFacts facts) {
        var about = ABOUT + ", clock";
        var skew = facts.clockAhead().abs();
        if (skew.compareTo(Preflight.NOTABLE_SKEW) < 0) {
            return Finding.well(about, Preflight.skew(facts));
        }
        var advice = "Set both clocks, and keep them set: chrony or systemd-timesyncd do";
        return skew.compareTo(Preflight.WORST_SKEW) < 0
                ? Finding.ailing(about, Preflight.skew(facts), advice)
                : Finding.ill(about, Preflight.skew(facts), advice);
    }
}
