import type { Note } from '../../src-shared/sip/message.ts';
import { checkMessage, parseDatagram } from '../../src-shared/sip/parse.ts';

/** What the parser tolerates in a message, or why it would refuse it. */
export function messageNotes(raw: string): Note[] {
  const parsed = parseDatagram(new TextEncoder().encode(raw));
  if (!parsed.ok) return [{ section: parsed.error.section, text: parsed.error.message }];
  const refused = checkMessage(parsed.value);
  return refused ? [...parsed.value.notes, { section: refused.section, text: refused.message }] : parsed.value.notes;
}
