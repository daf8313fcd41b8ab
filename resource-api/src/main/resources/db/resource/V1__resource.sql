-- Resources of every kind of one service, their change log, and the outbox of events.

-- One row: the version of the last committed change. Every writer updates it as the last thing before it writes its
-- rows, and so holds it until commit: versions are handed out in commit order, and a reader that has seen version n
-- has missed nothing below it. A sequence would not do: it hands numbers out in call order.
create table resource_version (
    only_row boolean primary key default true check (only_row),
    value bigint not null check (value >= 0)
);
insert into resource_version (value) values (0);

create table resource (
    kind text not null,
    organisation text not null,
    namespace text not null,
    name text not null,
    uid text not null unique,
    version bigint not null unique check (version > 0),
    generation bigint not null check (generation > 0),
    created timestamptz not null,
    deletion timestamptz,
    labels jsonb not null,
    annotations jsonb not null,
    finalizers jsonb not null,
    owners jsonb not null,
    managed text not null,
    spec text not null,
    facts text not null,
    status text not null,
    primary key (kind, organisation, namespace, name)
);

create table change_log (
    version bigint primary key check (version > 0),
    type text not null check (type in ('ADDED', 'MODIFIED', 'DELETED')),
    -- The state before the change: a watch with selectors tells from it whether the object leaves or enters its view.
    before text,
    object text not null,
    at timestamptz not null
);
create index change_log_at on change_log (at);

create table event_outbox (
    id text primary key,
    body text not null,
    at timestamptz not null
);
create index event_outbox_at on event_outbox (at);
