package io.conclave.app.cluster;

import java.util.regex.Pattern;

/**
 * Where a node answers those who look for the cluster.
 *
 * @param host a name or an address, an IPv6 one without brackets
 * @param port of its management, 1 to 65535
 */
record ContactPoint(String host, int port) {
    private static final Pattern SPELT =
            Pattern.compile("\\[([0-9a-fA-F:.]+)](?::(\\d{1,5}))?|([^:\\[\\]\\s]+)(?::(\\d{1,5}))?");

    /**
     * Reads {@code host}, {@code host:port} or {@code [address]:port}.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    static ContactPoint of(String text, int otherwise) {
        var spelt = SPELT.matcher(text);
        if (!spelt.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no contact point: write host, host:port or [IPv6]:port");
        }
        boolean isBracketed = spelt.group(1) != null;
        var port = spelt.group(isBracketed ? 2 : 4);
        int number = port == null ? otherwise : Integer.parseInt(port);
        if (number < 1 || number > 65_535) {
            throw new IllegalArgumentException("\"" + text + "\" names no port: 1 to 65535");
        }
        return new ContactPoint(spelt.group(isBracketed ? 1 : 3), number);
    }
}
