package io.cairn.cli.adapter.command;

import io.cairn.cli.application.Session;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * All commands. Only those that the command line names are built: reading the annotations of the others would cost
 * more start-up time than the request to the server.
 */
public final class Commands {

    /**
     * @param summary for the list of commands and for the command's own help
     * @param parts commands below it
     */
    record Entry(String group, String name, String summary, Function<Session, Verb> verb, List<Entry> parts) {

        Entry(String group, String name, String summary, Function<Session, Verb> verb) {
            this(group, name, summary, verb, List.of());
        }

        boolean hidden() {
            return group.isEmpty();
        }
    }

    private static final String LOOK = "Look";
    private static final String CHANGE = "Change";
    private static final String MACHINES = "Machines and images";
    private static final String ACCESS = "Access";
    private static final String OPERATE = "Operate";
    private static final String OTHER = "Other";

    private static final int HELP_WIDTH = 100;

    private static final List<Entry> ALL = List.of(
            new Entry(LOOK, "get", "Show objects as a table, YAML or JSON", Get::new),
            new Entry(LOOK, "describe", "Tell all about objects: conditions, events, what to do", Describe::new),
            new Entry(LOOK, "explain", "What a field means; why an object is as it is", Explain::new),
            new Entry(LOOK, "why-pending", "What keeps a machine from a node, and what would help", WhyPending::new),
            new Entry(LOOK, "what-if", "Where a machine would go, without making it", WhatIf::new),
            new Entry(LOOK, "capacity", "How many more machines fit", Capacity::new),
            new Entry(LOOK, "events", "What happened, newest last", Events::new),
            new Entry(LOOK, "wait", "Wait for a condition, a value or the end of objects", Wait::new),
            new Entry(CHANGE, "apply", "Make objects be as files say", Apply::new),
            new Entry(CHANGE, "diff", "Show what applying files would change", Diff::new),
            new Entry(CHANGE, "replace", "Put what files say in the place of objects", Replace::new),
            new Entry(CHANGE, "create", "Create objects from files, or a machine from options", Create::new,
                    List.of(new Entry(CHANGE, "vm", "Create a machine without a file", CreateVm::new))),
            new Entry(CHANGE, "delete", "Delete objects and stay until they are gone", Delete::new),
            new Entry(CHANGE, "edit", "Change an object in an editor", Edit::new),
            new Entry(CHANGE, "patch", "Change fields of objects", Patch::new),
            new Entry(CHANGE, "label", "Set or remove labels", Label::new),
            new Entry(CHANGE, "annotate", "Set or remove annotations", Annotate::new),
            new Entry(MACHINES, "start", "Start machines", Start::new),
            new Entry(MACHINES, "stop", "Stop machines; their disks stay", Stop::new),
            new Entry(MACHINES, "restart", "Restart machines", Restart::new),
            new Entry(MACHINES, "pause", "Pause machines; they keep their memory", Pause::new),
            new Entry(MACHINES, "resume", "Let paused machines run on", Resume::new),
            new Entry(MACHINES, "ssh", "Log in to a machine with ssh", Ssh::new),
            new Entry(MACHINES, "console", "Sit in front of a machine's serial console", ConsoleVerb::new),
            new Entry(MACHINES, "vnc", "Look at a machine's screen, in a browser or a VNC viewer", VncVerb::new),
            new Entry(MACHINES, "logs", "Show what a machine wrote on its console", Logs::new),
            new Entry(MACHINES, "reserve", "Hold room for machines to come", Reserve::new),
            new Entry(MACHINES, "image", "Build and upload images", Image::new,
                    List.of(new Entry(MACHINES, "build", "Build an image from its recipe", ImageBuild::new),
                            new Entry(MACHINES, "upload", "Send a disk to an image", ImageUpload::new))),
            new Entry(ACCESS, "login", "Log in, by an issuer or with a token", Login::new),
            new Entry(ACCESS, "logout", "Forget the token of a context", Logout::new),
            new Entry(ACCESS, "context", "Show and choose contexts", ContextVerb::new,
                    List.of(new Entry(ACCESS, "list", "List the contexts", ContextList::new),
                            new Entry(ACCESS, "use", "Make a context the current one", ContextUse::new),
                            new Entry(ACCESS, "show", "Show the context in use", ContextShow::new))),
            new Entry(ACCESS, "whoami", "Tell who the server takes you for", WhoamiVerb::new),
            new Entry(ACCESS, "auth", "Ask about rights", Auth::new,
                    List.of(new Entry(ACCESS, "can-i", "Ask whether you may do something", CanI::new),
                            new Entry(ACCESS, "whoami", "Tell who the server takes you for", WhoamiVerb::new))),
            new Entry(ACCESS, "token", "Make, list and end API tokens", TokenVerb::new,
                    List.of(new Entry(ACCESS, "list", "List API tokens", TokenList::new),
                            new Entry(ACCESS, "create", "Make an API token", TokenCreate::new),
                            new Entry(ACCESS, "disable", "End the use of API tokens for a while", TokenDisable::new),
                            new Entry(ACCESS, "enable", "Let disabled API tokens be used again", TokenEnable::new),
                            new Entry(ACCESS, "revoke", "End API tokens", TokenRevoke::new))),
            new Entry(ACCESS, "certificate", "Sign, list and end client certificates of users", CertificateVerb::new,
                    List.of(new Entry(ACCESS, "list", "List client certificates", CertificateList::new),
                            new Entry(ACCESS, "create", "Sign a client certificate of a user", CertificateCreate::new),
                            new Entry(ACCESS, "revoke", "End client certificates", CertificateRevoke::new))),
            new Entry(OPERATE, "quota", "Show how much of each quota is used", QuotaVerb::new),
            new Entry(OPERATE, "top", "Show what is used", Top::new,
                    List.of(new Entry(OPERATE, "vm", "What machines use: CPU, memory, disk, network", TopVm::new),
                            new Entry(OPERATE, "nodes", "How much of each node is claimed", TopNodes::new))),
            new Entry(OPERATE, "audit", "Show, check and export the audit log", AuditVerb::new,
                    List.of(new Entry(OPERATE, "verify", "Check the chain of the log", AuditVerify::new),
                            new Entry(OPERATE, "export", "Write the log as JSON lines", AuditExport::new))),
            new Entry(OPERATE, "defrag", "Show what moving machines would free", Defrag::new,
                    List.of(new Entry(OPERATE, "plan", "Plan live migrations; nothing executes them yet",
                            DefragPlan::new))),
            new Entry(OPERATE, "node", "Enrol hosts", NodeVerb::new,
                    List.of(new Entry(OPERATE, "join", "Print the commands that enrol a host", NodeJoin::new))),
            new Entry(OTHER, "api-resources", "List the types that the server has", ApiResources::new),
            new Entry(OTHER, "version", "Show the version of this program and of the server", Version::new),
            new Entry(OTHER, "completion", "Print a completion script for bash, zsh or fish", Completion::new),
            new Entry("", "__complete", "", Complete::new));

