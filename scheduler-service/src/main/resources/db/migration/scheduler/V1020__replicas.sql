-- Schedulers that work on these tables, and until when each is taken to be alive. It is a hint: each prefers a part of the
-- nodes of its own while there are several. No claim depends on it.
create table scheduler_replica (
    id text primary key,
    until timestamptz not null
);
