package io.conclave.http.security;

import io.conclave.domain.access.Role;
import io.conclave.http.view.AuditView;
import java.net.InetAddress;
import java.time.Instant;
import java.util.UUID;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/** A request on its way in: what it wants, and who makes it as far as is known. */
record Call(String id, HttpRequest request, AccessTable.Row row, Caller caller) {
    private static final int LONGEST_TARGET = 200;

    static Call of(HttpRequest request, AccessTable.Row row) {
        return new Call(UUID.randomUUID().toString(), request, row, Caller.ANONYMOUS);
    }

    Call by(Caller known) {
        return new Call(id, known.mark(request), row, known);
    }

    Call with(HttpRequest strict) {
        return new Call(id, strict, row, caller);
    }

    String from() {
        return Gatekeeper.address(request).map(InetAddress::getHostAddress).orElse("unknown");
    }

    /** As it goes into the trail: no body and no query, which may hold a secret. */
    AuditView.Call ended(int status, String code, Instant at) {
        var path = request.getUri().path();
        return new AuditView.Call(
                id,
                at,
                caller.id(),
                caller.role().map(Role::word).orElse(""),
                row.method() + " " + row.path(),
                path.length() <= LONGEST_TARGET ? path : path.substring(0, LONGEST_TARGET) + "…",
                from(),
                status,
                code);
    }
}
