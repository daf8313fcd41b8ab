package io.cairn.node;

import io.cairn.node.domain.Layout;
import io.cairn.node.domain.Wanted;
import java.util.List;

/** Commands as the plane would send them. */
public final class Commands {
    public static final Wanted.Image NOTHING = new Wanted.Image("", new Wanted.Blob("", 0), "", new Wanted.Blob("", 0),
            new Wanted.Blob("", 0), "");
    public static final Wanted.Spec NO_SPEC = new Wanted.Spec("", "", "", "", 0, 0, 0, NOTHING, List.of(), "",
            List.of(), Layout.SHARED);

    private Commands() {}

    public static String uid(int number) {
        return "%08d-0000-4000-8000-000000000000".formatted(number);
    }

    public static Wanted running(String uid) {
        return command(uid, Wanted.Power.RUNNING);
    }

    public static Wanted command(String uid, Wanted.Power power) {
        return new Wanted(uid, 1, 1, power, Wanted.Policy.ALWAYS, 1, 0,
                power == Wanted.Power.ABSENT ? NO_SPEC : spec(NOTHING));
    }

    public static Wanted.Spec spec(Wanted.Image image) {
        return new Wanted.Spec("default", "team-a", "web", "web", 1, 64, 16, image,
                List.of(new Wanted.Nic("default", "52:54:00:0a:0b:0c")), "", List.of(), Layout.SHARED);
    }

    public static Wanted version(Wanted of, long epoch, long generation) {
        return new Wanted(of.uid(), epoch, generation, of.power(), of.policy(), of.run(), of.graceSeconds(), of.spec());
    }

    public static Wanted policy(Wanted of, Wanted.Policy policy) {
        return new Wanted(of.uid(), of.epoch(), of.generation(), of.power(), policy, of.run(), of.graceSeconds(),
                of.spec());
    }

    public static Wanted run(Wanted of, long run) {
        return new Wanted(of.uid(), of.epoch(), of.generation(), of.power(), of.policy(), run, of.graceSeconds(),
                of.spec());
    }

    public static Wanted grace(Wanted of, int seconds) {
        return new Wanted(of.uid(), of.epoch(), of.generation(), of.power(), of.policy(), of.run(), seconds, of.spec());
    }
}
