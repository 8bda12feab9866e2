package io.conclave.rules;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;

/**
 * Who may know whom, and who alone knows a technique.
 *
 * @param root package of the house: {@code io.conclave}, or that of a planted one
 */
record Rooms(String root) {

    ArchRule flowOneWay() {
        return layeredArchitecture()
                .consideringOnlyDependenciesInLayers()
                .withOptionalLayers(true)
                .layer("domain")
                .definedBy(in("domain.."))
                .layer("native-risk")
                .definedBy(in("nativerisk.."))
                .layer("agents")
                .definedBy(in("agents.."))
                .layer("orchestrator")
                .definedBy(in("orchestrator.."))
                .layer("venues")
                .definedBy(in("venues.."))
                .layer("persistence")
                .definedBy(in("persistence.."))
                .layer("http-api")
                .definedBy(in("http.."))
                .layer("app")
                .definedBy(in("app.."))
                .layer("trainer")
                .definedBy(in("trainer.."))
                .layer("testkit")
                .definedBy(in("testkit.."))
                .whereLayer("domain")
                .mayNotAccessAnyLayer()
                .whereLayer("native-risk")
                .mayOnlyAccessLayers("domain")
                .whereLayer("agents")
                .mayOnlyAccessLayers("domain", "native-risk")
                .whereLayer("orchestrator")
                .mayOnlyAccessLayers("domain", "agents")
                .whereLayer("venues")
                .mayOnlyAccessLayers("domain", "agents", "orchestrator")
                .whereLayer("persistence")
                .mayOnlyAccessLayers("domain", "agents", "orchestrator")
                .whereLayer("http-api")
                .mayOnlyAccessLayers("domain", "agents", "orchestrator", "persistence")
                .whereLayer("trainer")
                .mayOnlyAccessLayers("domain", "agents")
                .whereLayer("trainer")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("testkit")
                .mayOnlyAccessLayers("domain")
                .because("a room knows what flows in, never who listens");
    }

    ArchRule orchestratorKnowsNoKindOfAgent() {
        return noClasses()
                .that()
                .resideInAPackage(in("orchestrator.."))
                .should()
                .dependOnClassesThat()
                .resideInAPackage(in("agents.*.."))
                .allowEmptyShould(true)
                .because("agents are known by their one protocol, so that a new kind changes nothing downstream");
    }

    ArchRule packagesFormNoCycle() {
        return slices().matching(root + ".(**)")
                .should()
                .beFreeOfCycles()
                .because("packages that need each other are one package");
    }

    ArchRule domainIsPlainJava() {
        return noClasses()
                .that()
                .resideInAPackage(in("domain.."))
                .should()
                .dependOnClassesThat(not(resideInAnyPackage(in("domain.."), "java..", "org.jspecify..")))
                .orShould()
                .dependOnClassesThat()
                .resideInAnyPackage("java.io..", "java.nio.file..", "java.net..", "java.sql..")
                .because("what flows through every room must not drag a framework or the world along");
    }

    /**
     * The Quant's trainer is a process too, and agents start it: its class path must never meet the one that serves, and
     * no native code, frame or shared memory is involved, so it has nothing to do in native-risk. A job is one more: a
     * whole command in a JVM of its own, which {@code app} alone can put together. PostgreSQL's own programs dump and restore a
     * database, and whoever runs them needs its address and password, which no room but {@code persistence} has.
     */
    ArchRule onlyNativeRiskStartsProcesses() {
        return noClasses()
                .that(not(resideInAnyPackage(in("nativerisk.."), in("testkit.."))))
                .and()
                .doNotHaveSimpleName("TrainerProcess")
                .and()
                .doNotHaveSimpleName("JobProcess")
                .and()
                .doNotHaveSimpleName("PostgresClient")
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.lang.ProcessBuilder")
                .orShould()
                .callMethod(Runtime.class, "exec", String[].class)
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("com.sun.jna..")
                .because("children need one owner who watches, restarts and buries them");
    }

    ArchRule onlyAgentsKnowModels() {
        return alone("agents..", "ai.djl..", "dev.langchain4j..", "ai.onnxruntime..")
                .because("models are an agent's own business; the rest sees votes");
    }

    ArchRule onlyTheTrainerKnowsItsLibrary() {
        return alone("trainer..", "ml.dmlc..").because("the library that trains clashes with the one that serves");
    }

    ArchRule onlyPersistenceKnowsDatabases() {
        return alone(
                        "persistence..",
                        "java.sql..",
                        "javax.sql..",
                        "org.h2..",
                        "org.postgresql..",
                        "io.lettuce..",
                        "com.zaxxer..",
                        "org.flywaydb..")
                .because("SQL and Redis are spelt in one room");
    }

    ArchRule onlyTheBusKnowsRedis() {
        return alone("persistence.streams..", "io.lettuce..")
                .because("what is promised of a stream is promised in one package, on whatever it runs");
    }

    ArchRule onlyHttpApiServes() {
        return alone("http..", "org.apache.pekko.http..", "com.sun.net.httpserver..")
                .because("whatever answers the network stands behind one door, with one manner of refusing");
    }

    /** Tests and their kit may know all of it. */
    private ArchRule alone(String room, String... techniques) {
        return noClasses()
                .that(not(resideInAnyPackage(in(room), in("testkit.."))))
                .should()
                .dependOnClassesThat(resideInAnyPackage(techniques));
    }

    private String in(String room) {
        return root + "." + room;
    }
}
