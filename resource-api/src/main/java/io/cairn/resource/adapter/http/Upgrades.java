package io.cairn.resource.adapter.http;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.tomcat.websocket.server.Constants;
import org.apache.tomcat.websocket.server.WsServerContainer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers a GET by upgrading it to a WebSocket, whose work then runs on a virtual thread of its own. */
public final class Upgrades {
    private static final Logger log = LoggerFactory.getLogger(Upgrades.class);
    private static final int MAX_FRAME = 64 << 10;
    private static final int QUEUE = 256;
    private static final int MAX_REASON = 123;
    private static final long SEND_LIMIT_MILLIS = 30_000;
    private static final byte[] END = new byte[0];

    private Upgrades() {}

    /** The server's end of an open socket. */
    public record Socket(Session session,
            BlockingQueue<byte[]> received) implements io.cairn.resource.domain.Subresource.Session {
        public void text(String message) throws IOException {
            session.getBasicRemote().sendText(message);
        }

        /** Ends the socket from this side. */
        public void close() {
            received.clear();
            log.atTrace().addKeyValue("ended", received.offer(END)).log("A socket is closed by its upstream");
        }

        @Override
        public void send(byte[] bytes) throws IOException {
            session.getBasicRemote().sendBinary(ByteBuffer.wrap(bytes));
        }

        @Override
        public Optional<byte[]> receive() throws InterruptedException {
            while (session.isOpen()) {
                var bytes = received.poll(1, TimeUnit.SECONDS);
                if (bytes != null) {
                    return bytes == END ? Optional.empty() : Optional.of(bytes);
                }
            }
            return Optional.empty();
        }
    }

    /** What to do with the socket until it ends. */
    public interface Work {
        void run(Socket socket) throws IOException, InterruptedException;
    }

    public static boolean wanted(HttpServletRequest request) {
        return "websocket".equalsIgnoreCase(request.getHeader("Upgrade"));
    }

    public static void accept(HttpServletRequest request, HttpServletResponse response, Work work)
            throws ServletException, IOException {
        var container = (WsServerContainer) request.getServletContext()
                .getAttribute(Constants.SERVER_CONTAINER_SERVLET_CONTEXT_ATTRIBUTE);
        var config = ServerEndpointConfig.Builder.create(Socketed.class, request.getRequestURI())
                .configurator(new ServerEndpointConfig.Configurator() {
                    @Override
                    public <E> E getEndpointInstance(Class<E> type) {
                        return type.cast(new Socketed(work));
                    }

                    @Override
                    public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
                        // Browsers send their token as a subprotocol and want one of theirs named in the answer.
                        return requested.stream()
                                .filter(name -> !name.startsWith("base64url.bearer."))
                                .findFirst()
                                .orElse("");
                    }
                })
                .build();
        try {
            container.upgradeHttpToWebSocket(request, response, config, Map.of());
        } catch (DeploymentException impossible) {
            throw new ServletException(impossible);
        }
    }

    /** The endpoint behind one socket. */
    static final class Socketed extends Endpoint {
        private final Work work;
        private final BlockingQueue<byte[]> received = new ArrayBlockingQueue<>(QUEUE);

        Socketed(Work work) {
            this.work = work;
        }

        @Override
        public void onOpen(Session session, EndpointConfig config) {
            session.setMaxIdleTimeout(0);
            session.setMaxBinaryMessageBufferSize(MAX_FRAME);
            session.setMaxTextMessageBufferSize(MAX_FRAME);
            session.getUserProperties().put("org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT", SEND_LIMIT_MILLIS);
            session.addMessageHandler(new MessageHandler.Whole<ByteBuffer>() {
                @Override
                public void onMessage(ByteBuffer message) {
                    var bytes = new byte[message.remaining()];
                    message.get(bytes);
                    put(bytes);
                }
            });
            session.addMessageHandler(new MessageHandler.Whole<String>() {
                @Override
                public void onMessage(String message) {
                    put(message.getBytes(StandardCharsets.UTF_8));
                }
            });
            Thread.ofVirtual().name("socket-" + session.getId()).start(() -> run(session));
        }

        /** Blocks the reader of the socket when the queue is full: the sender is slowed, nothing is lost. */
        private void put(byte[] bytes) {
            if (bytes.length == 0) {
                return;
            }
            try {
                received.put(bytes);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void run(Session session) {
            try {
                work.run(new Socket(session, received));
                session.close(new CloseReason(CloseReason.CloseCodes.NORMAL_CLOSURE, ""));
            } catch (IOException | RuntimeException gone) {
                log.atDebug().setCause(gone).log("A socket ended early");
                close(session, gone);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private static void close(Session session, Exception cause) {
            try {
                session.close(new CloseReason(CloseReason.CloseCodes.TRY_AGAIN_LATER,
                        shortened(String.valueOf(cause.getMessage()))));
            } catch (IOException alreadyGone) {
                log.atTrace().setCause(alreadyGone).log("A socket was already closed");
            }
        }

        /** What a closing frame has room for. */
        private static String shortened(String text) {
            var end = Math.min(text.length(), MAX_REASON);
            while (text.substring(0, end).getBytes(StandardCharsets.UTF_8).length > MAX_REASON) {
                end--;
            }
            return text.substring(0, end);
        }

        @Override
        public void onClose(Session session, CloseReason reason) {
            if (!received.offer(END)) {
                received.clear();
                log.atTrace().addKeyValue("ended", received.offer(END)).log("A socket was closed with input unread");
            }
        }
    }
}
