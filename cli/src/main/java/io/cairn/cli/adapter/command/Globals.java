package io.cairn.cli.adapter.command;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options that every command takes, before or after its name. */
public final class Globals {

    @Option(names = "--kubeconfig", paramLabel = "FILE", scope = ScopeType.INHERIT, order = 901, description = "Kubeconfig file. Default: $CAIRN_KUBECONFIG, $KUBECONFIG, .cairn/kubeconfig here or above,"
            + " ~/.kube/config.")
    private @Nullable Path kubeconfig;

    @Option(names = "--context", paramLabel = "NAME", scope = ScopeType.INHERIT, order = 902, description = "Context of the kubeconfig.")
    private @Nullable String context;

    @Option(names = {"-n",
            "--namespace"}, paramLabel = "NAME", scope = ScopeType.INHERIT, order = 900, description = "Namespace (project). Default: that of the context.")
    private @Nullable String namespace;

    @Option(names = "--server", paramLabel = "URL", scope = ScopeType.INHERIT, order = 903, description = "Address of the server, instead of the kubeconfig's.")
    private @Nullable String server;

    @Option(names = "--token", paramLabel = "TOKEN", scope = ScopeType.INHERIT, order = 904, description = "Bearer token. Other users of this host can see it: rather use --token-file.")
    private @Nullable String token;

    @Option(names = "--token-file", paramLabel = "FILE", scope = ScopeType.INHERIT, order = 905, description = "File with a bearer token.")
    private @Nullable Path tokenFile;

    @Option(names = "--certificate-authority", paramLabel = "FILE", scope = ScopeType.INHERIT, order = 906, description = "PEM file of the CA that the server's certificate must come from.")
    private @Nullable Path authority;

    @Option(names = {"-v",
            "--verbose"}, scope = ScopeType.INHERIT, order = 910, description = "Show every request and its answer.")
    private boolean verbose;

    @Option(names = {"-h",
            "--help"}, usageHelp = true, scope = ScopeType.INHERIT, order = 911, description = "Show this help.")
    private boolean help;

    public Optional<Path> kubeconfig() {
        return Optional.ofNullable(kubeconfig);
    }

    public Optional<String> context() {
        return Optional.ofNullable(context);
    }

    public Optional<String> namespace() {
        return Optional.ofNullable(namespace);
    }

    public Optional<String> server() {
        return Optional.ofNullable(server);
    }

    public Optional<String> token() {
        return Optional.ofNullable(token);
    }

    public Optional<Path> tokenFile() {
        return Optional.ofNullable(tokenFile);
    }

    public Optional<Path> authority() {
        return Optional.ofNullable(authority);
    }

    public boolean verbose() {
        return verbose;
    }

    boolean help() {
        return help;
    }
}
