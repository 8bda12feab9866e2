package io.conclave.orchestrator.chain;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Writes values so that equal values give equal bytes and different values different ones: each starts with a tag, texts
 * and lists carry their length, numbers are big-endian.
 *
 * <pre>
 * 'S' int32 length, UTF-8 bytes      'I' int64      'D' int64, the raw bits of a double, -0 written as 0
 * 'L' int32 count, then the items    'R' int32 length, ASCII name of the record, then its fields
 * </pre>
 */
final class CanonicalBytes {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    CanonicalBytes text(String value) {
        return tag('S').raw(value);
    }

    CanonicalBytes number(long value) {
        return tag('I').raw(value);
    }

    CanonicalBytes number(double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("A decision holds finite numbers only, not " + value);
        }
        // Adding zero turns -0 into 0 and leaves every other double alone.
        return tag('D').raw(Double.doubleToRawLongBits(value + 0.0));
    }

    <T> CanonicalBytes list(List<T> items, BiConsumer<CanonicalBytes, T> writer) {
        tag('L').raw(items.size());
        items.forEach(item -> writer.accept(this, item));
        return this;
    }

    CanonicalBytes record(String name) {
        return tag('R').raw(name);
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    private CanonicalBytes tag(char tag) {
        bytes.write(tag);
        return this;
    }

    private CanonicalBytes raw(String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        raw(utf8.length);
        bytes.writeBytes(utf8);
        return this;
    }

    private CanonicalBytes raw(int value) {
        bytes.writeBytes(ByteBuffer.allocate(Integer.BYTES).putInt(value).array());
        return this;
    }

    private CanonicalBytes raw(long value) {
        bytes.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
        return this;
    }
}
