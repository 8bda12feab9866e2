package io.conclave.system.deploy;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What an image's recipe must keep to. */
final class Dockerfile {
    private static final Pattern PACKAGES = Pattern.compile("(?m)^ARG PACKAGES=\"([^\"]+)\"$");
    private static final Pattern FROM = Pattern.compile("(?m)^FROM (\\S+)(?: AS (\\S+))?$");
    private static final Pattern USER = Pattern.compile("(?m)^USER (.+)$");

    private Dockerfile() {}

    /** Debian's packages that it names. */
    static List<String> packages(String text) {
        var named = PACKAGES.matcher(text);
        return named.find() ? List.of(named.group(1).split(" ", -1)) : List.of();
    }

    static List<String> faults(String text) {
        var faults = new ArrayList<String>();
        expect(faults, !text.startsWith("# syntax"), "its first line has a builder fetch another one");
        expect(faults, isMadeOfBaseAlone(text), "it is not made FROM ${BASE}");
        expect(faults, text.contains("ARG BASE=debian:trixie-slim\n"), "the base is not debian:trixie-slim");
        var packages = packages(text);
        expect(
                faults,
                !packages.isEmpty()
                        && packages.stream().allMatch(name -> name.matches("[a-z0-9.+-]+=[0-9][^ ]*"))
                        && text.contains("$PACKAGES"),
                "packages are not pinned");
        expect(faults, text.contains("--no-install-recommends"), "apt-get takes along what is only recommended");
        expect(faults, text.contains("rm -rf /var/lib/apt/lists/*"), "apt's lists stay in the image");
        expect(faults, !Pattern.compile("(?m)^ADD ").matcher(text).find(), "ADD fetches what nobody checked");
        var user = lastUser(text);
        expect(faults, user.matches("1000[0-9]:1000[0-9]"), "its last USER is no number of ours: " + user);
        expect(faults, text.contains("\nHEALTHCHECK "), "it has no HEALTHCHECK");
        expect(faults, text.contains("\nENTRYPOINT ["), "it has no ENTRYPOINT in brackets");
        return faults;
    }

    /** Of it, or of stages before that are. */
    private static boolean isMadeOfBaseAlone(String text) {
        var made = new HashSet<>(Set.of("${BASE}"));
        var from = FROM.matcher(text);
        boolean any = false;
        while (from.find()) {
            if (!made.contains(from.group(1))) {
                return false;
            }
            if (from.group(2) != null) {
                made.add(from.group(2));
            }
            any = true;
        }
        return any;
    }

    private static String lastUser(String text) {
        var last = "";
        var user = USER.matcher(text);
        while (user.find()) {
            last = user.group(1);
        }
        return last;
    }

    private static void expect(List<String> faults, boolean kept, String fault) {
        if (!kept) {
            faults.add(fault);
        }
    }
}
