package io.conclave.nativerisk;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/** One of the things that stand between a worker and the machine. In the order of their bits in SandboxLayers. */
public enum SandboxLayer {
    PARENT_DEATH(
            "death with the engine",
            "the kernel kills the worker when the engine's thread that started it ends",
            "It needs Linux"),
    NO_NEW_PRIVILEGES(
            "no new privileges", "nothing it runs gains rights it does not have", "It needs Linux 3.5 or newer"),
    NOT_DUMPABLE(
            "closed to tracing",
            "no process of the same user traces it or reads its memory",
            "See what keeps it from prctl(PR_SET_DUMPABLE)"),
    LIMITS(
            "limits",
            "16 descriptors, no file grows, no core, seconds of processor time a request",
            "See what keeps it from setrlimit: the container's filter of system calls, most likely"),
    ADDRESS_SPACE(
            "cap on memory",
            "an allocation beyond conclave.native-risk.address-space fails",
            "A worker built with a sanitizer has none: take the release build"),
    DESCRIPTORS(
            "no inherited descriptors",
            "it holds its three pipes and nothing else of the engine's",
            "See what keeps it from close_range: the container's filter of system calls, most likely"),
    FILES(
            "files (Landlock)",
            "it opens what lies in /dev/shm, and creates, changes and runs no file",
            "Use Linux 5.13 or newer with landlock among the modules of /sys/kernel/security/lsm, and a container that"
                    + " lets landlock_create_ruleset through"),
    NETWORK(
            "network (Landlock)",
            "no TCP, besides the sockets that the filter of system calls refuses",
            "Use Linux 6.7 or newer; until then the filter of system calls refuses every socket alone"),
    SYSTEM_CALLS(
            "system calls (seccomp)",
            "it computes, maps slices and speaks on its pipes; anything else is answered EPERM",
            "Use x86-64 and Linux 4.14 or newer built with CONFIG_SECCOMP_FILTER, and a container that lets seccomp"
                    + " through");

    private final String title;
    private final String effect;
    private final String remedy;

    SandboxLayer(String title, String effect, String remedy) {
        this.title = title;
        this.effect = effect;
        this.remedy = remedy;
    }

    /** For people. */
    public String title() {
        return title;
    }

    /** What the worker cannot do while it is in force. */
    public String effect() {
        return effect;
    }

    /** What to do when it is not. */
    public String remedy() {
        return remedy;
    }

    /** Whether a worker without it is not let in where the sandbox is required. */
    public boolean isIndispensable() {
        return this != NETWORK;
    }

    /** Those whose bits a welcome has set; bits of none are passed over. */
    static Set<SandboxLayer> of(int bits) {
        var layers = EnumSet.noneOf(SandboxLayer.class);
        for (var layer : values()) {
            if ((bits >> layer.ordinal() & 1) != 0) {
                layers.add(layer);
            }
        }
        return Collections.unmodifiableSet(layers);
    }
}
