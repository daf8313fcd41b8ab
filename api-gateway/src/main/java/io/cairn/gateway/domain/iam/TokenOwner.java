package io.cairn.gateway.domain.iam;

/** Who a token that is to be made stands for. */
public sealed interface TokenOwner {
    record User(String name) implements TokenOwner {
        @Override
        public String toString() {
            return "user/" + name;
        }
    }

    record ServiceAccount(String namespace, String name) implements TokenOwner {
        @Override
        public String toString() {
            return "serviceaccount/" + namespace + "/" + name;
        }
    }
}
