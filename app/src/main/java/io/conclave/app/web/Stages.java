package io.conclave.app.web;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Several answers as one. */
final class Stages {
    private Stages() {}

    /** In the order asked; fails if one does. */
    static <T> CompletionStage<List<T>> all(List<? extends CompletionStage<T>> answers) {
        CompletionStage<List<T>> all = CompletableFuture.completedFuture(new ArrayList<>());
        for (CompletionStage<T> answer : answers) {
            all = all.thenCombine(answer, (list, one) -> {
                list.add(one);
                return list;
            });
        }
        return all;
    }
}
