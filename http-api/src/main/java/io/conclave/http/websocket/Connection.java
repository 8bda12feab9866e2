package io.conclave.http.websocket;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.apache.pekko.Done;
import org.apache.pekko.http.impl.engine.ws.FrameEvent;
import org.apache.pekko.stream.Attributes;
import org.apache.pekko.stream.FlowShape;
import org.apache.pekko.stream.Inlet;
import org.apache.pekko.stream.Outlet;
import org.apache.pekko.stream.stage.AbstractInHandler;
import org.apache.pekko.stream.stage.AbstractOutHandler;
import org.apache.pekko.stream.stage.AsyncCallback;
import org.apache.pekko.stream.stage.GraphStage;
import org.apache.pekko.stream.stage.GraphStageLogic;
import org.apache.pekko.stream.stage.TimerGraphStageLogic;
import org.jspecify.annotations.Nullable;

/**
 * One client's connection. Asks its {@link Talk} for a frame whenever the client can take one, so nothing queues up here;
 * holds the client to its {@link Limits}; sees that a client that is gone, or does not read, is let go.
 */
final class Connection extends GraphStage<FlowShape<FrameEvent, FrameEvent>> {
    private final Limits limits;
    private final Function<Line, Talk> talks;
    private final Inlet<FrameEvent> in = Inlet.create("Connection.in");
    private final Outlet<FrameEvent> out = Outlet.create("Connection.out");
    private final FlowShape<FrameEvent, FrameEvent> shape = FlowShape.of(in, out);

    Connection(Limits limits, Function<Line, Talk> talks) {
        this.limits = limits;
        this.talks = talks;
    }

    @Override
    public FlowShape<FrameEvent, FrameEvent> shape() {
        return shape;
    }

    @Override
    public GraphStageLogic createLogic(Attributes attributes) {
        return new Logic();
    }

    private final class Logic extends TimerGraphStageLogic implements Line {
        private static final String BEAT = "beat";
        private static final String GIVE_UP = "give up";

        private final AtomicBoolean awake = new AtomicBoolean();
        private final AsyncCallback<Done> wakeUp = createAsyncCallback(_ -> {
            awake.set(false);
            say();
        });
        private final AsyncCallback<Closing> sendAway = createAsyncCallback(this::leaveFor);
        private final Inbox inbox = new Inbox(limits.maxMessageBytes());
        private final Allowance allowance = new Allowance(limits.messagesPerSecond(), System.nanoTime());
        private final Talk talk = talks.apply(this);

        /** A ping, pong or close frame: goes before anything else, and of several only the last. */
        private @Nullable Frame control;
        /** Why we end, once we do. */
        private @Nullable Closing ending;

        private boolean closeSent;
        private boolean leaves;
        private boolean pinged;
        private long heardNanos = System.nanoTime();
        private long sentNanos = heardNanos;

        Logic() {
            super(shape);
            setHandler(in, new AbstractInHandler() {
                @Override
                public void onPush() {
                    hear(grab(in));
                    if (!isClosed(in)) {
                        pull(in);
                    }
                }
            });
            setHandler(out, new AbstractOutHandler() {
                @Override
                public void onPull() {
                    say();
                }
            });
        }

        @Override
        public void preStart() {
            scheduleAtFixedRate(BEAT, limits.beat(), limits.beat());
            pull(in);
        }

        @Override
        public void postStop() {
            if (ending == null) {
                talk.over(false);
            }
        }

        @Override
        public void wake() {
            if (awake.compareAndSet(false, true)) {
                wakeUp.invoke(Done.getInstance());
            }
        }

        // ---- what the client says

        private void hear(FrameEvent event) {
            heardNanos = System.nanoTime();
            pinged = false;
            if (ending == null && Inbox.counts(event) && !allowance.take(heardNanos)) {
                leaveFor(Closing.RATE_LIMITED);
            }
            inbox.take(event).ifPresent(this::answer);
        }

        private void answer(Inbox.Heard heard) {
            switch (heard) {
                case Inbox.Heard.Close _ -> takeLeave();
                case Inbox.Heard _ when ending != null -> {} // too late for anything else
                case Inbox.Heard.Wrong wrong -> leaveFor(wrong.why());
                case Inbox.Heard.Pong _ -> {}
                case Inbox.Heard.Ping ping -> send(Frame.pong(ping.payload()));
                case Inbox.Heard.Message message -> {
                    talk.heard(message.text());
                    say();
                }
            }
        }

        // ---- what passes with time

        @Override
        public void onTimer(Object key) {
            if (key.equals(GIVE_UP)) {
                giveUp();
            } else if (ending == null) {
                talk.beat();
                look(System.nanoTime());
                say();
            }
        }

        private void look(long now) {
            boolean waits = !isAvailable(out) && (control != null || talk.hasNews());
            long silentNanos = now - heardNanos;
            if ((waits && now - sentNanos > limits.slowAfter().toNanos())
                    || silentNanos > limits.silentAfter().toNanos()) {
                leaveFor(Closing.SLOW_CONSUMER);
            } else if (!pinged && silentNanos > limits.pingAfter().toNanos()) {
                pinged = true;
                send(Frame.ping());
            }
        }

        // ---- what the client gets

        private void send(Frame frame) {
            control = frame;
            say();
        }

        /** Sends one frame, if there is one and the client can take it. */
        private void say() {
            if (isClosed(out) || !isAvailable(out) || closeSent) {
                return;
            }
            var frame = control != null ? control : talk.next();
            control = null;
            if (frame == null) {
                return;
            }
            push(out, frame.event());
            sentNanos = System.nanoTime();
            closeSent = ending != null;
            if (closeSent && leaves) {
                completeStage();
            }
        }

        // ---- the end

        @Override
        public void end(Closing why) {
            sendAway.invoke(why);
        }

        private void leaveFor(Closing why) {
            if (ending == null) {
                ending = why;
                talk.over(why.equals(Closing.SLOW_CONSUMER));
                scheduleOnce(GIVE_UP, limits.closeWithin());
                send(Frame.close(why));
            }
        }

        /** The client closes: answered with a close frame, unless this is its answer to ours. */
        private void takeLeave() {
            leaves = true;
            if (closeSent) {
                completeStage();
            } else if (ending == null) {
                leaveFor(new Closing(1000, ""));
            }
        }

        /** Ends in order if the close frame is on its way, else by cutting the connection: nobody reads it. */
        private void giveUp() {
            if (closeSent) {
                completeStage();
            } else {
                failStage(new AbandonedException());
            }
        }
    }
}
