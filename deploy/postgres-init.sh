#!/bin/sh
# Run once by PostgreSQL's image in an empty data folder: two databases, each with an owner of its own.
set -eu

make_database() { # name, file with its password
  psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set name="$1" --set password="$(cat "$2")" <<'SQL'
CREATE ROLE :"name" LOGIN PASSWORD :'password';
CREATE DATABASE :"name" OWNER :"name" TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
REVOKE ALL ON DATABASE :"name" FROM PUBLIC;
SQL
}

make_database dondoc /run/secrets/dondoc_database_password
make_database prefect /run/secrets/prefect_database_password
# Prefect's server looks names up by trigrams; only a superuser may allow it.
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname prefect -c 'CREATE EXTENSION IF NOT EXISTS pg_trgm'
