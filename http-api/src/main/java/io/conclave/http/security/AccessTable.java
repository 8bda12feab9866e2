package io.conclave.http.security;

import static io.conclave.domain.access.Role.ADMIN;
import static io.conclave.domain.access.Role.AGENT;
import static io.conclave.domain.access.Role.RISK;
import static io.conclave.domain.access.Role.TRADER;
import static io.conclave.domain.access.Role.VIEWER;

import io.conclave.domain.access.Role;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who may do what: a row for each method and path. What is in no row is open to nobody. */
public final class AccessTable {
    private static final Role[] READERS = {VIEWER, TRADER, RISK, ADMIN};
    private static final Role[] EVERYBODY = Role.values();

    /** The API's own. */
    public static final AccessTable API = new AccessTable(List.of(
            open("GET", "/"),
            open("GET", "/page.js"),
            open("GET", "/page.css"),
            open("GET", "/charts.js"),
            open("GET", "/format.js"),
            open("GET", "/story.js"),
            open("GET", "/book-reader.js"),
            open("GET", "/mark.svg"),
            open("GET", "/openapi.yaml"),
            open("GET", "/docs"),
            open("GET", "/docs.js"),
            open("GET", "/swagger-ui-bundle.js"),
            open("GET", "/swagger-ui.css"),
            open("GET", "/health/live"),
            open("GET", "/health/ready"),
            let("GET", "/version", READERS),
            let("GET", "/metrics", READERS),
            // Whoever logs in is known by the key in the body.
            open("POST", "/v1/session"),
            let("GET", "/v1/session", EVERYBODY),
            let("DELETE", "/v1/session", EVERYBODY),
            let("GET", "/v1/audit", RISK, ADMIN),
            let("GET", "/v1/decisions", READERS),
            let("GET", "/v1/decisions/{id}", READERS),
            let("GET", "/v1/agents", READERS),
            let("GET", "/v1/agents/{id}", READERS),
            let("GET", "/v1/weights", READERS),
            let("GET", "/v1/account", READERS),
            let("GET", "/v1/positions", READERS),
            let("GET", "/v1/equity", READERS),
            let("GET", "/v1/instruments", READERS),
            let("GET", "/v1/bars", READERS),
            let("GET", "/v1/book/{symbol}", READERS),
            let("GET", "/v1/run", READERS),
            let("GET", "/v1/stream", READERS),
            let("POST", "/v1/sweeps", TRADER, RISK),
            let("POST", "/v1/backtests", TRADER, RISK),
            let("GET", "/v1/jobs", READERS),
            let("GET", "/v1/jobs/{id}", READERS),
            let("GET", "/v1/jobs/{id}/result", READERS),
            let("DELETE", "/v1/jobs/{id}", TRADER, RISK),
            let("POST", "/v1/orders", TRADER),
            let("POST", "/v1/orders/test", TRADER),
            let("POST", "/v1/orders/cancel_all_after", TRADER),
            let("GET", "/v1/orders", READERS),
            let("DELETE", "/v1/orders", TRADER),
            let("GET", "/v1/orders:by_client_order_id", READERS),
            let("GET", "/v1/orders/{id}", READERS),
            let("PATCH", "/v1/orders/{id}", TRADER),
            let("DELETE", "/v1/orders/{id}", TRADER),
            let("GET", "/v1/agents/{id}/logs", READERS),
            let("GET", "/v1/predictions/{symbol}", READERS),
            let("GET", "/v1/news", READERS),
            let("POST", "/v1/decisions/{id}/replay", TRADER, RISK),
            let("GET", "/v1/risk", READERS),
            let("PUT", "/v1/risk/limits", RISK),
            let("GET", "/v1/kill-switch", READERS),
            let("PUT", "/v1/kill-switch", RISK, ADMIN),
            // Who may not trade does not let trading go on, either.
            let("DELETE", "/v1/kill-switch", RISK),
            let("POST", "/v1/rounds/{id}/votes", AGENT)));

    private final List<Row> rows;

    /**
     * A row.
     *
     * @param path segments in braces stand for any one segment
     * @param roles who may; of no meaning for what is open
     * @param open to whoever asks, known or not
     */
    public record Row(String method, String path, Set<Role> roles, boolean open) {
        public Row {
            roles = Set.copyOf(roles);
        }

        /** Whether it changes something. */
        public boolean acts() {
            return !method.equals("GET");
        }

        private boolean isFor(String asked, String[] segments) {
            var own = path.split("/", -1);
            if (!method.equals(asked) || own.length != segments.length) {
                return false;
            }
            for (int i = 0; i < own.length; i++) {
                boolean any = own[i].startsWith("{") && !segments[i].isEmpty();
                if (!any && !own[i].equals(segments[i])) {
                    return false;
                }
            }
            return true;
        }
    }

    public AccessTable(List<Row> rows) {
        this.rows = List.copyOf(rows);
    }

    public List<Row> rows() {
        return rows;
    }

    /** The row for a request; HEAD is GET without the body. */
    Optional<Row> find(String method, String path) {
        var asked = method.equals("HEAD") ? "GET" : method;
        var segments = path.split("/", -1);
        return rows.stream().filter(row -> row.isFor(asked, segments)).findFirst();
    }

    private static Row open(String method, String path) {
        return new Row(method, path, Set.of(), true);
    }

    private static Row let(String method, String path, Role... roles) {
        return new Row(method, path, EnumSet.copyOf(Arrays.asList(roles)), false);
    }
}
