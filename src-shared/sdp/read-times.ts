/** t= r= z= lines (RFC 8866 5.9 to 5.11). */
import { note, splitFields } from './reading.ts';
import type { Reading } from './reading.ts';
import { parseDecimal, parseTypedTime } from './time.ts';
import type { SdpZone } from './types.ts';

export function readTime(reading: Reading, value: string): void {
  const { description } = reading;
  const fields = splitFields(reading, value);
  const start = parseDecimal(fields[0]);
  const stop = parseDecimal(fields[1]);
  if (start === undefined || stop === undefined) {
    return note(reading, '5.9', 'a t= line that is not two NTP times was ignored');
  }
  if (stop !== 0 && stop < start) note(reading, '5.9', 'the session stops before it starts');

  // z= lines between time descriptions stay with theirs (RFC 8866 9).
  const previous = description.times.at(-1);
  if (previous && description.zones.length > 0) {
    previous.zones = description.zones;
    description.zones = [];
  }
  description.times.push({ start, stop, repeats: [] });
}

export function readRepeat(reading: Reading, value: string): void {
  const time = reading.description.times.at(-1);
  if (!time) return note(reading, '5.10', 'an r= line without a t= line before it was ignored');
  const [intervalS, durationS, ...offsets] = splitFields(reading, value).map(parseTypedTime);
  if (intervalS === undefined || durationS === undefined || offsets.includes(undefined)) {
    return note(reading, '5.10', 'an r= line that is not a list of times was ignored');
  }
  if (offsets.length === 0) note(reading, '5.10', 'the r= line has no offset: 0 is taken');
  const offsetsS = offsets.length === 0 ? [0] : offsets.filter((offset) => offset !== undefined);
  time.repeats.push({ intervalS, durationS, offsetsS });
}

export function readZones(reading: Reading, value: string): void {
  const { description } = reading;
  const fields = splitFields(reading, value);
  const zones: SdpZone[] = [];
  for (let i = 0; i + 1 < fields.length; i += 2) {
    const at = parseDecimal(fields[i]);
    const offsetS = parseTypedTime(fields[i + 1]);
    if (at === undefined || offsetS === undefined) return note(reading, '5.11', 'a z= line that cannot be read was ignored');
    zones.push({ at, offsetS });
  }
  if (fields.length % 2 === 1) note(reading, '5.11', 'the last time of the z= line has no offset and was ignored');
  if (description.times.length === 0) note(reading, '5.11', 'the z= line stands before any t= line');
  description.zones.push(...zones);
}