    private Commands() {}

    static List<Entry> all() {
        return ALL.stream().filter(entry -> !entry.hidden()).toList();
    }

    /** The command line with the commands that the arguments name; with all of them if they name none. */
    public static CommandLine line(String program, Globals globals, Session session, String[] arguments) {
        CommandLine line = new CommandLine(new Root(globals));
        line.setCommandName(program);
        line.setExpandAtFiles(false); // a label or name may begin with @
        List<String> given = Arrays.asList(arguments);
        List<Entry> named = ALL.stream().filter(entry -> given.contains(entry.name())).toList();
        for (Entry entry : named.isEmpty() ? all() : named) {
            line.addSubcommand(entry.name(), built(entry, session));
        }
        return line;
    }

    static CommandLine built(Entry entry, Session session) {
        CommandLine line = new CommandLine(entry.verb().apply(session));
        line.getCommandSpec()
                .usageMessage()
                .description(entry.summary() + ".", "")
                .abbreviateSynopsis(true)
                .sortOptions(false)
                .width(HELP_WIDTH);
        line.getHelpSectionMap().remove(UsageMessageSpec.SECTION_KEY_PARAMETER_LIST);
        entry.parts().forEach(part -> line.addSubcommand(part.name(), built(part, session)));
        return line;
    }

    /** The command that somebody who typed this most likely meant. */
    static Optional<String> near(String typed) {
        return all().stream().map(Entry::name).filter(name -> Typo.between(typed, name)).findFirst();
    }

    /** The first page, without building the commands. */
    static List<String> overview(String program) {
        List<String> out = new ArrayList<>();
        out.add("Usage: " + program + " COMMAND [OPTIONS]");
        out.add("");
        out.add("Machines on your own hosts, from the command line.");
        Optional<String> group = Optional.empty();
        for (Entry entry : all()) {
            if (!group.equals(Optional.of(entry.group()))) {
                group = Optional.of(entry.group());
                out.add("");
                out.add(entry.group() + ":");
            }
            out.add("  %-14s %s".formatted(entry.name(), entry.summary()));
        }
        out.addAll(List.of("", "Options of all commands:",
                "  -n, --namespace=NAME             Namespace (project)",
                "      --kubeconfig=FILE, --context=NAME, --server=URL, --token-file=FILE,",
                "      --token=TOKEN, --certificate-authority=FILE",
                "  -v, --verbose                    Show every request and its answer",
                "  -h, --help                       Help; also of a command: " + program + " get --help", "",
                "Exit codes: 0 ok, 1 refused or failed, 2 wrong usage, 3 not found, 4 a wait timed out,",
                "5 no connection, no trust or no right to come in.", "", "Examples:",
                "  " + program + " create vm web --image debian-12 --type c2.small --wait",
                "  " + program + " get vm", "  " + program + " console web",
                "  " + program + " explain vm/web"));
        return out;
    }
}
