package io.cairn.cli.application;

import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.domain.ApiObject;
import java.util.List;

/** Who the server takes us for. */
public record Whoami(String user, List<String> groups) {

    private static final String PATH = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    private static final String REVIEW = """
                                         {"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}""";

    public static Whoami ask(Cluster cluster) {
        ApiObject info = cluster.send(Call.of("POST", PATH).body(Cluster.JSON, REVIEW))
                .body()
                .object("status",
                        "userInfo");
        return new Whoami(info.text("username"), info.list("groups").stream().map(Object::toString).toList());
    }
}
