-- Tickets with which a browser opens one stream, kept as SHA-256 of their 256 random bits. To redeem is to delete: of two
-- takers, at whatever replicas, one gets the row.
create table stream_ticket (
    hash text primary key,
    -- Who is counted: the impersonator if there is one.
    holder text not null,
    user_name text not null,
    groups text[] not null,
    token text,
    impersonator text,
    until timestamptz,
    organisation text not null,
    namespace text not null,
    machine text not null,
    stream text not null check (stream in ('console', 'vnc')),
    machine_uid text not null,
    epoch bigint not null,
    expires timestamptz not null
);
create index stream_ticket_holder on stream_ticket (holder);
create index stream_ticket_expires on stream_ticket (expires);
