-- A token with a uid belongs to the object ApiToken of that uid, which says whether it holds, and for whom. Without one
-- it is the first operator's.
alter table api_token add column uid text unique;
