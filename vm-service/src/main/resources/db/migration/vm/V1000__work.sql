-- Machines that want to be looked at. A reconciler claims a batch for a while; a hint that comes meanwhile moves
-- wake_at back and so is not lost. The table may be lost: every machine is put in again at start.
create table work (
    uid text primary key,
    wake_at timestamptz not null,
    claimed_until timestamptz not null
);
create index work_wake_at on work (wake_at);

-- Where machines are placed, to find those of a node; written in the transaction that changes the facts.
create table placement (
    uid text primary key,
    node text not null
);
create index placement_node on placement (node);
