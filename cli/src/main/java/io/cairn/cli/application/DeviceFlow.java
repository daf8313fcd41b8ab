package io.cairn.cli.application;

import io.cairn.cli.application.Web.Page;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import io.cairn.cli.domain.Safe;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Gets a token from an issuer of OpenID Connect by the device authorization grant (RFC 8628): this program shows an address
 * and a code, the person opens the address in any browser, and we ask until they have said yes.
 */
public final class DeviceFlow {

    private static final String GRANT = "urn:ietf:params:oauth:grant-type:device_code";
    private static final List<String> SCOPES = List.of("openid", "profile", "email", "groups");
    private static final int USUAL_INTERVAL = 5;
    private static final int SLOWER_BY = 5;
    private static final int USUAL_LIFE_SECONDS = 300;
    private static final int LONGEST_SECONDS = 1800;

    private final Web web;
    private final Screen screen;
    private final Time time;

    public DeviceFlow(Web web, Screen screen, Time time) {
        this.web = web;
        this.screen = screen;
        this.time = time;
    }

    /**
     * What the issuer gave.
     *
     * @param renewable how to get the next one; empty if the issuer gives no refresh token
     */
    public record Tokens(String identity, Optional<Renewable> renewable) {
        /** Without the secrets. */
        @Override
        public String toString() {
            return "Tokens[...]";
        }
    }

    /** A refresh token, and when it is needed. */
    public record Renewable(String refreshToken, Instant expires) {}

    /** Where to ask what; from the issuer's own metadata. */
    private record Endpoints(String device, String token, String scope) {}

    /** Asks a person. */
    public Tokens login(String issuer, String clientId) throws InterruptedException {
        Endpoints endpoints = discover(issuer);
        Page answer = web.post(endpoints.device(), Map.of("client_id", clientId, "scope", endpoints.scope()));
        if (answer.code() != 200) {
            throw refused(issuer, "does not begin a login", answer.body());
        }
        ApiObject asked = answer.body();
        tell(asked);
        Map<String, String> form = new LinkedHashMap<>();
        form.put("grant_type", GRANT);
        form.put("device_code", asked.text("device_code"));
        form.put("client_id", clientId);
        try {
            return ask(issuer, endpoints.token(), form, asked);
        } finally {
            screen.settle();
        }
    }

    /** Asks without a person. */
    public Tokens renew(Renewal old) {
        Page page = web.post(endpoint(old.issuer()).text("token_endpoint"), Map.of("grant_type", "refresh_token",
                "refresh_token", old.refreshToken(), "client_id", old.clientId()));
        if (page.code() != 200) {
            throw refused(old.issuer(), "does not renew the login", page.body());
        }
        Tokens tokens = tokens(old.issuer(), page.body());
        // An issuer that does not rotate refresh tokens says nothing about them.
        return tokens.renewable().isPresent()
                ? tokens
                : new Tokens(tokens.identity(),
                        Optional.of(new Renewable(old.refreshToken(), expires(page.body()))));
    }

    private ApiObject endpoint(String issuer) {
        String url = issuer.replaceFirst("/+$", "") + "/.well-known/openid-configuration";
        Page page = web.get(url);
        ApiObject found = page.body();
        if (page.code() != 200 || !found.text("issuer").equals(issuer)) {
            throw Failure.of(ExitCode.CONNECTION, page.code() == 200
                    ? url + " describes the issuer \"" + Safe.text(found.text("issuer")) + "\", not \"" + issuer + "\""
                    : url + " answers " + page.code(), List.of(), List.of("is spec.issuer of the OidcIssuer right?"));
        }
        return found;
    }

    private Endpoints discover(String issuer) {
        ApiObject found = endpoint(issuer);
        String device = found.text("device_authorization_endpoint");
        if (device.isEmpty()) {
            throw Failure.of(ExitCode.CONNECTION, issuer + " has no device authorization grant", List.of(),
                    List.of("switch it on for the client at the issuer", "or log in with --token-file"));
        }
        List<String> known = found.list("scopes_supported").stream().map(Object::toString).toList();
        String scope = known.isEmpty()
                ? "openid"
                : Stream.concat(Stream.of("openid"), SCOPES.stream().filter(known::contains))
                        .distinct()
                        .collect(Collectors.joining(" "));
        return new Endpoints(device, found.text("token_endpoint"), scope);
    }

    private void tell(ApiObject asked) {
        String whole = asked.text("verification_uri_complete");
        String code = Safe.text(asked.text("user_code"));
        screen.note("To log in, open this address in a browser, on any machine:");
        screen.note("  " + Safe.text(whole.isEmpty() ? asked.text("verification_uri") : whole));
        screen.note((whole.isEmpty() ? "and enter the code " : "and compare the code ")
                + screen.paintNote(Screen.Tone.STRONG, code));
    }

    private Tokens ask(String issuer, String endpoint, Map<String, String> form, ApiObject asked)
            throws InterruptedException {
        long interval = asked.number("interval") > 0 ? asked.number("interval") : USUAL_INTERVAL;
        long lives = Math.clamp(asked.number("expires_in"), 1, LONGEST_SECONDS);
        Instant deadline = time.now().plusSeconds(lives);
        while (time.now().isBefore(deadline)) {
            screen.progress("waiting for the browser");
            time.pause().pause(Duration.ofSeconds(interval));
            Page page = web.post(endpoint, form);
            if (page.code() == 200) {
                return tokens(issuer, page.body());
            }
            switch (page.body().text("error")) {
                case "authorization_pending" -> {
                }
                case "slow_down" -> interval += SLOWER_BY;
                case "expired_token" -> throw late();
                case "access_denied" -> throw Failure.of(ExitCode.CONNECTION, "the login was denied in the browser",
                        List.of(), List.of());
                default -> throw refused(issuer, "does not give a token", page.body());
            }
        }
        throw late();
    }

    private static Failure late() {
        return Failure.of(ExitCode.TIMEOUT, "nobody said yes in the browser in time", List.of(),
                List.of("run cairn login again"));
    }

    private Instant expires(ApiObject body) {
        long seconds = body.number("expires_in") > 0 ? body.number("expires_in") : USUAL_LIFE_SECONDS;
        return time.now().plusSeconds(seconds);
    }

    private Tokens tokens(String issuer, ApiObject body) {
        String token = body.text("id_token");
        if (token.isEmpty()) {
            throw Failure.of(ExitCode.CONNECTION, issuer + " gave no identity token (id_token)", List.of(),
                    List.of("the client at the issuer must allow the scope openid"));
        }
        return new Tokens(token, Optional.of(body.text("refresh_token"))
                .filter(text -> !text.isEmpty())
                .map(refresh -> new Renewable(refresh, expires(body))));
    }

    private static Failure refused(String issuer, String what, ApiObject error) {
        String words = Stream.of(error.text("error"), error.text("error_description"))
                .filter(text -> !text.isEmpty())
                .map(Safe::text)
                .collect(Collectors.joining(": "));
        return Failure.of(ExitCode.CONNECTION, issuer + " " + what + (words.isEmpty() ? "" : ": " + words), List.of(),
                List.of("is spec.deviceClientId of the OidcIssuer a client there that may use the device grant?"));
    }
}
