-- What each machine takes, booked in the transaction that makes it and taken back in the one that lets it go.
create table quota_charge (
    organisation text not null,
    namespace text not null,
    name text not null,
    dimension text not null,
    amount bigint not null check (amount >= 0),
    primary key (organisation, namespace, name, dimension)
);

-- The sums, for each namespace and (namespace '') for each organisation, with the limit that a quota sets. Whoever books
-- locks the rows first, in the order of the key. Memory and disk count in mebibytes.
create table quota_usage (
    organisation text not null,
    namespace text not null,
    dimension text not null,
    used bigint not null check (used >= 0),
    -- Null: no limit.
    hard bigint check (hard >= 0),
    -- The limit, or what was used when the limit was set below that. It only sinks, and usage never goes beyond it.
    ceiling bigint check (ceiling >= hard),
    primary key (organisation, namespace, dimension),
    check ((hard is null) = (ceiling is null)),
    check (ceiling is null or used <= ceiling)
);
