package io.cairn.allinone;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The kubeconfig of the cloud's first operator: one cluster, one user, one context. */
record Kubeconfig(String server, String caPem, String token) {

    /** In the format of {@code kubectl config view --raw}. */
    String yaml() {
        return """
               apiVersion: v1
               kind: Config
               current-context: cairn
               clusters:
               - name: cairn
                 cluster:
                   server: %s
                   certificate-authority-data: %s
               contexts:
               - name: cairn
                 context:
                   cluster: cairn
                   user: admin
                   namespace: default
               users:
               - name: admin
                 user:
                   token: %s
               """.formatted(server, Base64.getEncoder().encodeToString(caPem.getBytes(StandardCharsets.UTF_8)),
                token);
    }
}
