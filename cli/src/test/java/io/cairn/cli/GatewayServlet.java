package io.cairn.cli;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the gateway itself answers: who am I, may I, the audit log, the issuers. */
final class GatewayServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    /** Users by token. */
    final transient Map<String, String> users = new ConcurrentHashMap<>();
    volatile String issuers = "";
    volatile boolean whole = true;

    private static final String ENTRY = """
                                        {"id":1,"at":"2026-01-01T00:00:00Z","user":"bob","verb":"delete","group":"compute.cairn.io",\
                                        "resource":"virtualmachines","namespace":"team-a","name":"web","decision":"deny","code":403,\
                                        "source":"192.0.2.7","path":"/x"}""";

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getRequestURI();
        response.setContentType("application/json");
        if (path.endsWith("/cairn-login")) {
            response.getWriter().print("{\"issuers\":[" + issuers + "]}");
            return;
        }
        String bearer = String.valueOf(request.getHeader("Authorization")).replace("Bearer ", "");
        String user = users.getOrDefault(bearer, "");
        if (user.isEmpty()) {
            response.setStatus(401);
            response.getWriter().print("{\"kind\":\"Status\",\"message\":\"Unauthorized\",\"code\":401}");
            return;
        }
        response.getWriter().print(answer(request, path, user));
    }

    private String answer(HttpServletRequest request, String path, String user) throws IOException {
        String body = new String(request.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (path.endsWith("/selfsubjectreviews")) {
            return "{\"kind\":\"SelfSubjectReview\",\"status\":{\"userInfo\":{\"username\":\"" + user
                    + "\",\"groups\":[\"staff\",\"system:authenticated\"]}}}";
        }
        if (path.endsWith("/selfsubjectaccessreviews")) {
            boolean allowed = body.contains("\"verb\":\"get\"");
            return "{\"status\":{\"allowed\":" + allowed + ",\"reason\":\"only viewer\"}}";
        }
        if (path.endsWith("/verify")) {
            return whole ? "{\"ok\":true,\"from\":\"a\",\"to\":\"b\",\"checked\":7}"
                    : "{\"ok\":false,\"from\":\"a\",\"to\":\"b\",\"checked\":7,\"firstBroken\":3}";
        }
        if (String.valueOf(request.getHeader("Accept")).contains("jsonl")) {
            return ENTRY + "\n" + ENTRY + "\n";
        }
        boolean first = request.getParameter("continue") == null;
        return "{\"kind\":\"AuditEntryList\",\"metadata\":{" + (first ? "\"continue\":\"next\"" : "") + "},\"items\":["
                + ENTRY.replace("bob", request.getParameter("user") == null ? "bob" : request.getParameter("user"))
                + "]}";
    }
}
