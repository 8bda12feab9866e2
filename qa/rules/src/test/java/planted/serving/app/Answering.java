package planted.serving.app;

import com.sun.net.httpserver.HttpServer;

/** A second door to the network. */
public record Answering(HttpServer server) {}
