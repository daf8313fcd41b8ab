package io.cairn.gateway.adapter.http;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import java.util.Arrays;
import java.util.Optional;

/** The protobuf envelope of newer kubectl: four bytes {@code k8s\0}, then runtime.Unknown with the object in field 2. */
final class Envelope {
    private static final byte[] MAGIC = {'k', '8', 's', 0};

    private Envelope() {}

    /** The object inside; empty if the body is no envelope. */
    static Optional<UnknownFieldSet> open(byte[] body) {
        if (body.length < MAGIC.length || !Arrays.equals(Arrays.copyOf(body, MAGIC.length), MAGIC)) {
            return Optional.empty();
        }
        try {
            var unknown = UnknownFieldSet.parseFrom(Arrays.copyOfRange(body, MAGIC.length, body.length));
            return Optional.of(message(unknown, 2));
        } catch (InvalidProtocolBufferException malformed) {
            throw malformed();
        }
    }

    static UnknownFieldSet message(UnknownFieldSet in, int field) {
        var values = in.getField(field).getLengthDelimitedList();
        try {
            return values.isEmpty()
                    ? UnknownFieldSet.getDefaultInstance()
                    : UnknownFieldSet.parseFrom(values.getFirst());
        } catch (InvalidProtocolBufferException malformed) {
            throw malformed();
        }
    }

    static String text(UnknownFieldSet in, int field) {
        var values = in.getField(field).getLengthDelimitedList();
        return values.isEmpty() ? "" : values.getFirst().toStringUtf8();
    }

    private static Refusal malformed() {
        return new Refusal(Reason.BAD_REQUEST, "The body is not valid protobuf");
    }
}
