package io.cairn.cli;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The core group, of which the client needs events, and /version. */
final class CoreServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final String RESOURCES = """
                                            {"kind":"APIResourceList","apiVersion":"v1","groupVersion":"v1","resources":[{"name":"events",
                                            "singularName":"event","namespaced":true,"kind":"Event","shortNames":["ev"],"verbs":["get","list"]}]}""";
    private static final String EVENTS = """
                                         {"kind":"EventList","apiVersion":"v1","metadata":{"resourceVersion":"1"},"items":[
                                         {"metadata":{"name":"e2","namespace":"default"},"type":"Warning","reason":"NoNodeFits","count":3,
                                         "message":"1 node: 1 memory","involvedObject":{"kind":"VirtualMachine","name":"%1$s"},
                                         "lastTimestamp":"2026-01-01T00:02:00Z"},
                                         {"metadata":{"name":"e1","namespace":"default"},"type":"Normal","reason":"Accepted","count":1,
                                         "message":"\\u001b[31mred","involvedObject":{"kind":"VirtualMachine","name":"%1$s"},
                                         "lastTimestamp":"2026-01-01T00:01:00Z"}]}""";

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String path = request.getRequestURI();
        String selector = String.valueOf(request.getParameter("fieldSelector"));
        String name = selector.replaceFirst(".*involvedObject.name=([^,]*).*", "$1");
        response.setContentType("application/json");
        response.getWriter().print(switch (path) {
            case "/version" -> "{\"major\":\"1\",\"gitVersion\":\"v1.34.0+cairn\"}";
            case "/api" -> "{\"kind\":\"APIVersions\",\"versions\":[\"v1\"]}";
            case "/api/v1" -> RESOURCES;
            default -> EVENTS.formatted(name);
        });
    }
}
