package io.cairn.cli.adapter.kubeconfig;

import io.cairn.cli.application.Contexts;
import io.cairn.cli.application.Notation;
import io.cairn.cli.application.Renewal;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads and writes the contexts of kubeconfig files; what it does not know in them stays as it is. */
public final class KubeconfigContexts implements Contexts {

    private static final String EXTENSION = "cairn.io/oidc";
    private static final List<String> CREDENTIALS = List.of("token", "tokenFile", "client-certificate",
            "client-certificate-data", "client-key", "client-key-data", "exec", "auth-provider", "username",
            "password");

    private final Notation notation;
    private final List<Path> files;

    public KubeconfigContexts(Notation notation, Choice choice, Choice.Place place) {
        this.notation = notation;
        List<Path> found = new KubeconfigSearch(choice, place).files();
        this.files = found.isEmpty() ? List.of(place.home().resolve(".kube/config")) : found;
    }

    @Override
    public Path file() {
        return files.getFirst();
    }

    @Override
    public List<Entry> all() {
        List<ApiObject> contents = files.stream().map(this::read).toList();
        String current = current(contents);
        List<Entry> entries = new ArrayList<>();
        for (ApiObject content : contents) {
            for (ApiObject entry : content.objects("contexts")) {
                ApiObject context = entry.object("context");
                String name = entry.text("name");
                if (entries.stream().noneMatch(known -> known.name().equals(name))) {
                    entries.add(new Entry(name, find(contents, "clusters", context.text("cluster"), "cluster")
                            .text("server"), context.text("user"), context.text("namespace"), name.equals(current),
                            signedIn(find(contents, "users", context.text("user"), "user"))));
                }
            }
        }
        return entries;
    }

    private static String current(List<ApiObject> contents) {
        return contents.stream()
                .map(content -> content.text("current-context"))
                .filter(name -> !name.isEmpty())
                .findFirst()
                .orElse("");
    }

    private static ApiObject find(List<ApiObject> contents, String list, String name, String member) {
        return contents.stream()
                .flatMap(content -> content.objects(list).stream())
                .filter(entry -> entry.text("name").equals(name))
                .findFirst()
                .map(entry -> entry.object(member))
                .orElse(ApiObject.EMPTY);
    }

    private static String signedIn(ApiObject user) {
        if (!user.text("token").isEmpty() || !user.text("tokenFile").isEmpty()) {
            return "token";
        }
        if (!user.text("client-certificate").isEmpty() || !user.text("client-certificate-data").isEmpty()) {
            return "certificate";
        }
        return user.object("exec").isEmpty() ? "nobody" : "plugin";
    }

    @Override
    public void use(String context, Optional<String> namespace) {
        Path home = holder("contexts", context).orElseThrow(() -> unknown(context));
        if (namespace.isPresent()) {
            ApiObject content = read(home);
            ApiObject old = find(List.of(content), "contexts", context, "context");
            write(home, put(content, "contexts", context, "context", old.with("namespace", namespace.get())));
        }
        write(file(), read(file()).with("current-context", context));
    }

    private Failure unknown(String name) {
        List<String> names = all().stream().map(Entry::name).toList();
        return Failure.of(ExitCode.NOT_FOUND, file() + " has no context \"" + name + "\"", List.of(),
                List.of(names.isEmpty() ? "it has none; make one with cairn login --server URL"
                        : "it has: " + String.join(", ", names)));
    }

    /** The first file that has the entry. */
    private Optional<Path> holder(String list, String name) {
        return files.stream()
                .filter(file -> read(file).objects(list).stream().anyMatch(entry -> entry.text("name").equals(name)))
                .findFirst();
    }

    @Override
    public void login(Login login) {
        Path file = holder("contexts", login.context()).orElse(file());
        ApiObject content = read(file);
        ApiObject old = find(List.of(content), "contexts", login.context(), "context");
        String cluster = or(old.text("cluster"), login.context());
        String user = login.context() + "-" + login.user();
        ApiObject place = find(List.of(content), "clusters", cluster, "cluster").with("server", login.server());
        if (login.authorityPem().isPresent()) {
            place = place.without("certificate-authority")
                    .with("certificate-authority-data", base64(login.authorityPem().get()));
        }
        content = put(content, "clusters", cluster, "cluster", place);
        content = put(content, "users", user, "user", credentials(login.credential()));
        Map<String, Object> context = new LinkedHashMap<>(old.fields());
        context.put("cluster", cluster);
        context.put("user", user);
        context.put("namespace", login.namespace());
        content = put(content, "contexts", login.context(), "context", new ApiObject(context));
        write(file, file.equals(file()) ? content.with("current-context", login.context()) : content);
        if (!file.equals(file())) {
            write(file(), read(file()).with("current-context", login.context()));
        }
    }

