-- The database roles and the database, for psql as a superuser. Can be run again; sets the passwords from the environment.
--   ss_owner  owns the schema and migrates; creates test databases
--   ss_app    runs the web site and the workers; row security applies to it, and it inherits nothing
--   ss_self   has no login: ss_app becomes it, for one transaction, while an employee looks at their own record
SET client_min_messages = warning;
\getenv owner_password SS_OWNER_PASSWORD
\getenv app_password SS_APP_PASSWORD

SELECT format('CREATE ROLE %I', name) FROM unnest(ARRAY['ss_owner', 'ss_app', 'ss_self']) AS name
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name)
\gexec
ALTER ROLE ss_owner LOGIN NOSUPERUSER NOBYPASSRLS NOREPLICATION NOCREATEROLE CREATEDB PASSWORD :'owner_password';
ALTER ROLE ss_app LOGIN NOSUPERUSER NOBYPASSRLS NOREPLICATION NOCREATEROLE NOCREATEDB NOINHERIT PASSWORD :'app_password';
ALTER ROLE ss_self NOLOGIN NOSUPERUSER NOBYPASSRLS NOREPLICATION NOCREATEROLE NOCREATEDB;
GRANT ss_self TO ss_app;

SELECT 'CREATE DATABASE sharedservices OWNER ss_owner'
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'sharedservices')
\gexec
REVOKE ALL ON DATABASE sharedservices FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE sharedservices TO ss_app;
