-- One row a node. The constraints are the last guard against over-commitment: no sum of claims above the capacity can
-- be stored. A node that reports less than is claimed keeps the claimed amount as its capacity and is marked
-- overcommitted, so that discovery never frees a claim and never makes the row unwritable.
create table node_capacity (
    node text primary key,
    cpus integer not null check (cpus >= 0),
    memory_mib bigint not null check (memory_mib >= 0),
    disk_mib bigint not null check (disk_mib >= 0),
    claimed_cpus integer not null default 0,
    claimed_memory_mib bigint not null default 0,
    claimed_disk_mib bigint not null default 0,
    overcommitted boolean not null default false,
    emulated boolean not null,
    lease_until timestamptz not null,
    agent_instance text not null,
    sequence bigint not null,
    boot_id text not null,
    constraint claimed_cpus_within_capacity check (claimed_cpus between 0 and cpus),
    constraint claimed_memory_within_capacity check (claimed_memory_mib between 0 and memory_mib),
    constraint claimed_disk_within_capacity check (claimed_disk_mib between 0 and disk_mib)
);

create sequence claim_id;

create table claim (
    vm_uid text primary key,
    id bigint not null unique default nextval('claim_id'),
    generation bigint not null check (generation > 0),
    node text not null references node_capacity (node),
    cpus integer not null check (cpus > 0),
    memory_mib bigint not null check (memory_mib > 0),
    disk_mib bigint not null check (disk_mib >= 0),
    title text not null,
    at timestamptz not null
);
create index claim_node on claim (node);

create table join_token (
    hash text primary key,
    node text not null,
    expires timestamptz not null,
    used timestamptz
);
