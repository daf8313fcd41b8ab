-- Sample images that this cloud was given once: one that was deleted does not come back.
create table offered_sample (
    name text primary key
);
