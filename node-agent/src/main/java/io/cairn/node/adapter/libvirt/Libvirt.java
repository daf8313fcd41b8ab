package io.cairn.node.adapter.libvirt;

import io.cairn.node.application.Host;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.libvirt.Connect;
import org.libvirt.Library;
import org.libvirt.LibvirtException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connection to libvirtd. Calls block in native code, so they run on a bounded pool of platform threads; the event
 * loop has a platform thread of its own. A connection that broke is opened anew at the next call.
 */
final class Libvirt {
    private static final Logger log = LoggerFactory.getLogger(Libvirt.class);
    private static final int THREADS = 4;
    private static final long LIMIT_SECONDS = 60;
    private static boolean loopRuns;

    private final String uri;
    private final Opened opened;
    private final ExecutorService pool = Executors.newFixedThreadPool(THREADS,
            Thread.ofPlatform().daemon().name("libvirt-", 0).factory());
    private final Thread watcher = Thread.ofVirtual().name("libvirt-watch").unstarted(this::watch);
    private Optional<Connect> connection = Optional.empty();

    /** Told of every new connection, to listen for events on it. */
    interface Opened {
        void opened(Connect connect) throws LibvirtException;
    }

    /** Something to do with libvirt. */
    interface Call<R> {
        R on(Connect connect) throws LibvirtException, Host.Trouble;
    }

    Libvirt(String uri, Opened opened) {
        this.uri = uri;
        this.opened = opened;
        this.watcher.start();
    }

    /** libvirt has one event loop for the whole process. */
    private static synchronized void startLoop() throws LibvirtException {
        if (loopRuns) {
            return;
        }
        Library.initEventLoop();
        Connect.setErrorCallback(new org.libvirt.ErrorCallback());
        var thread = Thread.ofPlatform().daemon().name("libvirt-events").start(() -> {
            while (true) {
                try {
                    Library.processEvent();
                } catch (LibvirtException e) {
                    log.atDebug().setCause(e).log("An event of libvirt could not be processed");
                }
            }
        });
        loopRuns = thread.isAlive();
    }

    private synchronized Connect connect() throws LibvirtException {
        if (connection.isPresent() && alive(connection.get())) {
            return connection.get();
        }
        startLoop();
        var fresh = new Connect(uri);
        fresh.setKeepAlive(5, 3);
        connection = Optional.of(fresh);
        opened.opened(fresh);
        log.atInfo().addKeyValue("uri", uri).log("Connected to libvirt");
        return fresh;
    }

    private static boolean alive(Connect connect) {
        try {
            return connect.isAlive();
        } catch (LibvirtException broken) {
            return false;
        }
    }

    /** Runs a call within a minute. */
    <R> R call(Call<R> call) throws LibvirtException, Host.Trouble, InterruptedException {
        Callable<R> task = () -> call.on(connect());
        var future = pool.submit(task);
        try {
            return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException late) {
            future.cancel(true);
            throw new IllegalStateException("libvirt did not answer within " + LIMIT_SECONDS + " s", late);
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof LibvirtException refused) {
                throw refused;
            }
            if (failed.getCause() instanceof Host.Trouble trouble) {
                throw trouble;
            }
            throw new IllegalStateException(failed.getCause());
        }
    }

    /** Opens the connection anew soon after libvirtd came back, so that no event is missed for long. */
    private void watch() {
        try {
            while (true) {
                TimeUnit.SECONDS.sleep(1);
                try {
                    log.atTrace().addKeyValue("version", call(Connect::getLibVirVersion)).log("libvirt answers");
                } catch (LibvirtException | Host.Trouble | IllegalStateException away) {
                    log.atDebug().setCause(away).log("libvirt does not answer");
                }
            }
        } catch (InterruptedException closed) {
            log.atDebug().log("The connection to libvirt is no longer watched");
        } catch (java.util.concurrent.RejectedExecutionException closed) {
            log.atDebug().setCause(closed).log("The connection to libvirt is closed");
        }
    }

    /** @param last takes the listener away: libvirt would go on to call it on the closed connection */
    void close(Opened last) {
        watcher.interrupt();
        try {
            if (connection.isPresent()) {
                last.opened(connection.get());
                connection.get().close();
            }
        } catch (LibvirtException e) {
            log.atDebug().setCause(e).log("The connection to libvirt could not be closed");
        }
        pool.shutdownNow();
    }
}
