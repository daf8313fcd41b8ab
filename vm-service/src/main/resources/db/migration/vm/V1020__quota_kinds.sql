-- Operations are booked beside machines, and may have the same names.
alter table quota_charge add column kind text not null default 'virtualmachines.compute.cairn.io';
alter table quota_charge alter column kind drop default;
alter table quota_charge drop constraint quota_charge_pkey;
alter table quota_charge add primary key (kind, organisation, namespace, name, dimension);
