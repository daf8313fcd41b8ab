package io.cairn.cli.application;

import io.cairn.cli.domain.ApiObject;
import java.util.Map;

/** The servers of others: an issuer of OpenID Connect. Every method throws {@link io.cairn.cli.domain.Failure}. */
public interface Web extends AutoCloseable {

    /** What a server answered; an answer that is no JSON object has an empty body. */
    record Page(int code, ApiObject body) {}

    Page get(String url);

    /** Sends a form. */
    Page post(String url, Map<String, String> form);

    @Override
    void close();
}
