package io.conclave.app.cluster;

import com.typesafe.config.Config;
import java.util.List;
import org.apache.pekko.cluster.ConfigValidation;
import org.apache.pekko.cluster.Invalid;
import org.apache.pekko.cluster.JoinConfigCompatChecker;
import org.apache.pekko.cluster.Valid;
import scala.collection.immutable.Seq;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Refuses a node whose {@link Terms} are not the cluster's, before it is a member. Named in {@code shared.conf}; Pekko asks it on
 * both sides: the cluster about the node, and the node about the cluster.
 */
public final class TermsCheck extends JoinConfigCompatChecker {
    private static final String NONE = "one of the two knows no terms: it is of a build from before clusters";

    @Override
    public Seq<String> requiredKeys() {
        return seq(Terms.KEYS.stream().map(key -> Terms.SECTION + "." + key).toList());
    }

    @Override
    public ConfigValidation check(Config toCheck, Config actual) {
        var differences = Terms.in(toCheck)
                .flatMap(theirs -> Terms.in(actual).map(theirs::differencesFrom))
                .orElse(List.of(NONE));
        return differences.isEmpty() ? Valid.getInstance() : new Invalid(seq(differences));
    }

    private static Seq<String> seq(List<String> all) {
        return CollectionConverters.asScala(all).toList();
    }
}
