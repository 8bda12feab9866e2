package io.conclave.http.stream;

import org.apache.pekko.NotUsed;
import org.apache.pekko.http.javadsl.model.ws.Message;
import org.apache.pekko.stream.javadsl.Flow;

/** Pekko's messages have a Java and a Scala name; those that come are both, those that go are turned. */
final class ScalaMessages {
    private ScalaMessages() {}

    static org.apache.pekko.stream.scaladsl.Flow<
                    org.apache.pekko.http.scaladsl.model.ws.Message,
                    org.apache.pekko.http.scaladsl.model.ws.Message,
                    NotUsed>
            flow(Flow<Message, Message, NotUsed> messages) {
        return Flow.of(org.apache.pekko.http.scaladsl.model.ws.Message.class)
                .map(Message.class::cast)
                .via(messages)
                .map(Message::asScala)
                .asScala();
    }
}
