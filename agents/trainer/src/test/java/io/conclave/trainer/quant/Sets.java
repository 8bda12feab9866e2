package io.conclave.trainer.quant;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;

/** Training sets in the form of a file. */
final class Sets {
    private Sets() {}

    /** The label is the sign of the first of three features, most of the time. */
    static byte[] ofRows(int rows, int rounds) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeUTF("conclave-quant-training-1");
        out.writeInt(rows);
        out.writeInt(3);
        out.writeInt(3);
        out.writeLong(1);
        out.writeInt(rounds);
        out.writeInt(2);
        out.writeInt(16);
        for (double growth : new double[] {0.2, 1, 1, 0.8, 0.8}) {
            out.writeDouble(growth);
        }
        for (int k = 0; k < 3; k++) {
            out.writeDouble(1 / 3.0);
        }
        var random = new Random(1);
        for (int row = 0; row < rows; row++) {
            float told = (float) random.nextGaussian();
            out.writeFloat(told);
            out.writeFloat(row % 7 == 0 ? Float.NaN : (float) random.nextGaussian());
            out.writeFloat((float) random.nextGaussian());
            out.writeByte(told > 0.5 ? 2 : told < -0.5 ? 0 : 1);
            out.writeFloat(1);
        }
        return bytes.toByteArray();
    }
}
