package io.cairn.scheduler.application;

import java.util.List;
import java.util.Optional;

/** The priority classes that there are. */
public interface PriorityClasses {
    Optional<PriorityClass> find(String name);

    /** The highest first. */
    List<PriorityClass> all();

    /** What is given as notice to a machine of a class that is gone. */
    int DEFAULT_NOTICE_SECONDS = 30;

    default int notice(String name) {
        return find(name).map(PriorityClass::noticeSeconds).orElse(DEFAULT_NOTICE_SECONDS);
    }
}
