package io.conclave.orchestrator.execution.exchange;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.OrderTicket;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;

/** What has been sent and has not arrived: by arrival, and of one moment as it was sent. */
final class Transit {
    private static final Comparator<Travelling> ORDER =
            Comparator.comparingLong(Travelling::arrivesNanos).thenComparingLong(Travelling::number);

    private final PriorityQueue<Travelling> queue = new PriorityQueue<>(ORDER);
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

    /** When an order that an account has sent arrives; 0 if it does not travel. */
    long arrivalOf(String account, ClientOrderId id) {
        return queue.stream()
                .filter(travelling -> order(travelling, account)
                        .filter(order -> order.id().equals(id))
                        .isPresent())
                .mapToLong(Travelling::arrivesNanos)
                .min()
                .orElse(0);
    }

    /** Whether an order that travels is to take the place of another. */
    boolean replaces(String account, ClientOrderId id) {
        return queue.stream()
                .map(Travelling::command)
                .anyMatch(command -> command instanceof ExchangeCommand.Replace replace
                        && replace.account().equals(account)
                        && replace.replacement().id().equals(id));
    }

    /** An account's orders on their way, by arrival. */
    List<OrderTicket> orders(String account) {
        return queue.stream()
                .sorted(ORDER)
                .flatMap(travelling -> order(travelling, account).stream())
                .toList();
    }

    private static Optional<OrderTicket> order(Travelling travelling, String account) {
        return switch (travelling.command()) {
            case ExchangeCommand.Submit submit when submit.account().equals(account) -> Optional.of(submit.order());
            case ExchangeCommand.Replace replace
            when replace.account().equals(account) -> Optional.of(replace.replacement());
            default -> Optional.empty();
        };
    }
}
