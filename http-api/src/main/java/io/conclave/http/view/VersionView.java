package io.conclave.http.view;

/** What is running. */
public record VersionView(String name, String version, String commit, String jdk) {}
