package io.cairn.cli.adapter.http;

import io.cairn.cli.domain.Failure;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** What went wrong between us and the server, in words. */
record Trouble(String server, String source) {

    Failure of(IOException broken) {
        String from = "the address comes from " + source;
        if (has(broken, UnresolvedAddressException.class) || has(broken, UnknownHostException.class)) {
            return Failure.connection("cannot connect to " + server + ": the name of the host is unknown", broken,
                    from);
        }
        if (has(broken, HttpConnectTimeoutException.class)) {
            return Failure.connection("cannot connect to " + server + ": no answer within 10 s", broken, from,
                    "is there a firewall between, or is the host down?");
        }
        if (has(broken, ConnectException.class)) {
            return Failure.connection("cannot connect to " + server + ": connection refused", broken,
                    "is Cairn running? on its machine: make up", from);
        }
        if (has(broken, SSLException.class)) {
            return tls(broken);
        }
        if (has(broken, HttpTimeoutException.class)) {
            return Failure.connection(server + " did not answer in time", broken,
                    "the request may have been carried out; look before you repeat it");
        }
        boolean cut = has(broken, EOFException.class) || String.valueOf(broken.getMessage()).contains("closed")
                || String.valueOf(broken.getMessage()).contains("no bytes") || String.valueOf(broken.getMessage())
                        .contains("reset");
        return Failure.connection(cut
                ? server + " closed the connection before it answered"
                : "no answer from " + server + ": " + broken.getMessage(), broken,
                "the request may have been carried out; look before you repeat it");
    }

    private Failure tls(IOException broken) {
        String words = deepest(broken);
        if (words.contains("unable to find valid certification path") || words.contains("PKIX path")) {
            return Failure.connection(server + " shows a certificate that " + source + " does not trust", broken,
                    "a cloud that was purged and made anew has a new CA: use its new kubeconfig");
        }
        if (words.contains("No subject alternative") || words.contains("No name matching")) {
            return Failure.connection(server + " shows a certificate for another name: " + words, broken,
                    "use the name that the certificate has, in the kubeconfig or with --server");
        }
        if (words.contains("plaintext")) {
            return Failure.connection(server + " does not speak TLS", broken, "is this the right port?");
        }
        return Failure.connection("TLS with " + server + " failed: " + words, broken);
    }

    private static boolean has(Throwable thrown, Class<? extends Throwable> type) {
        for (Optional<Throwable> at = Optional.of(thrown); at.isPresent(); at = Optional
                .ofNullable(at.get().getCause())) {
            if (type.isInstance(at.get())) {
                return true;
            }
        }
        return false;
    }

    private static String deepest(Throwable thrown) {
        Throwable at = thrown;
        while (at.getCause() instanceof Throwable cause) {
            at = cause;
        }
        return String.valueOf(at.getMessage());
    }
}
