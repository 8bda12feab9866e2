package io.conclave.app.cluster.ec2;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.conclave.app.cluster.ec2.AwsRequest.Parameter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * EC2 and an instance's metadata service, as far as finding peers needs them, and as strict: no token, no answer; no right
 * signature, no answer; and never more than two instances on a page.
 */
public final class LocalAws implements AutoCloseable {
    static final String REGION = "eu-central-1";
    static final String TAG = "desk";
    private static final int PAGE = 2;
    private static final String KEY = "ASIALOCAL";
    private static final String SECRET = "local/secret+key";
    private static final String SESSION = "session/of+the==role";
    private static final String TOKEN = "AQAEAMetadataToken==";

    private final HttpServer server;
    private final String own;
    final List<String> instances;
    final AtomicInteger asked = new AtomicInteger();
    final AtomicInteger lent = new AtomicInteger();
    final AtomicInteger throttled = new AtomicInteger();
    volatile Duration lends = Duration.ofHours(6);
    volatile int status = 200;
    volatile String instead = "";

    /**
     * @param own private address of the instance that asks
     * @param instances private addresses of those that bear the tag
     */
    public LocalAws(String own, List<String> instances) {
        this.own = own;
        this.instances = List.copyOf(instances);
        try {
            this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("No port for a local EC2", e);
        }
        server.createContext("/latest/", this::metadata);
        server.createContext("/", this::ec2);
        server.start();
    }

    public URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The block {@code ec2} of a node on this instance. */
    public String settings() {
        return "discovery = ec2, ec2 { tag-value = \"" + TAG + "\", endpoint = \"" + address() + "\", imds = \""
                + address() + "\" }\n";
    }

    private void metadata(HttpExchange call) throws IOException {
        var path = call.getRequestURI().getPath();
        if (path.equals("/latest/api/token")) {
            boolean isRight = call.getRequestMethod().equals("PUT")
                    && call.getRequestHeaders().containsKey("X-aws-ec2-metadata-token-ttl-seconds");
            answer(call, isRight ? 200 : 400, isRight ? TOKEN : "");
        } else if (!TOKEN.equals(call.getRequestHeaders().getFirst("X-aws-ec2-metadata-token"))) {
            answer(call, 401, "");
        } else {
            switch (path.substring("/latest/meta-data/".length())) {
                case "placement/region" -> answer(call, 200, REGION);
                case "local-ipv4" -> answer(call, 200, own);
                case "iam/security-credentials/" -> answer(call, 200, "node");
                case "iam/security-credentials/node" -> answer(call, 200, credentials());
                default -> answer(call, 404, "");
            }
        }
    }

    private String credentials() {
        lent.incrementAndGet();
        return """
                {"Code": "Success", "Type": "AWS-HMAC", "AccessKeyId": "%s", "SecretAccessKey": "%s", "Token": "%s",
                 "Expiration": "%s"}""".formatted(
                KEY, SECRET, SESSION, Instant.now().plus(lends).truncatedTo(java.time.temporal.ChronoUnit.SECONDS));
    }

    private void ec2(HttpExchange call) throws IOException {
        asked.incrementAndGet();
        var body = new String(call.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (!isSigned(call, body)) {
            answer(call, 403, fault("SignatureDoesNotMatch", "It does not match the one that was computed"));
        } else if (throttled.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            answer(call, 503, fault("RequestLimitExceeded", "Request limit exceeded."));
        } else if (!instead.isEmpty()) {
            answer(call, status, instead);
        } else {
            answer(call, 200, page(parameters(body)));
        }
    }

    /** Signs anew what came, with the secret that was lent, and compares. */
    private boolean isSigned(HttpExchange call, String body) {
        var shown = call.getRequestHeaders().getFirst("Authorization");
        if (shown == null || !SESSION.equals(call.getRequestHeaders().getFirst("X-amz-security-token"))) {
            return false;
        }
        var signed = shown.replaceFirst(".*SignedHeaders=([^,]*),.*", "$1").split(";");
        var headers = new TreeMap<String, String>();
        Stream.of(signed)
                .forEach(name -> headers.put(name, call.getRequestHeaders().getFirst(name)));
        return headers.keySet().containsAll(List.of("host", AwsSignature.DATE, "x-amz-security-token"))
                && new AwsSignature(REGION, "ec2")
                        .authorization(new AwsRequest("POST", "/", List.<Parameter>of(), headers, body), KEY, SECRET)
                        .equals(shown);
    }

    private static Map<String, String> parameters(String body) {
        return Stream.of(body.split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    private String page(Map<String, String> asked) {
        boolean isRight = "DescribeInstances".equals(asked.get("Action"))
                && "tag:conclave-cluster".equals(asked.get("Filter.1.Name"))
                && "instance-state-name".equals(asked.get("Filter.2.Name"));
        boolean isMeant = isRight && TAG.equals(asked.get("Filter.1.Value.1"));
        int from = Integer.parseInt(asked.getOrDefault("NextToken", "0"));
        var found = new ArrayList<>(isMeant ? instances : List.<String>of());
        var here = found.subList(from, Math.min(found.size(), from + PAGE));
        var next = from + PAGE < found.size() ? "<nextToken>" + (from + PAGE) + "</nextToken>" : "";
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><DescribeInstancesResponse"
                + " xmlns=\"http://ec2.amazonaws.com/doc/2016-11-15/\"><requestId>r-1</requestId><reservationSet>"
                + here.stream().map(LocalAws::reservation).collect(Collectors.joining()) + "</reservationSet>" + next
                + "</DescribeInstancesResponse>";
    }

    private static String reservation(String address) {
        return "<item><instancesSet><item><instanceId>i-1</instanceId><privateIpAddress>" + address
                + "</privateIpAddress><networkInterfaceSet><item><privateIpAddress>10.9.9.9</privateIpAddress></item>"
                + "</networkInterfaceSet></item></instancesSet></item>";
    }

    static String fault(String code, String message) {
        return "<?xml version=\"1.0\"?><Response><Errors><Error><Code>" + code + "</Code><Message>" + message
                + "</Message></Error></Errors><RequestID>r-2</RequestID></Response>";
    }

    private static void answer(HttpExchange call, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        call.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            call.getResponseBody().write(bytes);
        }
        call.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
