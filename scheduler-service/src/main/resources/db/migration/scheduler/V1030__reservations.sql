-- A piece of a reservation is room that is claimed for no machine yet (its vm_uid is 'reservation/', the reservation and
-- the number then), or the room of the one machine that took its place. A machine takes a piece by a claim that is written
-- in the transaction that deletes the piece's; the index has room for one of the two.
alter table claim
    add column reservation text not null default '',
    add column piece integer not null default 0,
    add constraint piece_of_a_reservation check ((reservation = '') = (piece = 0) and piece between 0 and 256),
    add constraint held_under_its_own_name check (vm_uid not like 'reservation/%'
        or vm_uid = 'reservation/' || reservation || '/' || piece);
create unique index claim_piece on claim (reservation, piece) where piece > 0;
