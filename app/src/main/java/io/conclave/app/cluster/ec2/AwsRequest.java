package io.conclave.app.cluster.ec2;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is asked of AWS, as far as it is signed.
 *
 * @param path with its slashes, not encoded
 * @param query names and values, not encoded, in any order
 * @param headers all that are signed, {@code host} and {@code x-amz-date} among them; names in lower case
 * @param body empty for none
 */
record AwsRequest(String method, String path, List<Parameter> query, SortedMap<String, String> headers, String body) {

    record Parameter(String name, String value) {
        private String encoded() {
            return AwsRequest.encoded(name) + "=" + AwsRequest.encoded(value);
        }
    }

    AwsRequest {
        query = List.copyOf(query);
        headers = Collections.unmodifiableSortedMap(new TreeMap<>(headers));
        if (headers.keySet().stream().anyMatch(name -> !name.equals(name.toLowerCase(Locale.ROOT)))) {
            throw new IllegalArgumentException("Names of signed headers are in lower case: " + headers.keySet());
        }
    }

    /** Parameters as a form or a query has them: encoded, ascending. */
    static String form(List<Parameter> parameters) {
        return parameters.stream().map(Parameter::encoded).sorted().collect(Collectors.joining("&"));
    }

    /** RFC 3986: everything but letters, digits and {@code -._~}. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    /** The request in the one form in which both ends sign it. */
    String canonical(String bodyHash) {
        var lines = headers.entrySet().stream()
                .map(header -> header.getKey() + ":" + header.getValue().strip().replaceAll(" +", " ") + "\n")
                .collect(Collectors.joining());
        return String.join("\n", method, encodedPath(), form(query), lines, signedHeaders(), bodyHash);
    }

    String signedHeaders() {
        return String.join(";", headers.keySet());
    }

    private String encodedPath() {
        return Stream.of(path.split("/", -1)).map(AwsRequest::encoded).collect(Collectors.joining("/"));
    }
}
