/** application/simple-message-summary (RFC 3842 5.2): is anything waiting, and how much. */
import { utf8OrLatin1, latin1 } from '../../src-shared/sip/bytes.ts';

export const MESSAGE_SUMMARY_TYPE = 'application/simple-message-summary';

export interface MessageSummary {
  waiting: boolean;
  newVoice: number;
  oldVoice: number;
  /** What to call to hear them, as the server wrote it; a SIP or tel URI. */
  account?: string;
}

const MAX_BYTES = 64 * 1024;
const MAX_LINES = 200;
const MAX_COUNT = 1_000_000;

/** Undefined where the one line that must be there is not: `Messages-Waiting: yes`. */
export function readMessageSummary(bytes: Uint8Array): MessageSummary | undefined {
  if (bytes.length > MAX_BYTES) return undefined;
  const fields = readFields(utf8OrLatin1(latin1(bytes, 0, bytes.length)));
  const status = fields.get('messages-waiting')?.toLowerCase();
  if (status !== 'yes' && status !== 'no') return undefined;
  const [newVoice, oldVoice] = readCounts(fields.get('voice-message') ?? '');
  const account = uriOf(fields.get('message-account') ?? '');
  return { waiting: status === 'yes', newVoice, oldVoice, ...(account === undefined ? {} : { account }) };
}

/** Header lines up to the first empty one (after it come those of single messages); folded lines are joined (RFC 3261 7.3.1). */
function readFields(text: string): Map<string, string> {
  const head = text.replace(/^(?:\r?\n)+/, '').split(/\r?\n\r?\n/, 1)[0] ?? '';
  const fields = new Map<string, string>();
  for (const line of head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/, MAX_LINES)) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    if (colon > 0 && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  return fields;
}

/** `2/8 (0/2)`: new and old ones, in brackets the urgent ones among them. */
function readCounts(value: string): [newVoice: number, oldVoice: number] {
  const match = /^(\d{1,10})\s*\/\s*(\d{1,10})/.exec(value);
  return [Math.min(Number(match?.[1] ?? 0), MAX_COUNT), Math.min(Number(match?.[2] ?? 0), MAX_COUNT)];
}

function uriOf(value: string): string | undefined {
  const uri = /<([^<>]*)>/.exec(value)?.[1] ?? value;
  return /^(sips?|tel):[^\u0000-\u0020<>"\u007f]+$/i.test(uri) ? uri.slice(0, 2048) : undefined;
}
