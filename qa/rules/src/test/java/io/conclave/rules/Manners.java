package io.conclave.rules;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.NullMarked;

/**
 * How code behaves, wherever it stands.
 *
 * @param root package of the house: {@code io.conclave}, or that of a planted one
 * @param wire name of the interface that every message implements
 * @param journaled name of the interface that every stored event implements
 */
record Manners(String root, String wire, String journaled) {

    /** What tells the wall clock or rolls dice. */
    private static final List<String> CLOCK_AND_DICE = List.of(
            "java.time.Instant.now",
            "java.time.LocalDate.now",
            "java.time.LocalDateTime.now",
            "java.time.ZonedDateTime.now",
            "java.time.OffsetDateTime.now",
            "java.lang.System.currentTimeMillis",
            "java.lang.System.nanoTime",
            "java.lang.Math.random",
            "java.lang.StrictMath.random",
            "java.util.UUID.randomUUID",
            "java.util.concurrent.ThreadLocalRandom.current",
            "java.time.Clock.systemUTC",
            "java.time.Clock.systemDefaultZone",
            "java.time.InstantSource.system",
            "java.util.Random.<init>",
            "java.security.SecureRandom.<init>",
            "java.util.Collections.shuffle");

    /** What hands out its content in an order that differs from one JVM to the next. */
    private static final List<String> NO_ORDER = List.of(
            "java.util.HashMap.<init>",
            "java.util.HashSet.<init>",
            "java.util.concurrent.ConcurrentHashMap.<init>",
            "java.util.IdentityHashMap.<init>",
            "java.util.Map.copyOf",
            "java.util.Set.copyOf",
            "java.util.stream.Collectors.toSet",
            "java.util.stream.Collectors.toUnmodifiableSet",
            "java.util.stream.Collectors.toUnmodifiableMap");

    /** These only ask "is it in there"; nothing walks through theirs. */
    private static final Set<String> ONLY_LOOK_UP = Set.of("Federation", "WordPiece", "NewsReader");

    /** These measure what is told beside a vote and is no part of the decision: how long it took. */
    private static final Set<String> MEASURE_LATENCY = Set.of("Stopwatch");

    ArchRule decisionsReadNoClockAndRollNoDice() {
        return noClasses()
                .that(decide())
                .and(not(named(MEASURE_LATENCY)))
                .should(call(CLOCK_AND_DICE))
                .allowEmptyShould(true)
                .because("time and chance come with the question, or the same question would get two answers");
    }

    ArchRule decisionsKeepNothingWithoutOrder() {
        return noClasses()
                .that(decide())
                .and(not(named(ONLY_LOOK_UP)))
                .should(call(NO_ORDER))
                .allowEmptyShould(true)
                .because("a sum or a list in another order is another decision: use sorted or linked collections");
    }

    ArchRule messagesAreRecordsOrEnums() {
        return classes()
                .that()
                .areAssignableTo(wire)
                .and()
                .areNotInterfaces()
                .should()
                .beRecords()
                .orShould()
                .beEnums()
                .allowEmptyShould(true)
                .because("a message is data, whole and immutable");
    }

    ArchRule eventsAreRecords() {
        return classes()
                .that()
                .areAssignableTo(journaled)
                .and()
                .areNotInterfaces()
                .should()
                .beRecords()
                .allowEmptyShould(true)
                .because("what is stored for ever must be readable for ever, field by field");
    }

    ArchRule packagesAreNullMarked() {
        return classes()
                .that()
                .resideInAPackage(root + "..")
                .and()
                .resideOutsideOfPackage("..frames..")
                .should(standInANullMarkedPackage())
                .because("null is checked only where a package says so; frames are generated");
    }

    ArchRule onlyTheCommandLinePrints() {
        return noClasses()
                .that(not(resideInAnyPackage(root + ".app..", root + ".trainer..", root + ".testkit..")))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .allowEmptyShould(true)
                .because(
                        "stdout belongs to what was asked for; the trainer's and the testkit's are pipes to their parents");
    }

    ArchRule moneyIsNoDouble() {
        return noFields()
                .that()
                .areDeclaredInClassesThat()
                .resideInAPackage(root + ".domain..")
                .and()
                .haveNameMatching("(?i).*(price|money|cash|cost|fee|notional|amount|quantity|balance|equity|pnl).*")
                .should()
                .haveRawType(nameMatching("(java\\.lang\\.)?(double|Double|float|Float)"))
                .allowEmptyShould(true)
                .because("a cent lost to rounding is lost");
    }

    private DescribedPredicate<JavaClass> decide() {
        return resideInAnyPackage(root + ".domain..", root + ".agents..", root + ".orchestrator..")
                .as("decide");
    }

    private static DescribedPredicate<JavaClass> named(Set<String> names) {
        return DescribedPredicate.describe(
                "are among " + names, it -> names.contains(outermost(it).getSimpleName()));
    }

    private static JavaClass outermost(JavaClass type) {
        JavaClass outermost = type;
        while (outermost.getEnclosingClass().isPresent()) {
            outermost = outermost.getEnclosingClass().get();
        }
        return outermost;
    }

    private static ArchCondition<JavaClass> call(List<String> forbidden) {
        return new ArchCondition<>("call or refer to one of " + forbidden) {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                item.getCodeUnitAccessesFromSelf().stream()
                        .filter(access -> forbidden.contains(nameOf(access)))
                        .forEach(access -> events.add(SimpleConditionEvent.satisfied(item, access.getDescription())));
            }
        };
    }

    private static String nameOf(JavaAccess<?> access) {
        return access.getTargetOwner().getName() + "." + access.getTarget().getName();
    }

    private static ArchCondition<JavaClass> standInANullMarkedPackage() {
        return new ArchCondition<>("stand in a package marked @NullMarked") {
            @Override
            public void check(JavaClass item, ConditionEvents events) {
                boolean marked = item.getPackage().isAnnotatedWith(NullMarked.class);
                events.add(new SimpleConditionEvent(
                        item, marked, item.getPackageName() + " has no package-info.java with @NullMarked"));
            }
        };
    }
}
