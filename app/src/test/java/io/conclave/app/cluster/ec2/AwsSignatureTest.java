package io.conclave.app.cluster.ec2;

import static org.assertj.core.api.Assertions.assertThat;

import io.conclave.app.cluster.ec2.AwsRequest.Parameter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Against the signatures that AWS publishes for its test suite and in its guide to signing. */
class AwsSignatureTest {
    private static final String KEY = "AKIDEXAMPLE";
    private static final String SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
    private static final Instant AT = Instant.parse("2015-08-30T12:36:00Z");
    private static final AwsSignature SUITE = new AwsSignature("us-east-1", "service");

    @Test
    void getVanilla() {
        signs(get("/"), "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31");
    }

    @Test
    void getVanillaQueryOrderKeyCase() {
        signs(
                get("/", new Parameter("Param2", "value2"), new Parameter("Param1", "value1")),
                "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500");
    }

    @Test
    void getVanillaQueryUnreserved() {
        var all = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
        signs(get("/", new Parameter(all, all)), "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197");
    }

    @Test
    void getUtf8() {
        signs(get("/\u1234"), "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85");
    }

    @Test
    void getVanillaUtf8Query() {
        signs(
                get("/", new Parameter("\u1234", "bar")),
                "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04");
    }

    @Test
    void postVanilla() {
        signs(
                new AwsRequest("POST", "/", List.of(), headers(Map.of()), ""),
                "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b");
    }

    @Test
    void postXWwwFormUrlencoded() {
        signs(
                new AwsRequest(
                        "POST",
                        "/",
                        List.of(),
                        headers(Map.of("content-type", "application/x-www-form-urlencoded")),
                        "Param1=value1"),
                "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a");
    }

    @Test
    void theExampleOfTheGuide() {
        var request = new AwsRequest(
                "GET",
                "/",
                List.of(new Parameter("Version", "2010-05-08"), new Parameter("Action", "ListUsers")),
                new TreeMap<>(Map.of(
                        "host", "iam.amazonaws.com",
                        "x-amz-date", "20150830T123600Z",
                        "content-type", "application/x-www-form-urlencoded; charset=utf-8")),
                "");

        assertThat(new AwsSignature("us-east-1", "iam").authorization(request, KEY, SECRET))
                .isEqualTo("AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/iam/aws4_request,"
                        + " SignedHeaders=content-type;host;x-amz-date,"
                        + " Signature=5d672d79c15b13162d9279b0855cfba6789a8edb4c82c400e06b5924a6f2b5d7");
    }

    @Test
    void aFormIsWrittenAsItIsSigned() {
        assertThat(AwsRequest.form(List.of(new Parameter("b", "x y*~/é"), new Parameter("a", ""))))
                .isEqualTo("a=&b=x%20y%2A~%2F%C3%A9");
    }

    private static void signs(AwsRequest request, String signature) {
        assertThat(SUITE.authorization(request, KEY, SECRET)).endsWith(", Signature=" + signature);
    }

    private static AwsRequest get(String path, Parameter... query) {
        return new AwsRequest("GET", path, List.of(query), headers(Map.of()), "");
    }

    private static SortedMap<String, String> headers(Map<String, String> more) {
        var headers = new TreeMap<>(more);
        headers.put("host", "example.amazonaws.com");
        headers.put(AwsSignature.DATE, AwsSignature.stamp(AT));
        return headers;
    }
}
