package io.conclave.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The house keeps every rule. */
class HouseTest {
    private static final JavaClasses HOUSE = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.conclave");

    static Stream<Named<ArchRule>> rules() {
        var rooms = new Rooms("io.conclave");
        var manners = new Manners("io.conclave", "io.conclave.agents.Wire", "io.conclave.agents.Journaled");
        return Stream.of(
                        rooms.flowOneWay(),
                        rooms.orchestratorKnowsNoKindOfAgent(),
                        rooms.packagesFormNoCycle(),
                        rooms.domainIsPlainJava(),
                        rooms.onlyNativeRiskStartsProcesses(),
                        rooms.onlyAgentsKnowModels(),
                        rooms.onlyTheTrainerKnowsItsLibrary(),
                        rooms.onlyPersistenceKnowsDatabases(),
                        rooms.onlyTheBusKnowsRedis(),
                        rooms.onlyHttpApiServes(),
                        manners.decisionsReadNoClockAndRollNoDice(),
                        manners.decisionsKeepNothingWithoutOrder(),
                        manners.messagesAreRecordsOrEnums(),
                        manners.eventsAreRecords(),
                        manners.packagesAreNullMarked(),
                        manners.onlyTheCommandLinePrints(),
                        manners.moneyIsNoDouble())
                .map(rule -> Named.of(rule.getDescription(), rule));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("rules")
    void isKept(ArchRule rule) {
        rule.check(HOUSE);
    }

    /** A rule over nothing is always kept. */
    @Test
    void everyRoomWithCodeIsLookedAt() {
        assertThat(Stream.of("domain", "nativerisk", "agents", "orchestrator", "venues", "persistence", "trainer"))
                .allSatisfy(room -> assertThat(HOUSE.stream()
                                .filter(type -> type.getPackageName().startsWith("io.conclave." + room)))
                        .as("classes of " + room)
                        .isNotEmpty());
    }
}
