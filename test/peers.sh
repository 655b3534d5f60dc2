#!/usr/bin/env bash
# Installs, on Debian, the peers that test/interop and test/e2e talk to. Says what is missing where it cannot.
set -u
declare -A package=(
  [baresip]=baresip-core [kamailio]=kamailio [linphonec]=linphone-cli [sipp]=sip-tester [tshark]=tshark [chromium]=chromium
  [sox]=sox [espeak-ng]=espeak-ng [nc]=netcat-openbsd [ip]=iproute2 [dumpcap]=wireshark-common [pkill]=procps [jq]=jq [sngrep]=sngrep [ss]=iproute2
  [ffmpeg]=ffmpeg [cvlc]=vlc-bin [pulseaudio]=pulseaudio
  [rsvg-convert]=librsvg2-bin [convert]=imagemagick
)
extra=(python3 fonts-dejavu-core kamailio-extra-modules kamailio-tls-modules kamailio-presence-modules kamailio-sqlite-modules python3-numpy python3-scipy procps vlc-plugin-base gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-tools)
missing=()
for program in "${!package[@]}"; do command -v "$program" >/dev/null || missing+=("${package[$program]}"); done
/usr/bin/python3 -c 'import numpy, scipy' 2>/dev/null || missing+=("${extra[@]}")
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" -ne 0 ] || ! command -v apt-get >/dev/null; then
  echo "test/peers.sh: not installed: ${missing[*]} (the tests that need them are skipped and say so)"; exit 0
fi
echo "test/peers.sh: installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq >/dev/null && apt-get install -y -qq --no-install-recommends "${missing[@]}" "${extra[@]}" >/tmp/rung-peers.log 2>&1 \
  || { echo "test/peers.sh: apt-get failed, see /tmp/rung-peers.log"; tail -3 /tmp/rung-peers.log; }
exit 0
