-- Where what becomes free is kept for a machine or a gang that waited too long. The scheduler at which it waits chooses the
-- nodes and renews the row; the others keep the room, too. It is no claim, and no constraint knows it.
create table earmark (
    owner text primary key,
    scheduler text not null,
    expires timestamptz not null,
    body jsonb not null
);
