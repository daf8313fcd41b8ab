-- Claims in batches, by several schedulers at once, over every dimension of a node and every single device.
--
-- Whoever changes anything that is claimed locks the rows of the nodes first, in order of their names, then claims in
-- order of their machines. Devices have no locks of their own: they change under the lock of their node.

-- The lease moves to a table of its own: a renewal every few seconds must not wait for, nor hold up, a batch of claims.
create table node_lease (
    node text primary key,
    lease_until timestamptz not null,
    agent_instance text not null,
    sequence bigint not null,
    boot_id text not null,
    -- Fingerprint of the last report that was taken in as a whole; empty if there is more to take in.
    inventory text not null default ''
);
insert into node_lease (node, lease_until, agent_instance, sequence, boot_id)
    select node, lease_until, agent_instance, sequence, boot_id from node_capacity;

alter table node_capacity
    drop column lease_until,
    drop column agent_instance,
    drop column sequence,
    drop column boot_id,
    drop constraint claimed_cpus_within_capacity,
    -- vCPUs that may be claimed for each 100 logical CPUs; a dedicated vCPU takes a whole logical one, and so weighs as
    -- many shared ones as this says.
    add column overcommit_percent integer not null default 100 check (overcommit_percent between 100 and 1600),
    add column hugepages_2mi integer not null default 0 check (hugepages_2mi >= 0),
    add column hugepages_1gi integer not null default 0 check (hugepages_1gi >= 0),
    add column bandwidth_mbps integer not null default 0 check (bandwidth_mbps >= 0),
    add column claimed_dedicated_cpus integer not null default 0 check (claimed_dedicated_cpus >= 0),
    add column claimed_hugepages_2mi integer not null default 0,
    add column claimed_hugepages_1gi integer not null default 0,
    add column claimed_bandwidth_mbps integer not null default 0,
    add column simulated boolean not null default false,
    -- Whether the agent can attach devices to machines.
    add column attaches_devices boolean not null default false,
    -- Cells: [{"id": 0, "cpus": 8, "memoryMib": 16384}].
    add column numa jsonb not null default '[]',
    -- The transaction that last changed what the node is. Claims do not touch it: they tell of themselves.
    add column changed xid8 not null default pg_current_xact_id(),
    add constraint claimed_cpus_within_capacity check (claimed_cpus >= 0
        and claimed_cpus::bigint * 100 + claimed_dedicated_cpus::bigint * overcommit_percent <= cpus::bigint * 100),
    add constraint claimed_hugepages_2mi_within_capacity check (claimed_hugepages_2mi between 0 and hugepages_2mi),
    add constraint claimed_hugepages_1gi_within_capacity check (claimed_hugepages_1gi between 0 and hugepages_1gi),
    add constraint claimed_bandwidth_within_capacity check (claimed_bandwidth_mbps between 0 and bandwidth_mbps);
alter table node_capacity set (fillfactor = 50);
create index node_capacity_changed on node_capacity (changed);

alter table claim
    drop constraint claim_memory_mib_check,
    add column dedicated boolean not null default false,
    add column hugepages_2mi integer not null default 0 check (hugepages_2mi >= 0),
    add column hugepages_1gi integer not null default 0 check (hugepages_1gi >= 0),
    add column bandwidth_mbps integer not null default 0 check (bandwidth_mbps >= 0),
    add column devices integer not null default 0 check (devices >= 0),
    -- What the schedulers need to know of the machine when they place others: its labels, its affinities, its priority.
    -- Empty if it asked for nothing but an amount.
    add column shape text not null default '',
    add column changed xid8 not null default pg_current_xact_id(),
    add constraint claim_memory_mib_check check (memory_mib >= 0 and memory_mib + hugepages_2mi + hugepages_1gi > 0),
    drop constraint claim_id_key,
    add constraint claim_identity unique (id, vm_uid, node);
create index claim_changed on claim (changed);

-- Claims that were given back, for the schedulers that still see them. Kept for a quarter of an hour: who was away for
-- longer reads everything anew.
create table claim_gone (
    id bigint primary key,
    vm_uid text not null,
    at timestamptz not null,
    changed xid8 not null default pg_current_xact_id()
);
create index claim_gone_changed on claim_gone (changed);
create index claim_gone_at on claim_gone (at);

-- One row for each device that a node ever reported. A device that is reported no more is kept while it is claimed.
create table device (
    node text not null references node_capacity (node),
    address text not null check (address ~ '^[0-9a-f]{4,8}:[0-9a-f]{2}:[0-9a-f]{2}\.[0-7]$'),
    class text not null check (class <> ''),
    model text not null check (model <> ''),
    iommu_group integer not null check (iommu_group >= 0),
    numa_node integer not null default -1 check (numa_node >= -1),
    pcie_switch text not null default '',
    -- Devices that a fabric (NVLink) joins carry the same name.
    fabric text not null default '',
    -- The physical function of an SR-IOV virtual function.
    parent text not null default '',
    state text not null default 'AVAILABLE' check (state in
        ('AVAILABLE', 'CLAIMED', 'BOUND', 'ATTACHED', 'DETACHED', 'SANITIZING', 'QUARANTINED')),
    -- Thousandths: a whole device is 1000, and machines that share one take fewer each.
    claimed_shares integer not null default 0,
    present boolean not null default true,
    changed xid8 not null default pg_current_xact_id(),
    primary key (node, address),
    unique (node, address, iommu_group),
    constraint shares_within_the_device check (claimed_shares between 0 and 1000),
    constraint claimed_as_the_state_says check (case state
        when 'AVAILABLE' then claimed_shares = 0
        when 'CLAIMED' then claimed_shares > 0
        when 'BOUND' then claimed_shares > 0
        when 'ATTACHED' then claimed_shares > 0
        else true end)
);
create index device_changed on device (changed);

-- An IOMMU group is given to one machine, or it stays with the host, which shares its devices out. Never both, and never
-- two machines: the key has room for one owner.
create table device_group_owner (
    node text not null references node_capacity (node),
    iommu_group integer not null,
    owner text not null,
    primary key (node, iommu_group),
    unique (node, iommu_group, owner)
);

create table device_claim (
    node text not null,
    address text not null,
    vm_uid text not null,
    claim_id bigint not null,
    iommu_group integer not null,
    owner text not null,
    shares integer not null,
    primary key (node, address, vm_uid),
    foreign key (node, address, iommu_group) references device (node, address, iommu_group),
    foreign key (node, iommu_group, owner) references device_group_owner (node, iommu_group, owner),
    foreign key (claim_id, vm_uid, node) references claim (id, vm_uid, node),
    constraint whole_or_shared check (shares = 1000 and owner = vm_uid or shares between 1 and 999 and owner = 'host')
);
create index device_claim_vm on device_claim (vm_uid);
