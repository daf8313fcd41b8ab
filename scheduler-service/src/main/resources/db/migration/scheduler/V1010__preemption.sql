-- A machine that made room for another one is off and keeps its disk and nothing else: it comes back to where its disk
-- is when there is room. Such a claim has no vCPUs, and so nothing but the disk.
alter table claim
    drop constraint claim_cpus_check,
    drop constraint claim_memory_mib_check,
    add constraint claim_cpus_check check (cpus >= 0),
    add constraint claim_memory_mib_check check (memory_mib >= 0
        and (cpus > 0) = (memory_mib + hugepages_2mi + hugepages_1gi > 0)),
    add constraint parked_keeps_the_disk_only check (cpus > 0 or devices = 0 and bandwidth_mbps = 0 and cells = '');

-- Room that others make for a machine: kept from everybody else until it is taken or expires. It is no claim, and no
-- constraint knows it: whoever takes the room all the same only makes the machine wait longer.
create table nomination (
    vm_uid text primary key,
    expires timestamptz not null,
    body jsonb not null
);
