package io.conclave.http;

import io.conclave.domain.order.ClientOrderId;
import io.conclave.domain.vote.DecisionId;
import io.conclave.http.port.Agents;
import io.conclave.http.port.Orders;
import io.conclave.http.view.Instants;
import io.conclave.http.view.LogView;
import io.conclave.http.view.OrderView;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Where pages end, as words that callers hand back without looking into them. */
final class Pages {
    private Pages() {}

    /** The word that continues after a decision. */
    static String after(DecisionId last) {
        return token(last.toString());
    }

    static DecisionId decision(String token) {
        return DecisionId.parse(said(token));
    }

    /** The word that continues after an order. */
    static String after(OrderView last) {
        return token(Instants.toNanos(last.createdAt()) + " " + last.id());
    }

    static Orders.Place order(String token) {
        var words = words(token);
        return new Orders.Place(Long.parseLong(words[0]), new ClientOrderId(words[1]));
    }

    /** The word that continues after an entry of an agent's log. */
    static String after(LogView last) {
        return token(last.decision() + " " + last.row());
    }

    static Agents.LogPlace log(String token) {
        var words = words(token);
        var decision = DecisionId.parse(words[0]);
        return new Agents.LogPlace(decision.asOfNanos(), decision.symbol(), Long.parseLong(words[1]));
    }

    private static String token(String place) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(place.getBytes(StandardCharsets.UTF_8));
    }

    private static String said(String token) {
        return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
    }

    private static String[] words(String token) {
        var words = said(token).split(" ", -1);
        if (words.length != 2) {
            throw new IllegalArgumentException("Must be the next of the page before.");
        }
        return words;
    }
}
