package io.cairn.gateway.application;

/** Makes the secrets of tokens. */
@FunctionalInterface
public interface TokenIssue {
    /**
     * Makes a secret for a token object, in the caller's transaction if there is one; only its hash is kept.
     *
     * @param uid of the token object
     * @param subject for people who look into the table
     * @return the secret, to be shown this once
     */
    String issue(String uid, String subject);
}
