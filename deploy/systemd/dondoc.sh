#!/bin/sh
# /usr/local/bin/dondoc: the operator's commands (sudo dondoc …) with the account, data and secrets of the services.
exec runuser -u dondoc -- env HOME=/var/lib/dondoc DONDOC_HOME=/var/lib/dondoc \
  DONDOC_SECRETS_DIR=/etc/dondoc/secrets DONDOC_PREFECT_API_URL=http://127.0.0.1:4200/api \
  /opt/dondoc/bin/dondoc "$@"
