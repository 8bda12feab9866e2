package io.conclave.orchestrator.execution.exchange;

import io.conclave.domain.order.ClientOrderId;
import java.util.Comparator;
import java.util.PriorityQueue;

/** What has been sent and has not arrived: by arrival, and of one moment as it was sent. */
final class Transit {
    private final PriorityQueue<Travelling> queue = new PriorityQueue<>(
            Comparator.comparingLong(Travelling::arrivesNanos).thenComparingLong(Travelling::number));
    private long sent;

    private record Travelling(long arrivesNanos, long number, ExchangeCommand command) {}

    void send(long arrivesNanos, ExchangeCommand command) {
        queue.add(new Travelling(arrivesNanos, ++sent, command));
    }

    /** When the next one arrives; never, if nothing travels. */
    long nextNanos() {
        var next = queue.peek();
        return next == null ? Long.MAX_VALUE : next.arrivesNanos();
    }

    ExchangeCommand next() {
        return queue.remove().command();
    }

    /** An order, or a replacement, that an account has sent. */
    boolean carries(String account, ClientOrderId id) {
        return queue.stream().anyMatch(travelling -> switch (travelling.command()) {
            case ExchangeCommand.Submit submit ->
                submit.account().equals(account) && submit.order().id().equals(id);
            case ExchangeCommand.Replace replace ->
                replace.account().equals(account) && replace.replacement().id().equals(id);
            default -> false;
        });
    }
}
