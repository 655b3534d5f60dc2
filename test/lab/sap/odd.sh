#!/bin/bash
# odd.sh FILE.sdp CASE : announces it once in an odd form (sap.py lists them)
. "$(dirname "$0")/../lib/common.sh"; exec ${NSX:-} $PY "$LAB/sap/sap.py" send "$1" "$LAB_IP" --case "$2"
