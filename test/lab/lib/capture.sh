#!/bin/bash
# capture.sh start|stop DIR NAME [FILTER] : dumpcap on lo into DIR/NAME.pcap
. "$(dirname "$0")/common.sh"
case $1 in
start) cap_start "$3" "$2" "$4";;
stop) cap_stop "$3" "$2";;
*) die "usage: capture.sh start|stop DIR NAME [FILTER]";;
esac
