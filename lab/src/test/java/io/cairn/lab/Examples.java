package io.cairn.lab;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.Assertions;

/** A valid object of every kind, so that a refusal can have one cause only. */
final class Examples {
    private static final String ROLE = "\"spec\":{\"role\":\"viewer\",\"subjects\":[{\"kind\":\"User\",\"name\":\"nobody\"}]}";
    /** Documents by {@code group/resource}, without their metadata. */
    private static final Map<String, String> KINDS = inOrder(
            Map.entry("/namespaces", "\"spec\":{}"),
            Map.entry("/events", "\"involvedObject\":{\"kind\":\"VirtualMachine\",\"name\":\"x\"},\"reason\":\"Seen\""),
            Map.entry("coordination.k8s.io/leases", "\"spec\":{\"holderIdentity\":\"x\"}"),
            Map.entry("compute.cairn.io/virtualmachines",
                    "\"spec\":{\"resources\":{\"cpus\":1,\"memory\":\"256Mi\"},\"image\":\"micro\","
                            + "\"runStrategy\":\"Manual\"}"),
            Map.entry("compute.cairn.io/virtualmachineoperations",
                    "\"spec\":{\"vmName\":\"example\",\"action\":\"Start\"}"),
            Map.entry("compute.cairn.io/reservations",
                    "\"spec\":{\"instanceType\":\"c1.nano\",\"count\":1,\"from\":\"%s\",\"until\":\"%s\"}"
                            .formatted(inDays(200), inDays(300))),
            Map.entry("compute.cairn.io/quotas", "\"spec\":{\"machines\":50}"),
            Map.entry("compute.cairn.io/organisationquotas", "\"spec\":{\"machines\":50}"),
            Map.entry("compute.cairn.io/placementreviews", "\"spec\":{\"vmName\":\"example\"}"),
            Map.entry("compute.cairn.io/capacityreports", "\"spec\":{}"),
            Map.entry("compute.cairn.io/sitereports", "\"spec\":{}"),
            Map.entry("compute.cairn.io/instancetypes", "\"spec\":{\"cpus\":1,\"memory\":\"256Mi\",\"disk\":\"1Gi\"}"),
            Map.entry("infra.cairn.io/nodes", "\"spec\":{}"),
            Map.entry("infra.cairn.io/pools", "\"spec\":{\"policy\":\"spread\"}"),
            Map.entry("infra.cairn.io/preemptionbudgets",
                    "\"spec\":{\"selector\":{\"matchLabels\":{\"app\":\"web\"}},\"minAvailable\":1}"),
            Map.entry("infra.cairn.io/fairshares",
                    "\"spec\":{\"organisation\":\"default\",\"project\":\"default\",\"weight\":3}"),
            Map.entry("infra.cairn.io/sites", "\"spec\":{\"cost\":1}"),
            Map.entry("infra.cairn.io/priorityclasses", "\"spec\":{\"value\":10}"),
            Map.entry("infra.cairn.io/defragmentationplans", "\"spec\":{\"objective\":\"Hosts\"}"),
            Map.entry("image.cairn.io/images", "\"spec\":{\"recipe\":\"micro\"}"),
            Map.entry("image.cairn.io/imagequotas", "\"spec\":{\"images\":50}"),
            Map.entry("iam.cairn.io/organisations", "\"spec\":{}"),
            Map.entry("iam.cairn.io/users", "\"spec\":{}"),
            Map.entry("iam.cairn.io/usergroups", "\"spec\":{\"members\":[\"nobody\"]}"),
            Map.entry("iam.cairn.io/serviceaccounts", "\"spec\":{}"),
            Map.entry("iam.cairn.io/roles",
                    "\"spec\":{\"rules\":[{\"apiGroups\":[\"\"],\"resources\":[\"events\"],\"verbs\":[\"get\"]}]}"),
            Map.entry("iam.cairn.io/rolebindings", ROLE),
            Map.entry("iam.cairn.io/organisationrolebindings", ROLE),
            Map.entry("iam.cairn.io/clusterrolebindings", ROLE),
            Map.entry("iam.cairn.io/oidcissuers",
                    "\"spec\":{\"issuer\":\"https://id.example.org\",\"audience\":\"x\",\"disabled\":true}"),
            Map.entry("iam.cairn.io/identityquotas", "\"spec\":{\"serviceAccounts\":50}"),
            Map.entry("iam.cairn.io/organisationidentityquotas", "\"spec\":{\"projects\":50}"),
            Map.entry("iam.cairn.io/apitokens", "\"spec\":{\"user\":\"nobody\"}"),
            Map.entry("iam.cairn.io/usercertificates",
                    "\"spec\":{\"user\":\"nobody\",\"serial\":\"1\",\"expires\":\"2099-01-01T00:00:00Z\"}"));

    private Examples() {}

    private static Instant inDays(int days) {
        return Instant.now().truncatedTo(ChronoUnit.SECONDS).plus(days, ChronoUnit.DAYS);
    }

    /** What others point at comes first. */
    @SafeVarargs
    private static Map<String, String> inOrder(Map.Entry<String, String>... entries) {
        var kinds = new LinkedHashMap<String, String>();
        for (var entry : entries) {
            kinds.put(entry.getKey(), entry.getValue());
        }
        return kinds;
    }

    /** Kinds in the order in which their objects can be made. */
    static List<String> kinds() {
        return List.copyOf(KINDS.keySet());
    }

    /** A whole document. */
    static String document(String kind, String name) {
        return document(kind, name, "");
    }

    /** @param more further fields of the top level, each with a comma in front */
    static String document(String kind, String name, String more) {
        Assertions.assertThat(KINDS).as("kinds with an example; add one here").containsKey(kind);
        return "{\"metadata\":{\"name\":\"%s\"},%s%s}".formatted(name, KINDS.get(kind), more);
    }

    /** The same with a field that no kind has, in its spec if it has one. */
    static String misspelt(String kind, String name) {
        var document = document(kind, name);
        return document.contains("\"spec\":{")
                ? document.replace("\"spec\":{", "\"spec\":{\"colourr\":\"red\",").replace(",}", "}")
                : document(kind, name, ",\"colourr\":\"red\"");
    }
}
