package io.cairn.gateway.adapter.http;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A protobuf message that is written field by field; what has no value is left out, as proto3 does. */
final class Protobuf {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

    private interface Writing {
        void write() throws IOException;
    }

    private Protobuf write(boolean wanted, Writing writing) {
        try {
            if (wanted) {
                writing.write();
            }
            return this;
        } catch (IOException memoryIsNoDevice) {
            throw new UncheckedIOException(memoryIsNoDevice);
        }
    }

    Protobuf text(int field, String value) {
        return write(!value.isEmpty(), () -> out.writeString(field, value));
    }

    Protobuf truth(int field, boolean value) {
        return write(value, () -> out.writeBool(field, true));
    }

    Protobuf whole(int field, long value) {
        return write(value != 0, () -> out.writeInt64(field, value));
    }

    Protobuf number(int field, double value) {
        return write(value != 0, () -> out.writeDouble(field, value));
    }

    Protobuf message(int field, Protobuf value) {
        return write(true, () -> out.writeByteArray(field, value.bytes()));
    }

    byte[] bytes() {
        write(true, out::flush);
        return bytes.toByteArray();
    }
}
