package io.conclave.app.command;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.conclave.persistence.streams.Bus;
import io.conclave.persistence.streams.DeadLetter;
import io.conclave.persistence.streams.Metrics;
import io.conclave.persistence.streams.StreamName;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Looks into the streams of a bus on Redis, and intervenes. */
@Command(
        name = "bus",
        description = "Shows what is in the streams, and what was given up; pauses, resumes and drains them.",
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "status   how much waits, how old it is, what failed, of every stream or of one",
            "dead     items that a group gave up, with the reason",
            "requeue  gives dead letters back to their group: those named, or all of the stream",
            "pause    hands out nothing more of a stream until it is resumed, restarts included",
            "resume   hands out again",
            "drain    throws away what nobody was given yet, and what is delayed"
        })
public final class BusCommand implements Callable<Integer> {
    private static final int MOST_LETTERS = 100;
    private static final long SAMPLE_MILLIS = 500;

    @Spec
    private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Parameters(index = "0", paramLabel = "status|dead|requeue|pause|resume|drain", description = "what to do")
    private Task task = Task.STATUS;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "STREAM",
            description = "bars, trades, book, news, rounds, votes or orders")
    private @Nullable String stream;

    @Parameters(
            index = "2..*",
            paramLabel = "LETTER",
            description = "with requeue: which dead letters, as dead names them")
    private List<String> letters = List.of();

    @Option(names = "--reason", paramLabel = "TEXT", description = "with pause: for whoever finds it paused")
    private String reason = "paused by hand";

    @Mixin
    private ReadOptions options = new ReadOptions();

    enum Task {
        STATUS,
        DEAD,
        REQUEUE,
        PAUSE,
        RESUME,
        DRAIN
    }

    /** What {@code --json} prints of a stream. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Stream(
            String stream,
            long length,
            long delayed,
            long dead,
            @Nullable String paused,
            long published,
            double perSecond,
            List<Group> groups) {
        static Stream of(Metrics of) {
            return new Stream(
                    of.stream().key(),
                    of.length(),
                    of.delayed(),
                    of.dead(),
                    of.paused().orElse(null),
                    of.published(),
                    of.perSecond(),
                    of.groups().stream().map(Group::of).toList());
        }

        String line() {
            var text = String.format(
                    Locale.ROOT,
                    "%-7s %,d in the stream, %,d delayed, %,d dead, %.0f a second%s",
                    stream,
                    length,
                    delayed,
                    dead,
                    perSecond,
                    paused == null ? "" : "; paused: " + paused);
            return groups.isEmpty()
                    ? text
                    : text + "\n"
                            + String.join("\n", groups.stream().map(Group::line).toList());
        }
    }

    /** What is told of a group; {@code oldestSeconds} is the age of the oldest item it has yet to acknowledge. */
    record Group(
            String name,
            long waiting,
            long pending,
            long retrying,
            double oldestSeconds,
            int consumers,
            long acknowledged,
            long retries,
            long died,
            long vanished) {
        static Group of(Metrics.Group of) {
            return new Group(
                    of.name(),
                    of.waiting(),
                    of.pending(),
                    of.retrying(),
                    of.oldest().toMillis() / 1e3,
                    of.consumers(),
                    of.acknowledged(),
                    of.retries(),
                    of.died(),
                    of.vanished());
        }

        String line() {
            return String.format(
                    Locale.ROOT,
                    "  %s: %,d waiting, %,d pending (%,d to be tried again), oldest %.1f s, %d consumers; %,d"
                            + " acknowledged, %,d failures, %,d given up, %,d vanished",
                    name,
                    waiting,
                    pending,
                    retrying,
                    oldestSeconds,
                    consumers,
                    acknowledged,
                    retries,
                    died,
                    vanished);
        }
    }

    /** A dead letter as {@code --json} prints it. */
    record Letter(
            String letter,
            String stream,
            String group,
            String id,
            String reason,
            int attempts,
            String entry,
            String diedAt,
            String body) {
        static Letter of(DeadLetter of) {
            return new Letter(
                    of.letter(),
                    of.stream().key(),
                    of.group(),
                    of.id(),
                    of.reason(),
                    of.attempts(),
                    of.entry(),
                    of.diedAt().toString(),
                    of.body());
        }

        String line() {
            return letter + "  " + stream + " " + id + ", given up by " + group + " at " + diedAt + " after " + attempts
                    + " attempts: " + reason;
        }
    }

    /** What an intervention did; {@code items} is how many it concerned. */
    record Done(String stream, String did, long items) {}

    @Override
    public Integer call() throws InterruptedException {
        var config = options.settingsOnServices(Map.of());
        if (!config.getString("conclave.bus.kind").equalsIgnoreCase("redis")) {
            throw new IllegalArgumentException("conclave.bus.kind is memory: such a bus is in the node's process and"
                    + " nobody else can look into it; set it to redis");
        }
        var screen = new Screen(spec.commandLine().getOut(), spec.commandLine().getErr());
        try (var bus = Bus.open(config)) {
            switch (task) {
                case STATUS -> status(bus, screen);
                case DEAD -> dead(bus, screen);
                case REQUEUE -> did(screen, bus.requeue(one(), letters));
                case DRAIN -> did(screen, bus.drain(one()));
                case PAUSE -> {
                    bus.pause(one(), reason);
                    did(screen, 0);
                }
                case RESUME -> {
                    bus.resume(one());
                    did(screen, 0);
                }
            }
        }
        return 0;
    }

    private void status(Bus bus, Screen screen) throws InterruptedException {
        // A rate needs two looks.
        streams().forEach(bus::metrics);
        TimeUnit.MILLISECONDS.sleep(SAMPLE_MILLIS);
        var streams = streams().stream().map(bus::metrics).map(Stream::of).toList();
        if (options.json()) {
            screen.print(Screen.json(streams));
        } else {
            streams.forEach(it -> screen.print(it.line()));
        }
    }

    private void dead(Bus bus, Screen screen) {
        var letters = streams().stream()
                .flatMap(it -> bus.dead(it, MOST_LETTERS).stream())
                .map(Letter::of)
                .toList();
        if (options.json()) {
            screen.print(Screen.json(letters));
        } else if (letters.isEmpty()) {
            screen.print("No item was given up");
        } else {
            letters.forEach(it -> screen.print(it.line()));
        }
    }

    private void did(Screen screen, long items) {
        if (options.json()) {
            screen.print(Screen.json(new Done(one().key(), task.name().toLowerCase(Locale.ROOT), items)));
            return;
        }
        screen.print(
                switch (task) {
                    case STATUS, DEAD -> throw new IllegalStateException(task + " does nothing");
                    case REQUEUE -> one().key() + ": " + items + " items are with their groups again";
                    case DRAIN -> one().key() + ": " + items + " items are thrown away";
                    case PAUSE -> one().key() + ": paused (" + reason + "); ./conclave bus resume " + one().key();
                    case RESUME -> one().key() + ": resumed";
                });
    }

    private List<StreamName> streams() {
        return stream == null ? Arrays.asList(StreamName.values()) : List.of(StreamName.of(stream));
    }

    private StreamName one() {
        if (stream == null) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(),
                    "Which stream? One of "
                            + String.join(
                                    ", ",
                                    Arrays.stream(StreamName.values())
                                            .map(StreamName::key)
                                            .toList()));
        }
        return StreamName.of(stream);
    }
}
