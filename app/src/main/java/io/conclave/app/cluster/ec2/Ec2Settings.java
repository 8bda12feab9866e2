package io.conclave.app.cluster.ec2;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import java.net.URI;
import java.util.Optional;

/**
 * {@code conclave.cluster.ec2}: which instances are nodes, and where that is asked.
 *
 * @param region such as eu-central-1; empty for the one that this instance is in
 * @param endpoint of the EC2 API; empty for the region's own
 * @param imds of the instance's metadata service
 */
public record Ec2Settings(String tagKey, String tagValue, Optional<String> region, Optional<URI> endpoint, URI imds) {

    /**
     * Reads the block itself.
     *
     * @throws ConfigException if a key is missing or makes no sense; it names the line
     */
    public static Ec2Settings from(Config ec2) {
        return new Ec2Settings(
                required(ec2, "tag-key"),
                required(ec2, "tag-value"),
                given(ec2, "region"),
                given(ec2, "endpoint").map(text -> address(ec2, "endpoint", text)),
                address(ec2, "imds", required(ec2, "imds")));
    }

    private static Optional<String> given(Config ec2, String key) {
        return Optional.of(ec2.getString(key)).filter(text -> !text.isBlank());
    }

    private static String required(Config ec2, String key) {
        return given(ec2, key).orElseThrow(() -> bad(ec2, key, "is empty, and instances are found by it"));
    }

    private static URI address(Config ec2, String key, String text) {
        try {
            var uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
            if (uri.getHost() != null && ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            throw bad(ec2, key, "\"" + text + "\" is no address: " + e.getMessage());
        }
        throw bad(ec2, key, "\"" + text + "\" is no address: write https://host or http://host:port");
    }

    private static ConfigException bad(Config ec2, String key, String sentence) {
        return new ConfigException.BadValue(ec2.getValue(key).origin(), "conclave.cluster.ec2." + key, sentence);
    }
}
