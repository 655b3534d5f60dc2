/** What an Opus packet tells without being decoded (RFC 6716 3). Nothing in it is taken on trust. */

const CLOCK_RATE_HZ = 48_000;
/** RFC 6716 3.2.5, R5. */
const LONGEST_TICKS = 5760;
const FIRST_HYBRID = 12;
const FIRST_CELT = 16;
/** Of one frame of SILK (RFC 6716 4.2.2). */
const SILK_FRAME_TICKS = 960;

/** 48 kHz ticks of sound in a packet; 0: not an Opus packet. */
export function opusTicks(payload: Uint8Array, offset: number, length: number): number {
  const ticks = frameCount(payload, offset, length) * frameTicks(payload[offset]! >> 3);
  return ticks <= LONGEST_TICKS ? ticks : 0;
}

/** RFC 6716 3.1, table 2: by the configuration, the five upper bits of the TOC. */
function frameTicks(configuration: number): number {
  // CELT: 2.5, 5, 10, 20 ms; hybrid: 10, 20 ms; SILK: 10, 20, 40, 60 ms.
  if (configuration >= FIRST_CELT) return (CLOCK_RATE_HZ / 400) << (configuration & 3);
  if (configuration >= FIRST_HYBRID) return configuration & 1 ? 960 : 480;
  return [480, 960, 1920, 2880][configuration & 3]!;
}

/** RFC 6716 3.2: by the two lowest bits of the TOC; 0: unreadable. */
function frameCount(payload: Uint8Array, offset: number, length: number): number {
  if (length < 1) return 0;
  const code = payload[offset]! & 3;
  if (code < 3) return code === 0 ? 1 : 2;
  return length < 2 ? 0 : payload[offset + 1]! & 0x3f;
}

/** Does its first frame hold the sound of the packet before it once more (RFC 6716 4.2.4: LBRR)? CELT has none. */
export function hasOpusFec(payload: Uint8Array, offset: number, length: number): boolean {
  const toc = payload[offset]!;
  if (length < 2 || toc >> 3 >= FIRST_CELT) return false;
  const at = firstFrame(payload, offset, length);
  if (at === 0 || at >= offset + length) return false;
  const silkFrames = Math.max(1, frameTicks(toc >> 3) / SILK_FRAME_TICKS);
  // RFC 6716 4.2.3: a flag of voice for each frame of SILK, then the one that is looked for; in stereo once more for the side channel.
  const flags = payload[at]!;
  if ((flags >> (7 - silkFrames)) & 1) return true;
  return (toc & 4) !== 0 && ((flags >> (6 - 2 * silkFrames)) & 1) === 1;
}

/** Where the first frame begins; 0: unreadable. */
function firstFrame(payload: Uint8Array, offset: number, length: number): number {
  const code = payload[offset]! & 3;
  if (code < 2) return offset + 1;
  // RFC 6716 3.2.4: the length of the first frame, of one byte or two.
  if (code === 2) return offset + 1 + sizeOfLength(payload[offset + 1]!);
  return firstOfMany(payload, offset, length);
}

/** RFC 6716 3.2.5: the count with its flags, the length of the padding, the lengths of all frames but the last. */
function firstOfMany(payload: Uint8Array, offset: number, length: number): number {
  const end = offset + length;
  const header = payload[offset + 1]!;
  let at = offset + 2;
  if (header & 0x40) {
    while (at < end && payload[at] === 255) at++;
    at++;
  }
  if (header & 0x80) for (let frame = 1; frame < (header & 0x3f) && at < end; frame++) at += sizeOfLength(payload[at]!);
  return at < end ? at : 0;
}

function sizeOfLength(first: number): number {
  return first < 252 ? 1 : 2;
}