    private static ApiObject credentials(Contexts.Credential credential) {
        return switch (credential) {
            case Contexts.Credential.Token(var token, var renewal) -> credentials(token, renewal);
            case Contexts.Credential.Certificate(var certificate) -> new ApiObject(Map.of("client-certificate-data",
                    base64(certificate.chainPem()), "client-key-data", base64(certificate.keyPem())));
        };
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The token for every client, and in an extension, as kubeconfig has them, what only this one knows to use. */
    private static ApiObject credentials(String token, Optional<Renewal> renewal) {
        ApiObject user = new ApiObject(Map.of("token", token));
        if (renewal.isEmpty()) {
            return user;
        }
        Map<String, Object> extension = new LinkedHashMap<>();
        extension.put("issuer", renewal.get().issuer());
        extension.put("clientId", renewal.get().clientId());
        extension.put("refreshToken", renewal.get().refreshToken());
        renewal.get().issuerCa().ifPresent(file -> extension.put("issuerCa", file));
        extension.put("expires", renewal.get().expires().toString());
        return user.with("extensions", List.of(Map.of("name", EXTENSION, "extension", extension)));
    }

    /** Name of the user of a context; empty if there is none. */
    private String userOf(Optional<String> context) {
        List<ApiObject> contents = files.stream().map(this::read).toList();
        return find(contents, "contexts", context.orElseGet(() -> current(contents)), "context").text("user");
    }

    @Override
    public Optional<Renewal> renewal(Optional<String> context) {
        List<ApiObject> contents = files.stream().map(this::read).toList();
        return find(contents, "users", userOf(context), "user").objects("extensions")
                .stream()
                .filter(entry -> entry.text("name").equals(EXTENSION))
                .map(entry -> entry.object("extension"))
                .filter(entry -> !entry.text("refreshToken").isEmpty())
                .findFirst()
                .map(entry -> new Renewal(entry.text("issuer"), entry.text("clientId"), entry.text("refreshToken"),
                        Optional.of(entry.text("issuerCa")).filter(file -> !file.isEmpty()),
                        time(entry.text("expires"))));
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException unknown) {
            return Instant.EPOCH;
        }
    }

    @Override
    public void renewed(Optional<String> context, String token, Renewal renewal) {
        String user = userOf(context);
        Path file = holder("users", user).orElse(file());
        write(file, put(read(file), "users", user, "user", credentials(token, Optional.of(renewal))));
    }

    @Override
    public boolean logout(String context) {
        Path home = holder("contexts", context).orElseThrow(() -> unknown(context));
        String name = find(List.of(read(home)), "contexts", context, "context").text("user");
        Optional<Path> holder = holder("users", name);
        if (holder.isEmpty()) {
            return false;
        }
        ApiObject content = read(holder.get());
        ApiObject user = find(List.of(content), "users", name, "user");
        ApiObject without = user;
        for (String credential : CREDENTIALS) {
            without = without.without(credential);
        }
        if (without.equals(user)) {
            return false;
        }
        write(holder.get(), put(content, "users", name, "user", without));
        return true;
    }

    /** With the entry of that name in the list: replaced where it stands, or at the end. */
    private static ApiObject put(ApiObject content, String list, String name, String member, ApiObject value) {
        List<Object> entries = new ArrayList<>(content.list(list));
        Map<String, Object> fresh = new LinkedHashMap<>();
        fresh.put("name", name);
        fresh.put(member, value.fields());
        for (int at = 0; at < entries.size(); at++) {
            if (ApiObject.of(entries.get(at)).text("name").equals(name)) {
                entries.set(at, ApiObject.of(entries.get(at)).with(member, value.fields()).fields());
                return content.with(list, entries);
            }
        }
        entries.add(fresh);
        return content.with(list, entries);
    }

    private ApiObject read(Path file) {
        try {
            return PrivateFile.read(file)
                    .flatMap(text -> notation.parseAll(text, file.toString()).stream().findFirst())
                    .orElse(new ApiObject(Map.of("apiVersion", "v1", "kind", "Config")));
        } catch (IOException broken) {
            throw Failure.connection("cannot read " + file + ": " + broken.getMessage(), broken);
        }
    }

    private void write(Path file, ApiObject content) {
        try {
            PrivateFile.write(file, notation.yaml(content.fields()));
        } catch (IOException broken) {
            throw Failure.refused("cannot write " + file + ": " + broken.getMessage());
        }
    }

    private static String or(String text, String otherwise) {
        return text.isEmpty() ? otherwise : text;
    }
}
