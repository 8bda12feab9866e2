package io.conclave.app.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import io.conclave.orchestrator.session.Conductor;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Props;
import org.apache.pekko.actor.typed.SpawnProtocol;
import org.apache.pekko.actor.typed.eventstream.EventStream;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/**
 * Where commands write: results to stdout, everything else to stderr; a bar only where somebody can see it. With the
 * property {@code conclave.progress=lines}, a program that reads stderr is told every hundredth in a line of its own.
 */
final class Screen {
    private static final int WIDTH = 40;
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

    private final PrintWriter out;
    private final PrintWriter err;
    private final boolean someoneWatches;
    private final boolean programReads;
    private long hundredths = -1;

    Screen(PrintWriter out, PrintWriter err) {
        this.out = out;
        this.err = err;
        // ./conclave knows whether stderr is a terminal; Java cannot tell.
        this.someoneWatches = Boolean.getBoolean("conclave.terminal");
        this.programReads = "lines".equals(System.getProperty("conclave.progress"));
    }

    void say(String line) {
        err.println(line);
    }

    void print(String text) {
        out.println(text);
    }

    void print(byte[] json) {
        out.println(new String(json, StandardCharsets.UTF_8));
    }

    static byte[] json(Object value) {
        try {
            return JSON.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A report cannot be written as JSON", e);
        }
    }

    /** Shows how far a run is, until its system ends. */
    void follow(ActorSystem<SpawnProtocol.Command> system) {
        if (!someoneWatches && !programReads) {
            return;
        }
        var bar = Behaviors.<Conductor.Stepped>setup(context -> {
            context.getSystem()
                    .eventStream()
                    .tell(new EventStream.Subscribe<>(Conductor.Stepped.class, context.getSelf()));
            return Behaviors.receiveMessage(step -> {
                show(step);
                return Behaviors.same();
            });
        });
        AskPattern.<SpawnProtocol.Command, org.apache.pekko.actor.typed.ActorRef<Conductor.Stepped>>ask(
                system,
                replyTo -> new SpawnProtocol.Spawn<>(bar, "progress", Props.empty(), replyTo),
                Duration.ofSeconds(5),
                system.scheduler());
    }

    private void show(Conductor.Stepped step) {
        show("round", step.steps(), step.total());
    }

    /** A bar that is drawn over itself, and taken away when all is done. */
    void show(String unit, long done, long total) {
        if (programReads) {
            tell(done, total);
            return;
        }
        if (!someoneWatches) {
            return;
        }
        int full = (int) (WIDTH * done / Math.max(1, total));
        err.print("\r  [" + "#".repeat(full) + ".".repeat(WIDTH - full) + "] " + unit + " " + done + " of " + total);
        if (done == total) {
            err.print("\r" + " ".repeat(WIDTH + 60) + "\r");
        }
        err.flush();
    }

    private synchronized void tell(long done, long total) {
        long now = 100 * done / Math.max(1, total);
        if (now != hundredths) {
            hundredths = now;
            err.println("@progress " + done + " of " + total);
        }
    }
}
