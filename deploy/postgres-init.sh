#!/bin/sh
# Two databases, each with an owner of its own. Run once by PostgreSQL's image in an empty data folder; on a
# machine without Docker by root: PSQL="runuser -u postgres -- psql" SECRETS=/etc/dondoc/secrets sh postgres-init.sh
set -eu
SECRETS=${SECRETS:-/run/secrets} PSQL=${PSQL:-psql --username $POSTGRES_USER}

sql() { # database; statements on standard input, where no list of processes shows a password
  $PSQL --quiet --no-psqlrc --set ON_ERROR_STOP=1 --dbname "$1"
}

make_database() { # name, file with its password
  password=$(sed "s/'/''/g" "$2")
  sql postgres <<SQL
CREATE ROLE $1 LOGIN PASSWORD '$password';
CREATE DATABASE $1 OWNER $1 TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
REVOKE ALL ON DATABASE $1 FROM PUBLIC;
SQL
}

make_database dondoc "$SECRETS/dondoc_database_password"
make_database prefect "$SECRETS/prefect_database_password"
# Prefect's server looks names up by trigrams.
echo 'CREATE EXTENSION IF NOT EXISTS pg_trgm;' | sql prefect
