package io.conclave.system.deploy;

import static java.util.Objects.requireNonNullElse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.Yaml;

/** A stack of containers as its file describes it: what each service is given, with what it takes over from another file. */
final class Compose {
    private static final Pattern SECRET = Pattern.compile("(?i).*(password|secret|token|_key)");

    private final Map<String, Map<String, Object>> services;
    private final Map<String, Object> networks;

    private Compose(Map<String, Map<String, Object>> services, Map<String, Object> networks) {
        this.services = services;
        this.networks = networks;
    }

    static Compose read(Path file) {
        try {
            return parsed(Files.readString(file), Optional.ofNullable(file.getParent()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Compose of(String text) {
        return parsed(text, Optional.empty());
    }

    private static Compose parsed(String text, Optional<Path> folder) {
        // A tag of compose's own, of no meaning here.
        Map<String, Object> document = new Yaml().load(text.replace("!override", ""));
        var services = new TreeMap<String, Map<String, Object>>();
        map(document.get("services")).forEach((name, described) -> services.put(name, whole(map(described), folder)));
        return new Compose(services, map(document.get("networks")));
    }

    /** With what it extends; what it says itself comes first. */
    private static Map<String, Object> whole(Map<String, Object> service, Optional<Path> folder) {
        var extended = map(service.get("extends"));
        if (extended.isEmpty()) {
            return service;
        }
        var base = folder.map(place -> read(place.resolve(String.valueOf(extended.get("file")))))
                .map(other -> other.services.get(String.valueOf(extended.get("service"))))
                .orElseThrow();
        var whole = new TreeMap<>(base);
        whole.putAll(service);
        return whole;
    }

    /** Limits of memory by service. */
    Map<String, Integer> mebibytes() {
        var limits = new TreeMap<String, Integer>();
        services.forEach((name, service) ->
                limits.put(name, Integer.valueOf(text(service, "mem_limit").replace("m", ""))));
        return limits;
    }

    List<String> faults() {
        var faults = new ArrayList<String>();
        services.forEach((name, service) -> faultsOf(name, service).forEach(fault -> faults.add(name + ": " + fault)));
        if (!Boolean.TRUE.equals(map(networks.get("inside")).get("internal"))) {
            faults.add("the network inside is not internal");
        }
        return faults;
    }

    private static List<String> faultsOf(String name, Map<String, Object> service) {
        var faults = new ArrayList<String>();
        var image = text(service, "image");
        expect(
                faults,
                image.matches("conclave-[a-z]+:local"),
                "its image is another's or has a tag that moves: " + image);
        expect(faults, Boolean.TRUE.equals(service.get("read_only")), "read_only is not true");
        expect(
                faults,
                "[ALL]".equals(text(service, "cap_drop")) && !service.containsKey("cap_add"),
                "it keeps capabilities");
        expect(faults, text(service, "security_opt").contains("no-new-privileges:true"), "it may gain privileges");
        expect(faults, !Boolean.TRUE.equals(service.get("privileged")), "it is privileged");
        expect(faults, text(service, "mem_limit").matches("[0-9]+m"), "it has no mem_limit");
        expect(faults, text(service, "pids_limit").matches("[0-9]+"), "it has no pids_limit");
        expect(faults, name.equals("nginx") || !service.containsKey("ports"), "it is published");
        boolean isStore = name.equals("postgres") || name.equals("redis");
        expect(faults, !isStore || "[inside]".equals(text(service, "networks")), "it is a store and not inside only");
        for (var variable : map(service.get("environment")).keySet()) {
            expect(faults, !SECRET.matcher(variable).matches(), "a password stands in its environment: " + variable);
        }
        return faults;
    }

    private static String text(Map<String, Object> service, String key) {
        return String.valueOf(requireNonNullElse(service.get(key), ""));
    }

    @SuppressWarnings("unchecked") // Keys of compose are words.
    private static Map<String, Object> map(@Nullable Object value) {
        return value instanceof Map<?, ?> map ? (Map<String, Object>) map : Map.of();
    }

    private static void expect(List<String> faults, boolean kept, String fault) {
        if (!kept) {
            faults.add(fault);
        }
    }
}
