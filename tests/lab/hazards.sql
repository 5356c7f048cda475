-- One of each kind that trace must find, each a statement of its own. Run by a superuser (LOAD).
set search_path = app, public;
select set_config('work_mem', '8MB', false);
reset statement_timeout;
set time zone 'UTC';
listen orders;
with locked as materialized (select pg_advisory_lock(4711)) select 'locked' from locked;
create temporary table basket (item int);
begin;
declare hold_me cursor with hold for select 1;
commit;
prepare find as select $1::int;
execute find(1);
deallocate find;
discard temp;
load 'auto_explain';
create table numbered (id serial);
insert into numbered default values;
select lastval();
drop table numbered;
-- The connection ends in here.
begin;
