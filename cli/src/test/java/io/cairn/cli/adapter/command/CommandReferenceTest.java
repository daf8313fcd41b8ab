package io.cairn.cli.adapter.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.cairn.cli.application.Session;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/**
 * docs/cli-reference.md says what the help says. Write it anew with: mvn -pl cli -am test -Dtest=CommandReferenceTest
 * -Dsurefire.failIfNoSpecifiedTests=false -Dcairn.docs.write=true
 */
class CommandReferenceTest {

    private static final Path PAGE = Path.of("../docs/cli-reference.md");

    /** Help asks nothing of a session. */
    private static final Session NOBODY = (Session) Proxy.newProxyInstance(Session.class.getClassLoader(),
            new Class<?>[]{Session.class}, (_, method, _) -> {
                throw new AssertionError("help asked for " + method.getName());
            });

    private static List<String> page() {
        List<String> page = new ArrayList<>(List.of("# Reference of the command line", "",
                "Made from the help texts of the program; a test compares them. How the command line behaves as a whole "
                        + "stands",
                "in [cli.md](cli.md).", "", "```", "$ cairn --help"));
        Commands.overview("cairn").forEach(page::add);
        page.add("```");
        for (Commands.Entry entry : Commands.all()) {
            chapter(page, "cairn", entry, "##");
        }
        return page;
    }

    private static void chapter(List<String> page, String parent, Commands.Entry entry, String mark) {
        String name = parent + " " + entry.name();
        CommandLine line = Commands.built(entry, NOBODY);
        line.setCommandName(name);
        page.addAll(List.of("", mark + " " + name, "", "```"));
        line.getUsageMessage(CommandLine.Help.Ansi.OFF).lines().map(String::stripTrailing).forEach(page::add);
        page.add("```");
        entry.parts().forEach(part -> chapter(page, name, part, "###"));
    }

    @Test
    void the_page_says_what_the_help_says() throws Exception {
        String text = String.join("\n", page()) + "\n";
        if (Boolean.getBoolean("cairn.docs.write")) {
            Files.writeString(PAGE, text);
        }
        assertThat(PAGE).content().as("write it anew; see this test").isEqualTo(text);
    }

    @Test
    void every_command_and_every_part_of_one_has_examples_that_name_it() {
        for (Commands.Entry entry : Commands.all()) {
            List<Commands.Entry> all = new ArrayList<>(entry.parts());
            all.addFirst(entry);
            for (Commands.Entry one : all) {
                String help = Commands.built(one, NOBODY).getUsageMessage(CommandLine.Help.Ansi.OFF);
                assertThat(help).as(one.name()).contains("Examples:", "cairn " + entry.name());
            }
        }
    }
}
