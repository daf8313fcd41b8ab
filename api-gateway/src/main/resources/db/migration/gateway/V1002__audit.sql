-- Append-only and hash-chained: an entry that was changed or taken out breaks the chain behind it. Nothing was released
-- with the table of V1000.
drop table audit;

create table audit (
    id bigint primary key,
    at timestamptz not null,
    request_id text not null,
    user_name text not null,
    groups text[] not null,
    impersonator text not null,
    token text not null,
    source text not null,
    user_agent text not null,
    organisation text not null,
    verb text not null,
    api_group text not null,
    resource text not null,
    namespace text not null,
    name text not null,
    subresource text not null,
    path text not null,
    decision text not null check (decision in ('allow', 'deny')),
    code integer not null,
    millis bigint not null,
    previous text not null,
    hash text not null unique
);
create index audit_at on audit (at);
create index audit_organisation on audit (organisation, id);

-- Where the chain begins: the last entry that retention took, or nothing.
create table audit_start (
    only_row boolean primary key default true check (only_row),
    id bigint not null,
    hash text not null
);
insert into audit_start (id, hash) values (0, repeat('0', 64));

create function audit_is_append_only() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' and current_setting('cairn.audit_retention', true) = 'on' then
        return old;
    end if;
    raise exception 'the audit log is append-only' using hint = 'entries end by retention only (cairn.audit.keep)';
end $$;
create trigger audit_append_only before update or delete on audit
    for each row execute function audit_is_append_only();
create trigger audit_not_truncated before truncate on audit
    for each statement execute function audit_is_append_only();
