package io.conclave.http.security;

import io.conclave.domain.access.Role;
import io.conclave.http.port.Keys;
import java.util.Optional;
import org.apache.pekko.http.javadsl.model.AttributeKey;
import org.apache.pekko.http.javadsl.model.HttpRequest;

/**
 * Who calls.
 *
 * @param id a key's id, {@code local} or {@code anonymous}
 * @param role absent for whoever showed nothing
 * @param label of the key; an agent's name
 */
public record Caller(String id, Optional<Role> role, String label, Means means) {
    /** By what somebody is known. */
    public enum Means {
        /** Not at all. */
        NOTHING,
        /** By sitting at this machine. */
        PLACE,
        KEY,
        /** By a browser's cookie: others' pages can make the browser send it. */
        SESSION
    }

    static final Caller ANONYMOUS = new Caller("anonymous", Optional.empty(), "", Means.NOTHING);
    static final Caller LOCAL = new Caller("local", Optional.of(Role.VIEWER), "", Means.PLACE);

    private static final AttributeKey<Caller> KEY = AttributeKey.create("conclave-caller", Caller.class);

    static Caller of(Keys.Holder holder, Means means) {
        return new Caller(holder.id(), Optional.of(holder.role()), holder.label(), means);
    }

    /** Who makes this request, once it has been let in. */
    public static Caller of(HttpRequest request) {
        return request.getAttribute(KEY).orElse(ANONYMOUS);
    }

    HttpRequest mark(HttpRequest request) {
        return request.addAttribute(KEY, this);
    }

    public boolean isKnown() {
        return role.isPresent();
    }
}
