package io.cairn.cli;

import io.cairn.cli.adapter.command.Globals;
import io.cairn.cli.adapter.files.FileContent;
import io.cairn.cli.adapter.files.FileShelf;
import io.cairn.cli.adapter.http.HttpCluster;
import io.cairn.cli.adapter.http.HttpWeb;
import io.cairn.cli.adapter.kubeconfig.Choice;
import io.cairn.cli.adapter.kubeconfig.Kubeconfig;
import io.cairn.cli.adapter.kubeconfig.KubeconfigContexts;
import io.cairn.cli.adapter.local.LoopbackPort;
import io.cairn.cli.adapter.terminal.TerminalConsole;
import io.cairn.cli.adapter.text.TextNotation;
import io.cairn.cli.application.Access;
import io.cairn.cli.application.Asked;
import io.cairn.cli.application.Cluster;
import io.cairn.cli.application.Console;
import io.cairn.cli.application.Content;
import io.cairn.cli.application.Contexts;
import io.cairn.cli.application.DeviceFlow;
import io.cairn.cli.application.Discovery;
import io.cairn.cli.application.Notation;
import io.cairn.cli.application.Port;
import io.cairn.cli.application.Renewal;
import io.cairn.cli.application.Screen;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Time;
import io.cairn.cli.application.Web;
import io.cairn.cli.domain.Failure;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/** Builds what a command needs, when it needs it. */
final class CairnSession implements Session, AutoCloseable {

    private final Globals globals;
    private final Screen screen;
    private final Cairn.World world;
    private final Notation notation = new TextNotation();
    private final Time time = new Time(Clock.systemUTC(), Thread::sleep);
    private Optional<Access> access = Optional.empty();
    private Optional<Cluster> cluster = Optional.empty();
    private Optional<Discovery> discovery = Optional.empty();

    CairnSession(Globals globals, Screen screen, Cairn.World world) {
        this.globals = globals;
        this.screen = screen;
        this.world = world;
    }

    @Override
    public Screen screen() {
        return screen;
    }

    @Override
    public Notation notation() {
        return notation;
    }

    @Override
    public Time time() {
        return time;
    }

    @Override
    public Access access() {
        if (access.isEmpty()) {
            access = Optional.of(renewed(new Kubeconfig(notation, choice(), place()).access()));
        }
        return access.get();
    }

    /** A login by an issuer that is about to end is renewed first; kubectl finds the new token too. */
    private Access renewed(Access found) {
        boolean told = globals.token().isPresent() || globals.tokenFile().isPresent() || globals.server().isPresent();
        // Most kubeconfigs have nothing to renew, and reading one again costs start-up time.
        if (told || found.token().filter(token -> token.startsWith("ey")).isEmpty()) {
            return found;
        }
        Contexts contexts = contexts();
        Optional<Renewal> due = contexts.renewal(globals.context()).filter(renewal -> renewal.due(time.now()));
        if (due.isEmpty()) {
            return found;
        }
        Renewal old = due.get();
        try (Web web = web(old.issuerCa().map(Path::of))) {
            DeviceFlow.Tokens tokens = new DeviceFlow(web, screen, time).renew(old);
            tokens.renewable()
                    .ifPresent(next -> contexts.renewed(globals.context(), tokens.identity(), new Renewal(old.issuer(),
                            old.clientId(), next.refreshToken(), old.issuerCa(), next.expires())));
            return found.as(tokens.identity());
        } catch (Failure ended) {
            screen.note(screen.paintNote(Screen.Tone.CAREFUL, "warning:") + " " + ended.message()
                    + "; log in again: cairn login");
            return found;
        }
    }

    private Choice choice() {
        return new Choice(globals.kubeconfig(), globals.context(), globals.namespace(), globals.server(),
                globals.token(), globals.tokenFile(), globals.authority());
    }

    private Choice.Place place() {
        return new Choice.Place(world.environment(), world.folder(), home(),
                Optional.ofNullable(System.getProperty("cairn.home")).map(Path::of));
    }

    @Override
    public Contexts contexts() {
        return new KubeconfigContexts(notation, choice(), place());
    }

    @Override
    public Cluster cluster() {
        if (cluster.isEmpty()) {
            cluster = Optional.of(connect(access()));
        }
        return cluster.get();
    }

    @Override
    public Cluster connect(Access other) {
        return new HttpCluster(other, notation, version(), world.environment(), line -> {
            if (globals.verbose()) {
                screen.note(screen.paintNote(Screen.Tone.FAINT, line));
            }
        });
    }

    @Override
    public Web web(Optional<Path> authority) {
        return new HttpWeb(notation, authority.map(CairnSession::text), world.environment());
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException broken) {
            throw Failure.usage("cannot read " + file + ": " + broken.getMessage());
        }
    }

    @Override
    public Content content(Path file) {
        return new FileContent(file);
    }

    @Override
    public Port listen(String host, int port) {
        return LoopbackPort.open(host, port);
    }

    @Override
    public int run(List<String> command) throws InterruptedException {
        try {
            ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
            return builder.start().waitFor();
        } catch (IOException missing) {
            throw Failure.refused("cannot run " + command.getFirst() + ": it is not installed here");
        }
    }

    @Override
    public Path keep(String name) {
        try {
            Path folder = shelf();
            Files.createDirectories(folder,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return folder.resolve(name);
        } catch (IOException broken) {
            throw Failure.refused("cannot keep files for later: " + broken.getMessage());
        }
    }

    @Override
    public Discovery discovery() {
        if (discovery.isEmpty()) {
            discovery = Optional.of(new Discovery(cluster(), new FileShelf(shelf(), time.clock()), notation));
        }
        return discovery.get();
    }

    @Override
    public Console console() {
        return new TerminalConsole(world.in(), world.terminals().contains("0"), screen);
    }

    @Override
    public InputStream standardInput() {
        return world.in();
    }

    @Override
    public Asked asked() {
        return new Asked(globals.context(), globals.namespace(), globals.server(),
                globals.authority().map(CairnSession::text),
                globals.token().or(() -> globals.tokenFile().map(file -> text(file).strip())));
    }

    @Override
    public boolean verbose() {
        return globals.verbose();
    }

    @Override
    public String version() {
        Properties properties = new Properties();
        try (InputStream file = CairnSession.class.getResourceAsStream("version.properties")) {
            if (file != null) {
                properties.load(file);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return properties.getProperty("version", "unknown");
    }

    /** Beside the kubeconfig of a cloud made by `make up`, so that `make purge` takes it along. */
    private Path shelf() {
        Path beside = Path.of(access().source()).toAbsolutePath().getParent();
        if (beside != null && beside.endsWith(".cairn")) {
            return beside.resolve("cache");
        }
        String cache = world.environment().getOrDefault("XDG_CACHE_HOME", "");
        return (cache.isEmpty() ? home().resolve(".cache") : Path.of(cache)).resolve("cairn");
    }

    private Path home() {
        String home = world.environment().getOrDefault("HOME", "");
        return Path.of(home.isEmpty() ? System.getProperty("user.home", "/") : home);
    }

    @Override
    public void close() {
        cluster.ifPresent(Cluster::close);
    }
}
