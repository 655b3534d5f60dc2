/** A packet that is no SIP, part by part: what the inspector lists. */
export interface PacketField {
  /** 0: a message or one of several packets in one; 1: its parts; 2: parts of these. */
  depth: 0 | 1 | 2;
  name: string;
  value: string;
  section: string;
  en: string;
  de: string;
  /** Octets of the packet. */
  from: number;
  to: number;
}

/** Section, English, German. */
export type Words = readonly [section: string, en: string, de: string];

export function field(depth: PacketField['depth'], name: string, value: string, [section, en, de]: Words, from: number, to: number): PacketField {
  return { depth, name, value, section, en, de, from, to };
}

/** `0x1a2b3c4d` */
export function hexNumber(value: number, digits = 8): string {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}

/** At most so many octets as hexadecimal. */
export function hexText(bytes: Uint8Array, most = 20): string {
  const text = Array.from(bytes.subarray(0, most), (octet) => octet.toString(16).padStart(2, '0')).join('');
  return bytes.length > most ? `${text}…` : text;
}

/** Text from the network: UTF-8, what cannot be printed replaced. */
export function textOf(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes.subarray(0, 1_000)).replace(/\p{C}/gu, '·');
}
