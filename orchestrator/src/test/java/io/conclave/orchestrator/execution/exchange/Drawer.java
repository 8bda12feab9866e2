package io.conclave.orchestrator.execution.exchange;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.order.Fill;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A paper venue's books within this JVM, which outlive the venue and the desk. */
public final class Drawer implements PaperMemory {
    private final List<Noted> requests = new ArrayList<>();
    private final List<Fill> fills = new ArrayList<>();
    private long settledNanos;

    @Override
    public synchronized CompletionStage<Page> note(List<Request> news, long notBeforeNanos, long after) {
        news.forEach(request -> note(request, notBeforeNanos));
        return requests(after);
    }

    private void note(Request request, long notBeforeNanos) {
        long sent = Math.max(notBeforeNanos, settledNanos);
        switch (request) {
            case Submit submit when isKnown(submit.order().id()) -> {}
            case Replace replace when isKnown(replace.replacement().id()) -> {}
            case Submit submit -> add(Math.max(sent, submit.order().atNanos()), request);
            case Replace replace ->
                add(
                        Math.max(
                                sentOf(replace.original()),
                                Math.max(sent, replace.replacement().atNanos())),
                        request);
            case Cancel cancel -> add(Math.max(sentOf(cancel.order()), sent), request);
        }
    }

    private void add(long sentNanos, Request request) {
        requests.add(new Noted(requests.size() + 1L, sentNanos, request));
    }

    private boolean isKnown(ClientOrderId id) {
        return requests.stream().anyMatch(noted -> isOf(noted, id));
    }

    private long sentOf(ClientOrderId id) {
        return requests.stream()
                .filter(noted -> isOf(noted, id))
                .mapToLong(Noted::sentNanos)
                .findFirst()
                .orElse(0);
    }

    private static boolean isOf(Noted noted, ClientOrderId id) {
        return switch (noted.request()) {
            case Submit submit -> submit.order().id().equals(id);
            case Replace replace -> replace.replacement().id().equals(id);
            case Cancel _ -> false;
        };
    }

    @Override
    public synchronized CompletionStage<Page> requests(long after) {
        return CompletableFuture.completedStage(new Page(settledNanos, requests.subList((int) after, requests.size())));
    }

    @Override
    public synchronized CompletionStage<Boolean> settle(long known, long upToNanos, List<Fill> more) {
        if (known != requests.size()) {
            return CompletableFuture.completedStage(false);
        }
        more.stream()
                .filter(fill -> fills.stream().noneMatch(old -> old.id().equals(fill.id())))
                .forEach(fills::add);
        settledNanos = Math.max(settledNanos, upToNanos);
        return CompletableFuture.completedStage(true);
    }

    @Override
    public synchronized CompletionStage<List<Numbered>> fills(long after) {
        var numbered = new ArrayList<Numbered>();
        for (int i = (int) after; i < fills.size(); i++) {
            numbered.add(new Numbered(i + 1, fills.get(i)));
        }
        return CompletableFuture.completedStage(numbered);
    }
}
