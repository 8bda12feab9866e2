package io.conclave.app.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.conclave.app.access.KeyPlace;
import io.conclave.domain.access.Role;
import io.conclave.persistence.keys.ApiKey;
import io.conclave.persistence.keys.ApiKeys;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Hands out keys of the API and takes them back; each word is in the audit trail. */
@Command(
        name = "keys",
        description = "Makes, lists and revokes keys of the API.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "viewer  looks, and does nothing",
            "trader  sends and cancels orders, asks for backtests",
            "risk    sets limits, holds the kill switch, reads the audit trail",
            "admin   hands out keys, reads the audit trail; cannot trade",
            "agent   votes, and nothing else; its label is the agent's name",
            "",
            "They are in the journal's database if that is a server, else in a file in the data directory."
        })
public final class KeysCommand implements Runnable {
    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public void run() {
        throw new CommandLine.ParameterException(spec.commandLine(), "What about keys? create, list or revoke");
    }

    /** What {@code --json} prints of a key. The key itself is there once, when it is made. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Told(
            String id,
            String role,
            String label,
            String createdAt,
            @Nullable String expiresAt,
            @Nullable String revokedAt,
            @Nullable String reason,
            @Nullable String usedAt,
            @Nullable String key) {
        static Told of(ApiKey key, @Nullable String secret) {
            return new Told(
                    key.id(),
                    key.role().word(),
                    key.label(),
                    moment(key.created()),
                    key.expires().map(Told::moment).orElse(null),
                    key.revoked().map(revoked -> moment(revoked.at())).orElse(null),
                    key.revoked().map(ApiKey.Revoked::reason).orElse(null),
                    key.used().map(Told::moment).orElse(null),
                    secret);
        }

        private static String moment(long nanos) {
            return Instant.ofEpochSecond(0, nanos).toString();
        }

        String line() {
            return String.format(Locale.ROOT, "%-10s  %-6s  %-20s  made %s", id, role, label, createdAt)
                    + (usedAt == null ? ", never used" : ", used " + usedAt)
                    + (expiresAt == null ? "" : ", expires " + expiresAt)
                    + (revokedAt == null ? "" : ", revoked " + revokedAt + ": " + reason);
        }
    }

    record AllTold(List<Told> keys) {}

    @Command(name = "create", description = "Makes a key and prints it, once.", mixinStandardHelpOptions = true)
    int create(
            @Option(names = "--role", required = true, paramLabel = "viewer|trader|risk|admin|agent") String role,
            @Option(
                            names = "--label",
                            paramLabel = "TEXT",
                            description = "for people; an agent's name",
                            defaultValue = "")
                    String label,
            @Option(
                            names = "--expires",
                            paramLabel = "30d|12h|TIME",
                            description = "after so long, or at a moment in UTC")
                    @Nullable
                    String expires,
            @Mixin ReadOptions options) {
        var screen = screen();
        long now = now();
        var wanted = Role.of(role);
        if (wanted == Role.AGENT && label.isBlank()) {
            throw new IllegalArgumentException("Name the agent with --label: the key votes for it alone");
        }
        var until = Optional.ofNullable(expires).map(text -> moment(text, now));
        try (var place = place(options)) {
            var made = place.keys().create(wanted, label, until, by(), now);
            if (options.json()) {
                screen.print(Screen.json(Told.of(made.key(), made.secret())));
            } else {
                screen.print(made.secret());
                screen.say("This is the only time that it is shown. "
                        + made.key().id() + " is a key of role " + wanted.word() + ", in " + place.name() + ".");
            }
        }
        return 0;
    }

    @Command(name = "list", description = "Lists all keys, the oldest first.", mixinStandardHelpOptions = true)
    int list(@Mixin ReadOptions options) {
        var screen = screen();
        try (var place = place(options)) {
            var told =
                    place.keys().list().stream().map(key -> Told.of(key, null)).toList();
            if (options.json()) {
                screen.print(Screen.json(new AllTold(told)));
            } else {
                told.forEach(key -> screen.print(key.line()));
                screen.say(told.size() + " keys in " + place.name());
            }
        }
        return 0;
    }

    @Command(
            name = "revoke",
            description = "Takes a key back; nodes refuse it within seconds.",
            mixinStandardHelpOptions = true)
    int revoke(
            @Parameters(paramLabel = "ID", description = "as list names it") String id,
            @Option(names = "--reason", paramLabel = "WHY", description = "kept with the key", defaultValue = "")
                    String reason,
            @Mixin ReadOptions options) {
        var screen = screen();
        try (var place = place(options)) {
            if (!place.keys().revoke(id, reason, by(), now())) {
                screen.say("conclave: There is no key \"" + id + "\" in " + place.name()
                        + ", or it was revoked before: ./conclave keys list");
                return 1;
            }
            var key = place.keys().list().stream()
                    .filter(each -> each.id().equals(id))
                    .findFirst()
                    .orElseThrow();
            screen.print(
                    options.json()
                            ? Screen.json(Told.of(key, null))
                            : Told.of(key, null).line().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        return 0;
    }

    private Screen screen() {
        return new Screen(spec.commandLine().getOut(), spec.commandLine().getErr());
    }

    private static KeyPlace place(ReadOptions options) {
        return KeyPlace.open(options.settingsOnServices(Map.of()));
    }

    private static ApiKeys.By by() {
        return new ApiKeys.By(System.getProperty("user.name", "somebody"), "", "command line");
    }

    private static long now() {
        return nanos(InstantSource.system().instant());
    }

    private static long nanos(Instant at) {
        return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000_000L), at.getNano());
    }

    /** {@code 30d}, {@code 12h}, or {@code 2027-01-01T00:00:00Z}. */
    private static long moment(String text, long nowNanos) {
        Config read = ConfigFactory.parseMap(Map.of("expires", text));
        try {
            return text.contains("T")
                    ? nanos(Instant.parse(text))
                    : Math.addExact(nowNanos, read.getDuration("expires").toNanos());
        } catch (ConfigException | DateTimeException | ArithmeticException e) {
            throw new IllegalArgumentException(
                    "--expires is a time from now, such as 30d or 12h, or a moment such as 2027-01-01T00:00:00Z, not \""
                            + text + "\"",
                    e);
        }
    }
}
