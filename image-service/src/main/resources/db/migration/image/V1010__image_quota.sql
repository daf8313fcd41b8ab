-- What each image takes, booked in the transaction that makes it, takes an upload in or ends a build.
create table image_charge (
    name text not null,
    dimension text not null check (dimension in ('images', 'bytes')),
    amount bigint not null check (amount >= 0),
    primary key (name, dimension)
);

-- The sums, with the limits that the quota sets. Whoever books locks the rows first, in the order of the key.
create table image_usage (
    dimension text primary key,
    used bigint not null check (used >= 0),
    -- Null: no limit.
    hard bigint check (hard >= 0),
    -- The limit, or what was used when the limit was set below that. It only sinks, and usage never goes beyond it.
    ceiling bigint check (ceiling >= hard),
    check ((hard is null) = (ceiling is null)),
    check (ceiling is null or used <= ceiling)
);
insert into image_usage (dimension, used) values ('images', 0), ('bytes', 0);
