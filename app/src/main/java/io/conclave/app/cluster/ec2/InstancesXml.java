package io.conclave.app.cluster.ec2;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.xml.sax.SAXException;

/** What EC2 answers, without any of the things that XML can do to its reader. */
final class InstancesXml {

    /**
     * One page of instances.
     *
     * @param addresses private ones, of those that have one
     * @param next asks for the page after it; empty on the last
     */
    record Page(List<String> addresses, Optional<String> next) {}

    /** Why EC2 did not answer: a code of its own, and a sentence for people. */
    record Fault(String code, String message) {}

    private InstancesXml() {}

    /** @throws Ec2Exception if it is no list of instances */
    static Page page(byte[] answer) {
        var root = root(answer);
        if (!root.getTagName().equals("DescribeInstancesResponse")) {
            throw new Ec2Exception("EC2 answered with a <" + root.getTagName() + "> instead of a list of instances");
        }
        var addresses = children(root, "reservationSet")
                .flatMap(set -> children(set, "item"))
                .flatMap(reservation -> children(reservation, "instancesSet"))
                .flatMap(set -> children(set, "item"))
                .flatMap(instance -> text(instance, "privateIpAddress").stream())
                .toList();
        return new Page(addresses, text(root, "nextToken"));
    }

    /** Empty if it does not say. */
    static Optional<Fault> fault(byte[] answer) {
        try {
            return children(root(answer), "Errors")
                    .flatMap(errors -> children(errors, "Error"))
                    .map(error -> new Fault(
                            text(error, "Code").orElse("?"),
                            text(error, "Message").orElse("")))
                    .findFirst();
        } catch (Ec2Exception e) {
            return Optional.empty(); // a proxy's page, perhaps
        }
    }

    private static Element root(byte[] answer) {
        try {
            var factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            factory.setExpandEntityReferences(false);
            var builder = factory.newDocumentBuilder();
            builder.setErrorHandler(null); // or it prints
            return builder.parse(new ByteArrayInputStream(answer)).getDocumentElement();
        } catch (SAXException e) {
            throw new Ec2Exception(
                    "EC2 answered with something that is no XML, or has a doctype: " + e.getMessage(), e);
        } catch (ParserConfigurationException | IOException e) {
            throw new IllegalStateException("Every JDK reads XML from memory", e);
        }
    }

    private static Stream<Element> children(Element parent, String name) {
        var nodes = parent.getChildNodes();
        return IntStream.range(0, nodes.getLength())
                .mapToObj(nodes::item)
                .filter(Element.class::isInstance)
                .map(Element.class::cast)
                .filter(element -> element.getTagName().equals(name));
    }

    private static Optional<String> text(Element parent, String name) {
        return children(parent, name)
                .map(element -> element.getTextContent().strip())
                .filter(text -> !text.isEmpty())
                .findFirst();
    }
}
