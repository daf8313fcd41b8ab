package io.cairn.cli;

import io.cairn.cli.adapter.command.Globals;
import io.cairn.cli.adapter.files.FileShelf;
import io.cairn.cli.adapter.http.HttpCluster;
import io.cairn.cli.adapter.kubeconfig.Choice;
import io.cairn.cli.adapter.kubeconfig.Kubeconfig;
import io.cairn.cli.adapter.terminal.TerminalConsole;
import io.cairn.cli.adapter.text.TextNotation;
import io.cairn.cli.application.Access;
import io.cairn.cli.application.Cluster;
import io.cairn.cli.application.Console;
import io.cairn.cli.application.Discovery;
import io.cairn.cli.application.Notation;
import io.cairn.cli.application.Screen;
import io.cairn.cli.application.Session;
import io.cairn.cli.application.Time;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
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
            Choice choice = new Choice(globals.kubeconfig(), globals.context(), globals.namespace(),
                    globals.server(), globals.token(), globals.tokenFile(), globals.authority());
            Choice.Place place = new Choice.Place(world.environment(), world.folder(), home(),
                    Optional.ofNullable(System.getProperty("cairn.home")).map(Path::of));
            access = Optional.of(new Kubeconfig(notation, choice, place).access());
        }
        return access.get();
    }

    @Override
    public Cluster cluster() {
        if (cluster.isEmpty()) {
            cluster = Optional.of(new HttpCluster(access(), notation, version(), line -> {
                if (globals.verbose()) {
                    screen.note(screen.paintNote(Screen.Tone.FAINT, line));
                }
            }));
        }
        return cluster.get();
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
    public Optional<String> askedNamespace() {
        return globals.namespace();
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
