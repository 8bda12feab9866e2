package io.conclave.http;

import static org.apache.pekko.http.javadsl.server.Directives.complete;
import static org.apache.pekko.http.javadsl.server.Directives.concat;
import static org.apache.pekko.http.javadsl.server.Directives.get;
import static org.apache.pekko.http.javadsl.server.Directives.path;
import static org.apache.pekko.http.javadsl.server.Directives.pathSingleSlash;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpCharsets;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.MediaTypes;
import org.apache.pekko.http.javadsl.server.Directives;
import org.apache.pekko.http.javadsl.server.PathMatchers;
import org.apache.pekko.http.javadsl.server.Route;

/**
 * The page and the API's own description, from the jar.
 * <pre>
 * GET /               200 the page
 * GET /{file}         200 one of its scripts, styles and pictures
 * GET /openapi.yaml   200 this API, as OpenAPI 3.1
 * GET /docs           200 a page that draws it, with Swagger UI
 * </pre>
 */
final class PageRoutes {
    private static final Map<String, ContentType> TYPES = Map.of(
            "html", ContentTypes.TEXT_HTML_UTF8,
            "css", MediaTypes.TEXT_CSS.toContentType(HttpCharsets.UTF_8),
            "js",
                    MediaTypes.customWithFixedCharset("text", "javascript", HttpCharsets.UTF_8, Map.of(), false)
                            .toContentType(),
            "svg", MediaTypes.IMAGE_SVG_XML.toContentType(),
            "yaml",
                    MediaTypes.customWithFixedCharset("application", "yaml", HttpCharsets.UTF_8, Map.of(), false)
                            .toContentType());

    /** What the docs take from the library's jar. */
    private static final Set<String> SWAGGER_UI = Set.of("swagger-ui-bundle.js", "swagger-ui.css");

    private static final String SWAGGER_UI_FOLDER = "/META-INF/resources/webjars/swagger-ui/5.18.2/";

    Route routes() {
        return concat(
                pathSingleSlash(() -> file("index.html")),
                path("docs", () -> file("docs.html")),
                path(PathMatchers.segment(Pattern.compile("[a-z][a-z-]*\\.(?:css|js|svg|yaml)")), this::file));
    }

    private Route file(String name) {
        return read(name)
                .map(bytes -> get(() -> complete(response(name, bytes))))
                .orElseGet(Directives::reject);
    }

    private static HttpResponse response(String name, byte[] bytes) {
        var type = TYPES.get(name.substring(name.lastIndexOf('.') + 1));
        if (type == null) {
            throw new IllegalStateException("No media type is known for " + name);
        }
        return HttpResponse.create().withEntity(HttpEntities.create(type, bytes));
    }

    private static Optional<byte[]> read(String name) {
        var place = SWAGGER_UI.contains(name) ? SWAGGER_UI_FOLDER + name : "page/" + name;
        try (var in = PageRoutes.class.getResourceAsStream(place)) {
            return in == null ? Optional.empty() : Optional.of(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("The page's " + name + " cannot be read from the jar", e);
        }
    }
}
