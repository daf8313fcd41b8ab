package io.cairn.scheduler.domain.model;

/** With whom a machine shares what it runs on. */
public enum Tenancy {
    /** Host and shared-out devices with anybody. */
    SHARED,
    /** Shared-out devices only with machines of its own organisation. */
    DEDICATED_DEVICE,
    /** The whole host only with other such machines of its own organisation. */
    DEDICATED_HOST
}
