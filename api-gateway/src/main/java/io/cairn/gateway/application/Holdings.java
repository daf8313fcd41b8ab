package io.cairn.gateway.application;

import io.cairn.resource.domain.Scope;

/** What the services keep of an organisation, in its projects or beside them. */
public interface Holdings {
    /**
     * Asks every service to delete what it keeps there. Safe to repeat.
     *
     * @param where what is to be emptied
     * @return true if nothing is left
     * @throws Unknown if a service cannot be asked, so that something may be left
     */
    boolean emptied(Where where) throws Unknown, InterruptedException;

    /**
     * A project, or what belongs to an organisation and to none of its projects.
     *
     * @param requestId what the services log the deletions under
     */
    sealed interface Where {
        String organisation();

        String requestId();

        /** Scope of the kinds that have objects there. */
        Scope scope();

        record Project(String organisation, String name, String requestId) implements Where {
            @Override
            public Scope scope() {
                return Scope.NAMESPACED;
            }
        }

        record Organisation(String organisation, String requestId) implements Where {
            @Override
            public Scope scope() {
                return Scope.ORGANISATION;
            }
        }
    }

    /** A service is away, or answers otherwise than it should. */
    final class Unknown extends Exception {
        private static final long serialVersionUID = 1;

        public Unknown(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
