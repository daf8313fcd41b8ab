-- Images need no tables beside their resources; blobs are files named by their digest.
select 1;
