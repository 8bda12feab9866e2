package io.conclave.http.problem;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What went wrong, as RFC 9457 writes it.
 *
 * @param type a URI that names the kind; ours end in the code
 * @param title the kind, in words
 * @param detail this case, one sentence that says what to do
 * @param code stable, for programs: {@code not_found}
 * @param field which parameter, when one is to blame
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Problem(
        String type,
        String title,
        int status,
        String detail,
        String code,
        @Nullable String field) {
    public static Problem of(int status, String title, String code, String detail) {
        return new Problem("urn:conclave:problem:" + code, title, status, detail, code, null);
    }

    public static Problem notFound(String detail) {
        return of(404, "Not found", "not_found", detail);
    }

    /** A parameter or field that cannot be used as it stands. */
    public static Problem invalid(String field, String detail) {
        return new Problem("urn:conclave:problem:invalid", "Invalid parameter", 422, detail, "invalid", field);
    }

    public static Problem unavailable(String code, String detail) {
        return of(503, "Unavailable", code, detail);
    }
}
