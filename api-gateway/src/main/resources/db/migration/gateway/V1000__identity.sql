-- Tokens are kept as SHA-256 of their 256 random bits: nothing here opens the door.
create table api_token (
    id text primary key,
    hash text not null unique,
    user_name text not null,
    groups text[] not null,
    expires timestamptz,
    disabled boolean not null default false,
    created timestamptz not null
);

-- Append-only and hash-chained: an entry that was changed or taken out breaks the chain behind it.
create table audit (
    id bigint primary key,
    at timestamptz not null,
    request_id text not null,
    user_name text not null,
    source text not null,
    organisation text not null,
    verb text not null,
    path text not null,
    decision text not null check (decision in ('allow', 'deny')),
    code integer not null,
    previous text not null,
    hash text not null unique
);
create index audit_at on audit (at);

create rule audit_is_not_updated as on update to audit do instead nothing;
