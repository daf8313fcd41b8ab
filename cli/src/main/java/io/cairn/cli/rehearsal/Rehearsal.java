package io.cairn.cli.rehearsal;

import io.cairn.cli.Cairn;
import io.cairn.cli.domain.ExitCode;
import java.nio.file.Path;
import java.util.List;

/** Runs the commands that are to start fast, once each. Training all of them would make these slower. */
public final class Rehearsal {

    private static final List<String> PLAY = List.of("--help", "get --help", "get vm", "get vm web -o yaml",
            "describe vm web");

    private Rehearsal() {}

    /** @param arguments the kubeconfig that leads to the stage */
    public static void main(String[] arguments) {
        for (String act : PLAY) {
            boolean plain = act.endsWith("--help");
            String line = plain ? act : act + " --kubeconfig " + arguments[0];
            ExitCode code = Cairn.run(line.split(" "), new Cairn.World(System.getenv(), Path.of(""), "",
                    System.in, System.out, System.err));
            if (code != ExitCode.OK) {
                System.exit(code.number());
            }
        }
        System.exit(0);
    }
}
