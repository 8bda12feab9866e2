package io.conclave.app.cluster.ec2;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Objects;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signature version 4, as every API of AWS wants it: proves who asks without showing the key.
 *
 * @param region such as us-east-1
 * @param service such as ec2
 */
record AwsSignature(String region, String service) {
    /** The header that a request is dated with, in this form. */
    static final String DATE = "x-amz-date";

    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    private static final String ALGORITHM = "AWS4-HMAC-SHA256";

    static String stamp(Instant at) {
        return STAMP.format(at);
    }

    /** What goes into the header {@code Authorization}. */
    String authorization(AwsRequest request, String keyId, String secret) {
        var stamp = Objects.requireNonNull(request.headers().get(DATE), "An undated request cannot be signed");
        var scope = stamp.substring(0, 8) + "/" + region + "/" + service + "/aws4_request";
        var toSign = String.join("\n", ALGORITHM, stamp, scope, sha256(request.canonical(sha256(request.body()))));
        var signature = HexFormat.of().formatHex(hmac(key(secret, stamp.substring(0, 8)), toSign));
        return ALGORITHM + " Credential=" + keyId + "/" + scope + ", SignedHeaders=" + request.signedHeaders()
                + ", Signature=" + signature;
    }

    private byte[] key(String secret, String day) {
        var ofDay = hmac(("AWS4" + secret).getBytes(StandardCharsets.UTF_8), day);
        return hmac(hmac(hmac(ofDay, region), service), "aws4_request");
    }

    private static String sha256(String text) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HMAC with SHA-256", e);
        }
    }
}
