#!/bin/bash
# mkspeech.sh DIR : what quality is judged by: twelve sentences of four voices with pauses, half a minute and more, as
# speech8.wav, speech16.wav and speech48.wav (8, 16 and 48 kHz mono s16, the same sound), bit-identical each time
. "$(dirname "$0")/../lib/common.sh"
d=${1:?usage: mkspeech.sh DIR}; mkdir -p "$d"; i=0; L=()
sp() { espeak-ng -v "$1" -s "$2" -w "$d/.s$i.wav" "$3"
  sox -D "$d/.s$i.wav" -r 16000 -c 1 -b 16 "$d/.t$i.wav" gain -6 highpass 120 silence 1 0.01 0.2% reverse silence 1 0.01 0.2% reverse gain -n -6 pad 0.3 0.3; L+=("$d/.t$i.wav"); i=$((i+1)); }
sp en-us+m3 150 "The birch canoe slid on the smooth planks."
sp en-gb+f2 150 "Rice is often served in round bowls."
sp de+m1    155 "Der Hund läuft am frühen Morgen durch den Garten."
sp de+f4    155 "Heute scheint die Sonne, und am Abend kommt Regen."
sp en-us+m3 150 "Glue the sheet to the dark blue background. These days a chicken leg is a rare dish."
sp en-gb+f2 150 "The juice of lemons makes fine punch. The box was thrown beside the parked truck."
sp de+m1    155 "Die Kinder spielen vor dem Haus, sieben Vögel sitzen auf dem Dach."
sp de+f4    155 "Zwölf Briefe liegen auf dem Tisch, und niemand hat sie gelesen."
sp en-us+m3 150 "It is easy to tell the depth of a well."
sp en-gb+f2 150 "The hogs were fed chopped corn and garbage."
sp de+m1    155 "Am Bahnhof wartet ein langer Zug."
sp de+f4    155 "Wir gehen jetzt zusammen nach Hause."
sox -D "${L[@]}" "$d/speech16.wav" pad 0.2 0.5; rm -f "$d"/.[st]*.wav
for r in 8 48; do sox -D "$d/speech16.wav" -r ${r}000 "$d/speech$r.wav"; done
