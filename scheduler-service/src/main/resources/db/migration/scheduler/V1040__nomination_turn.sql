-- Grows with every nomination. Who nominates says which turn it has looked at: if another scheduler has nominated since,
-- it has to look again, so that two of them do not stop more machines together than a budget lets go.
create table nomination_turn (
    one boolean primary key default true check (one),
    turn bigint not null
);
insert into nomination_turn (turn) values (0);
