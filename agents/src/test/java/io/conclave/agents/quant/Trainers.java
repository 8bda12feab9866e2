package io.conclave.agents.quant;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Mains of processes that are started as trainers and are bad at it. */
final class Trainers {
    private Trainers() {}

    static final class Breaks {
        private Breaks() {}

        public static void main(String[] arguments) {
            System.err.println("no luck today");
            System.exit(3);
        }
    }

    static final class DoesNothing {
        private DoesNothing() {}

        public static void main(String[] arguments) {}
    }

    static final class Babbles {
        private Babbles() {}

        public static void main(String[] arguments) throws IOException {
            Files.writeString(Path.of(arguments[1]), "model");
            System.out.println("hello");
        }
    }

    static final class TellsItsSurroundings {
        private TellsItsSurroundings() {}

        public static void main(String[] arguments) {
            System.getenv().keySet().stream()
                    .filter(name -> name.startsWith("CONCLAVE_"))
                    .sorted()
                    .forEach(System.err::println);
            System.err.println("that is all");
            System.exit(3);
        }
    }

    static final class Hangs {
        private Hangs() {}

        public static void main(String[] arguments) throws InterruptedException {
            new CountDownLatch(1).await();
        }
    }

    static boolean isOurs(ProcessHandle process) {
        return process.info().commandLine().orElse("").contains(Trainers.class.getName());
    }

    static void awaitChild() {
        while (ProcessHandle.current().children().noneMatch(Trainers::isOurs)) {
            Thread.onSpinWait();
        }
    }
}
