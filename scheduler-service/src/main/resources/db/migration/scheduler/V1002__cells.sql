-- NUMA nodes that a machine is pinned to: their ids with commas between, empty if it is pinned to none.
alter table claim add column cells text not null default '' check (cells ~ '^([0-9]+(,[0-9]+)*)?$');

-- Whether the host can share the device out in thousandths.
alter table device add column shareable boolean not null default false;

-- What one replica does for all of them, and until when it does.
create table duty (
    name text primary key,
    holder text not null,
    until timestamptz not null
);
