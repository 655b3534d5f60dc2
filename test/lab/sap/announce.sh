#!/bin/bash
# announce.sh DIR ffmpeg|vlc|pulse [GROUP] [PORT] : multicasts a tone (PCMU; pulse: L16, it has nothing else) and announces it by SAP, until lib/stop.sh.
# Needs a multicast route (ip route add 224.0.0.0/4 dev lo src 127.0.0.1).
. "$(dirname "$0")/../lib/common.sh"; d=$(mkdir -p "${1:?}" && cd "$1" && pwd); g=${3:-224.2.130.1} p=${4:-40000}; t=$d/announce-$2; mkdir -p "$t"
tone="sine=frequency=440:sample_rate=8000"
case ${2:?} in
ffmpeg) bg announce-ffmpeg "$d" ffmpeg -nostdin -hide_banner -re -f lavfi -i "$tone" -c:a pcm_mulaw -ar 8000 -ac 1 -metadata title="lab ffmpeg" -f sap "sap://$g:$p?ttl=1";;
# VLC refuses root.
vlc) ffmpeg -nostdin -loglevel error -y -f lavfi -i "$tone" -t 60 "$t/in.wav"; chmod 755 "$d"; chmod 777 "$t"; chmod 644 "$t/in.wav"
  bg announce-vlc "$d" setpriv --reuid=65534 --regid=65534 --clear-groups env HOME="$t" cvlc -I dummy --no-video "$t/in.wav" --sout-keep --ttl 1 --sout "#transcode{acodec=ulaw,channels=1,samplerate=8000}:rtp{dst=$g,port-audio=$p,sap,name=lab-vlc}";;
# It announces on the stream's own group.
pulse) cat >"$t/pa" <<P
load-module module-sine-source source_name=tone frequency=440 rate=8000
load-module module-rtp-send source=tone destination_ip=$g port=$p format=s16be rate=8000 channels=1 ttl=1 loop=1 source_ip=$LAB_IP
P
  bg announce-pulse "$d" env HOME="$t" XDG_RUNTIME_DIR="$t" pulseaudio -n -F "$t/pa" --exit-idle-time=-1 --use-pid-file=no --disable-shm=yes --daemonize=no -v;;
esac; sleep 0.5; kill -0 "$(cat "$d/announce-$2.pid")" || { tail -5 "$d/announce-$2.log"; die "announcer ended"; }
