package io.cairn.gateway.adapter.http;

import io.cairn.resource.adapter.http.Statuses;
import io.cairn.resource.adapter.json.Json;
import io.cairn.resource.domain.Reason;
import io.cairn.resource.domain.Refusal;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/** What Tomcat refuses before the door sees it is refused with a Status too, instead of a page of HTML. */
public final class StatusPages extends ErrorReportValve {
    @Override
    protected void report(Request request, Response response, @Nullable Throwable cause) {
        var code = response.getStatus();
        if (code < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        var reason = Arrays.stream(Reason.values()).filter(known -> known.code() == code).findFirst();
        var refusal = new Refusal(reason.orElse(code < 500 ? Reason.BAD_REQUEST : Reason.INTERNAL_ERROR),
                "The request is not well-formed HTTP: its line, its headers or its path cannot be understood");
        try {
            response.setContentType("application/json");
            var body = Statuses.failure(refusal, Optional.empty(), Optional.empty()).put("code", code);
            var out = response.getReporter();
            if (out != null) {
                out.write(Json.MAPPER.writeValueAsString(body));
                response.finishResponse();
            }
        } catch (IOException | IllegalStateException gone) {
            getContainer().getLogger().debug("A refusal could not be sent", gone);
        }
    }
}
