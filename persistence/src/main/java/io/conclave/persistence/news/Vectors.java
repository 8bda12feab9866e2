package io.conclave.persistence.news;

import java.nio.ByteBuffer;

/** How a vector is written: bytes on H2, pgvector's text on PostgreSQL. */
final class Vectors {
    private Vectors() {}

    static byte[] bytes(float[] vector) {
        var bytes = ByteBuffer.allocate(Float.BYTES * vector.length);
        for (float each : vector) {
            bytes.putFloat(each);
        }
        return bytes.array();
    }

    static float[] of(byte[] bytes) {
        var vector = new float[bytes.length / Float.BYTES];
        ByteBuffer.wrap(bytes).asFloatBuffer().get(vector);
        return vector;
    }

    /** {@code [0.1,-0.2,…]} */
    static String text(float[] vector) {
        var text = new StringBuilder(vector.length * 12).append('[');
        for (int i = 0; i < vector.length; i++) {
            text.append(i == 0 ? "" : ",").append(vector[i]);
        }
        return text.append(']').toString();
    }

    /** The cosine of the angle between two vectors of unit length. */
    static double cosine(float[] a, float[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += (double) a[i] * b[i];
        }
        return sum;
    }
}
