package io.cairn.cli.application;

import io.cairn.cli.application.Cluster.Call;
import io.cairn.cli.application.Screen.Tone;
import io.cairn.cli.domain.Age;
import io.cairn.cli.domain.ApiObject;
import io.cairn.cli.domain.Description;
import io.cairn.cli.domain.Diagnosis;
import io.cairn.cli.domain.ExitCode;
import io.cairn.cli.domain.Failure;
import io.cairn.cli.domain.Goal;
import io.cairn.cli.domain.Goal.Verdict;
import io.cairn.cli.domain.Progress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Waits until an object is as wanted: list, then watch from there, again when the stream ends or the server is
 * away for a while. Shows what holds the object up; on failure tells why and what to try.
 */
public final class Waiting {

    private static final Duration TICK = Duration.ofMillis(120);
    private static final Duration AWAY = Duration.ofSeconds(1);
    private static final int LAST_EVENTS = 5;

    private final Cluster cluster;
    private final Screen screen;
    private final Time time;
    private final Objects objects;

    public Waiting(Cluster cluster, Screen screen, Time time) {
        this.cluster = cluster;
        this.screen = screen;
        this.time = time;
        this.objects = new Objects(cluster);
    }

    /** One object that is waited for. */
    private final class Course {
        private final Target target;
        private final Goal goal;
        private final Instant deadline;
        private ApiObject last = ApiObject.EMPTY;
        private String uid;

        Course(Target target, Goal goal, Instant deadline, String uid) {
            this.target = target;
            this.goal = goal;
            this.deadline = deadline;
            this.uid = uid;
        }

        /** True when the wait is over; throws if the goal is out of reach. */
        boolean over(Optional<ApiObject> state) {
            if (state.isEmpty()) {
                return absent();
            }
            last = state.get();
            if (uid.isEmpty()) {
                uid = last.uid();
            }
            if (!uid.equals(last.uid())) {
                return absent(); // somebody made a new object of this name: ours is gone
            }
            return switch (goal.judge(last)) {
                case Verdict.Reached _ -> true;
                case Verdict.NotYet wait -> {
                    screen.progress(line(wait));
                    yield false;
                }
                case Verdict.Failed failed -> throw failure(ExitCode.REFUSED,
                        target.ref() + " failed: " + failed.message());
            };
        }

        private boolean absent() {
            if (goal instanceof Goal.Deleted) {
                return true;
            }
            if (goal instanceof Goal.Exists) {
                screen.progress(target.ref() + ": not there yet");
                return false;
            }
            if (goal instanceof Goal.Complete && !uid.isEmpty()) {
                return true; // an operation that is done may be cleaned up before we look
            }
            throw Failure.of(ExitCode.NOT_FOUND, target.type().plural() + " \"" + target.name() + "\" not found"
                    + (last.isEmpty() ? "" : ": it was deleted while we waited"), List.of(), List.of());
        }

        private String line(Verdict.NotYet wait) {
            String work = last.at("status", "progress").map(Waiting::bar).orElse("");
            return target.ref() + ": " + wait.phase() + (work.isEmpty() ? "" : " " + work)
                    + (wait.message().isBlank() ? "" : " - " + wait.message());
        }

        Failure failure(ExitCode exit, String message) {
            List<String> details = new ArrayList<>();
            if (!last.isEmpty()) {
                Diagnosis.culprit(last)
                        .ifPresent(c -> details.add(c.type() + "=" + c.status() + " "
                                + c.reason() + ": " + c.message()));
                List<ApiObject> events = lastEvents();
                if (!events.isEmpty()) {
                    details.add("last events:");
                    Description.eventTable(events, time.now(), false)
                            .text()
                            .forEach(text -> details.add("  " + text.stripTrailing()));
                }
            }
            List<String> next = Diagnosis.next(target.type(), last);
            return Failure.of(exit, message, details,
                    next.isEmpty() ? List.of("cairn get " + target.ref()) : next);
        }

        private List<ApiObject> lastEvents() {
            try {
                List<ApiObject> events = Description.inOrder(objects.events(last));
                return events.subList(Math.max(0, events.size() - LAST_EVENTS), events.size());
            } catch (Failure whileFailing) {
                return List.of(); // the first failure is the one to tell
            }
        }

        boolean late() {
            return !time.now().isBefore(deadline);
        }
    }

    /** Waits for any object of that name. */
    public ApiObject until(Target target, Goal goal, Duration timeout) throws InterruptedException {
        return until(target, goal, timeout, "");
    }

    /**
     * Waits for the object with that uid.
     *
     * @return its last state
     */
    public ApiObject until(Target target, Goal goal, Duration timeout, String uid) throws InterruptedException {
        Course course = new Course(target, goal, time.now().plus(timeout), uid);
        try {
            while (!attempt(course)) {
                if (course.late()) {
                    throw course.failure(ExitCode.TIMEOUT, target.ref() + " is not " + goal.words() + " after "
                            + Age.of(timeout.plusMillis(500))
                            + (course.last.isEmpty() ? "" : ": " + Diagnosis.phase(course.last)));
                }
            }
        } finally {
            screen.settle();
        }
        return course.last;
    }

    /** One list and the watch after it. */
    private boolean attempt(Course course) throws InterruptedException {
        Target all = new Target(course.target.type(), course.target.namespace(), "");
        String one = "metadata.name=" + course.target.name();
        try {
            var listing = objects.list(all, new Objects.Filter("", one, 0));
            if (course.over(listing.content().stream().findFirst())) {
                return true;
            }
            return follow(course, Call.get(all.path())
                    .with("fieldSelector", one)
                    .with("watch", "true")
                    .with("resourceVersion", listing.resourceVersion()));
        } catch (Failure failure) {
            boolean away = failure.exit() == ExitCode.CONNECTION && failure.httpStatus().isEmpty()
                    || failure.is(503) || failure.is(429) || failure.is(410);
            if (!away || course.last.isEmpty() || course.late()) {
                throw failure;
            }
            screen.progress(course.target.ref() + ": the server is away, trying again");
            time.pause().pause(AWAY);
            return false;
        }
    }

    private boolean follow(Course course, Call call) throws InterruptedException {
        try (Cluster.Feed feed = cluster.watch(call)) {
            while (!course.late()) {
                Optional<ApiObject> event = feed.next(TICK);
                if (event.isEmpty()) {
                    screen.progress("");
                } else if (event.get().text("type").equals("ERROR")) {
                    return false;
                } else if (!event.get().text("type").equals("BOOKMARK")) {
                    boolean gone = event.get().text("type").equals("DELETED");
                    if (course.over(gone ? Optional.empty() : Optional.of(event.get().object("object")))) {
                        return true;
                    }
                }
            }
        } catch (Cluster.Ended _) {
            time.pause().pause(TICK);
        }
        return false;
    }

    /** Progress of unknown shape: a percentage, or an object with one. */
    private static String bar(Object progress) {
        ApiObject tree = ApiObject.of(progress);
        Object percent = progress instanceof Number ? progress : tree.at("percent").orElse("");
        return percent instanceof Number number ? new Progress(number.intValue()).bar() : "";
    }

    /** Tells that the wait came to its good end. */
    public void done(Target target, String words) {
        screen.note(screen.paintNote(Tone.GOOD, "✓") + " " + target.ref() + " " + words);
    }
}
