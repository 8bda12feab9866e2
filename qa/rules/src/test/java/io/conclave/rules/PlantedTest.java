package io.conclave.rules;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each rule is shown code that breaks it, and must name the culprit. */
class PlantedTest {

    static Stream<Arguments> plants() {
        return Stream.of(
                room("layers", Rooms::flowOneWay, "Eavesdropper"),
                room("kinds", Rooms::orchestratorKnowsNoKindOfAgent, "Favourite"),
                room("cycle", Rooms::packagesFormNoCycle, "One"),
                room("domain", Rooms::domainIsPlainJava, "Downloaded"),
                room("domain", Rooms::domainIsPlainJava, "Logged"),
                room("processes", Rooms::onlyNativeRiskStartsProcesses, "Forking"),
                room("processes", Rooms::onlyNativeRiskStartsProcesses, "Reaching"),
                room("models", Rooms::onlyAgentsKnowModels, "Thinking"),
                room("databases", Rooms::onlyPersistenceKnowsDatabases, "Querying"),
                room("streams", Rooms::onlyTheBusKnowsRedis, "Listening"),
                room("serving", Rooms::onlyHttpApiServes, "Answering"),
                manner("clock", Manners::decisionsReadNoClockAndRollNoDice, "Impatient.decide"),
                manner("clock", Manners::decisionsReadNoClockAndRollNoDice, "Gambler.roll"),
                manner("clock", Manners::decisionsReadNoClockAndRollNoDice, "Gambler.ticks"),
                manner("order", Manners::decisionsKeepNothingWithoutOrder, "Shuffled"),
                manner("messages", Manners::messagesAreRecordsOrEnums, "Mutable"),
                manner("messages", Manners::eventsAreRecords, "Frozen"),
                manner("messages", Manners::packagesAreNullMarked, "planted.messages"),
                manner("printing", Manners::onlyTheCommandLinePrints, "Chatty.speak"),
                manner("money", Manners::moneyIsNoDouble, "Purse.cashLeft"));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("plants")
    void everyRuleFindsWhatIsPlantedForIt(String plot, ArchRule rule, String culprit) {
        JavaClasses planted = new ClassFileImporter().importPackages("planted." + plot);

        List<String> violations = rule.evaluate(planted).getFailureReport().getDetails();

        assertThat(violations).anySatisfy(violation -> assertThat(violation).contains(culprit));
    }

    private static Arguments room(String plot, Function<Rooms, ArchRule> rule, String culprit) {
        return Arguments.of(plot, rule.apply(new Rooms("planted." + plot)), culprit);
    }

    private static Arguments manner(String plot, Function<Manners, ArchRule> rule, String culprit) {
        var manners = new Manners("planted." + plot, "planted.messages.Message", "planted.messages.Stored");
        return Arguments.of(plot, rule.apply(manners), culprit);
    }
}
