-- Reservations that want to be looked at, as machines in the table work.
create table reservation_work (
    uid text primary key,
    wake_at timestamptz not null,
    claimed_until timestamptz not null
);
create index reservation_work_wake_at on reservation_work (wake_at);
