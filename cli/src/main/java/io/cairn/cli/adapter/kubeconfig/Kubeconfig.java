package io.cairn.cli.adapter.kubeconfig;

import io.cairn.cli.application.Access;
import io.cairn.cli.application.Notation;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** Reads kubeconfig files into an {@link Access}; options of the command line win. */
public final class Kubeconfig {

    private final Notation notation;
    private final Choice choice;
    private final List<Path> files;
    private final List<ApiObject> contents = new ArrayList<>();

    public Kubeconfig(Notation notation, Choice choice, Choice.Place place) {
        this.notation = notation;
        this.choice = choice;
        this.files = new KubeconfigSearch(choice, place).files();
    }

    /** The files in use, for `cairn version -v` and for messages. */
    public List<Path> files() {
        return files;
    }

    public Access access() {
        boolean optional = choice.server().isPresent() && choice.kubeconfig().isEmpty();
        if (files.isEmpty() && !optional) {
            throw Failure.connection("there is no kubeconfig, so the server is unknown",
                    new NoSuchFileException(".cairn/kubeconfig"),
                    "start a cloud on this machine with `make up`, or name a file with --kubeconfig or $KUBECONFIG,"
                            + " or use --server with --token");
        }
        files.forEach(file -> read(file, files.size() > 1));
        String contextName = choice.context().orElseGet(this::currentContext);
        ApiObject context = contextName.isEmpty()
                ? ApiObject.EMPTY
                : entry("contexts", contextName, "context").orElseThrow(() -> unknownContext(contextName));
        ApiObject cluster = entry("clusters", context.text("cluster"), "cluster").orElse(ApiObject.EMPTY);
        ApiObject user = entry("users", context.text("user"), "user").orElse(ApiObject.EMPTY);
        String server = choice.server().orElse(cluster.text("server")).replaceFirst("/+$", "");
        if (!server.matches("https?://[^/?#]+[^?#]*")) {
            throw Failure.connection(server.isEmpty()
                    ? source() + " names no server" + (contextName.isEmpty() ? ": it has no current context" : "")
                    : "\"" + server + "\" is not the address of a server", new IOException(source()),
                    "an address is https://host:port, with a path or without");
        }
        Optional<String> token = token(user);
        if (token.isPresent() && server.startsWith("http:")) {
            throw Failure.connection("a token is not sent to " + server + ": it would go over the wire in clear",
                    new IOException(server), "use https");
        }
        return new Access(server, authority(cluster), token, certificate(user),
                choice.namespace().orElse(or(context.text("namespace"), "default")), source());
    }

    private Optional<String> authority(ApiObject cluster) {
        return choice.authority().map(this::text).or(() -> data(cluster, "certificate-authority"));
    }

    private Optional<String> token(ApiObject user) {
        if (choice.token().isPresent()) {
            return choice.token();
        }
        if (choice.tokenFile().isPresent()) {
            return Optional.of(text(choice.tokenFile().get()).strip());
        }
        String file = user.text("tokenFile");
        String token = file.isEmpty() ? user.text("token") : text(beside(user, file)).strip();
        if (token.isEmpty() && !user.object("exec").isEmpty()) {
            throw Failure.connection(source() + " asks for a credential plugin, which cairn does not run",
                    new IOException("exec"), "get a token yourself and pass it with --token-file");
        }
        return token.isEmpty() ? Optional.empty() : Optional.of(token);
    }

    private Optional<Access.ClientCertificate> certificate(ApiObject user) {
        Optional<String> chain = data(user, "client-certificate");
        Optional<String> key = data(user, "client-key");
        return choice.token().isPresent() || chain.isEmpty() || key.isEmpty()
                ? Optional.empty()
                : Optional.of(new Access.ClientCertificate(chain.get(), key.get()));
    }

    /** {@code name-data} in base64, or {@code name} as a file beside the kubeconfig. */
    private Optional<String> data(ApiObject entry, String name) {
        String base64 = entry.text(name + "-data");
        if (!base64.isEmpty()) {
            try {
                return Optional.of(new String(Base64.getMimeDecoder().decode(base64), StandardCharsets.US_ASCII));
            } catch (IllegalArgumentException broken) {
                throw Failure.connection(name + "-data in " + source() + " is not base64", broken);
            }
        }
        String file = entry.text(name);
        return file.isEmpty() ? Optional.empty() : Optional.of(text(beside(entry, file)));
    }

    private String currentContext() {
        return contents.stream()
                .map(file -> file.text("current-context"))
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElse("");
    }

    /** The first entry of that name over all files, with the folder of its file, to which paths in it relate. */
    private Optional<ApiObject> entry(String list, String name, String member) {
        for (ApiObject file : contents) {
            for (ApiObject entry : file.objects(list)) {
                if (entry.text("name").equals(name)) {
                    return Optional.of(entry.object(member).with("folder", file.text("folder")));
                }
            }
        }
        return Optional.empty();
    }

    private Failure unknownContext(String name) {
        List<String> names = contents.stream()
                .flatMap(file -> file.objects("contexts").stream())
                .map(entry -> entry.text("name"))
                .toList();
        return Failure.usage(source() + " has no context \"" + name + "\"",
                names.isEmpty() ? "it has none at all" : "it has: " + String.join(", ", names));
    }

    private void read(Path file, boolean mayBeMissing) {
        if (mayBeMissing && !Files.exists(file)) {
            return;
        }
        Path folder = file.toAbsolutePath().getParent();
        for (ApiObject document : notation.parseAll(text(file), file.toString())) {
            contents.add(document.with("folder", String.valueOf(folder)));
        }
    }

    private static Path beside(ApiObject entry, String file) {
        return Path.of(entry.text("folder")).resolve(file);
    }

    private String text(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException missing) {
            throw Failure.connection("there is no file " + file, missing,
                    "name a kubeconfig with --kubeconfig or $KUBECONFIG; `make up` writes .cairn/kubeconfig");
        } catch (IOException broken) {
            throw Failure.connection("cannot read " + file + ": " + broken.getMessage(), broken);
        }
    }

    private String source() {
        return files.isEmpty()
                ? "the command line"
                : String.join(":", files.stream().map(Path::toString).toList());
    }

    private static String or(String text, String otherwise) {
        return text.isEmpty() ? otherwise : text;
    }
}
