/** The share bundle: everything about a call, with other names for all that tells who called whom. */
import type { CapturedPacket } from '../capture/captured-packet.ts';
import { diagnose } from '../diagnose/diagnose.ts';
import { ladderJson } from '../ladder/json.ts';
import { buildLadder } from '../ladder/ladder.ts';
import { ladderSvg } from '../ladder/svg.ts';
import { ladderText } from '../ladder/text.ts';
import type { MediaSpan, TracedMessage } from '../model.ts';
import type { RandomSource } from '../share/address-names.ts';
import type { NameKind } from '../share/names.ts';
import { pseudonymise } from '../share/pseudonymise.ts';
import { utf8Bytes } from '../sip/bytes.ts';
import { ladderHtml } from './html.ts';
import { ladderPcapng } from './ladder-pcapng.ts';
import type { ZippedFile } from './zip.ts';

export interface BundleAbout {
  /** `Rung/0.1.0` */
  madeBy: string;
  /** Of Node or the browser. */
  platform: string;
  language: 'en' | 'de';
}

export interface Bundle {
  files: ZippedFile[];
  /** The ladder as it will be seen: for a look before it is saved. */
  preview: string;
  replaced: ReadonlyMap<NameKind, number>;
}

const README = {
  en: `A SIP trace made with Rung, for somebody who helps.

Telephone numbers, names, hosts, addresses, Call-IDs, tags and branches are replaced, the same thing by the same name in all files.
Addresses share a prefix where the real ones do; private ones stay private. Taken out: passwords, digest responses, keys, tokens,
header fields that Rung does not know, bodies other than session descriptions, and the sound. As they were: times, ports, codes and
reasons, User-Agents.

ladder.txt, ladder.svg   the ladder
ladder.html              the ladder, why it failed, and every message, for a browser
ladder.json              the ladder as data
capture.pcapng           the messages for Wireshark, each with a comment; with RTP where it was kept, its sound zeros
messages.txt             the messages as text
diagnosis.json           why it failed
`,
  de: `Ein SIP-Mitschnitt, erstellt mit Rung, für jemanden, der hilft.

Rufnummern, Namen, Hosts, Adressen, Call-IDs, Tags und Branches sind ersetzt, dasselbe in allen Dateien durch denselben Namen.
Adressen haben gemeinsame Anfänge, wo die echten sie haben; private bleiben privat. Herausgenommen: Passwörter, Digest-Antworten,
Schlüssel, Tokens, Kopfzeilen, die Rung nicht kennt, Inhalte außer Sitzungsbeschreibungen, und der Ton. Wie sie waren: Zeiten, Ports,
Codes und Begründungen, User-Agents.

ladder.txt, ladder.svg   die Ladder
ladder.html              die Ladder, warum es scheiterte und jede Nachricht, für den Browser
ladder.json              die Ladder als Daten
capture.pcapng           die Nachrichten für Wireshark, jede mit Kommentar; mit RTP, wo es aufgehoben wurde, der Ton Nullen
messages.txt             die Nachrichten als Text
diagnosis.json           warum es scheiterte
`,
} as const;

/** `sound`: RTP that was kept of the call. */
export function shareBundle(messages: readonly TracedMessage[], media: readonly MediaSpan[], random: RandomSource, about: BundleAbout, sound: readonly CapturedPacket[] = []): Bundle {
  const shared = pseudonymise(messages, media, random, sound);
  const ladder = buildLadder(shared.messages, shared.media);
  const diagnoses = diagnose(shared.messages, shared.media);
  const preview = ladderText(ladder);
  const texts: Record<string, string> = {
    'README.txt': `${README[about.language]}\n${about.madeBy}, ${about.platform}\n`,
    'ladder.txt': preview,
    'ladder.svg': ladderSvg(ladder),
    'ladder.html': ladderHtml(ladder, diagnoses, { title: 'SIP', language: about.language, madeBy: about.madeBy }),
    'ladder.json': `${JSON.stringify(ladderJson(ladder), null, 2)}\n`,
    'messages.txt': shared.messages.map(messageText).join('\n'),
    'diagnosis.json': `${JSON.stringify(diagnoses, null, 2)}\n`,
  };
  const files = Object.entries(texts).map(([name, text]) => ({ name, content: new Uint8Array(utf8Bytes(text)) }));
  return { files: [...files, { name: 'capture.pcapng', content: ladderPcapng(ladder, diagnoses, about.madeBy, shared.sound) }], preview, replaced: shared.replaced };
}

function messageText({ seq, atMs, direction, transport, local, remote, raw }: TracedMessage): string {
  const [from, to] = direction === 'out' ? [local, remote] : [remote, local];
  return `--- ${seq}  ${new Date(atMs).toISOString()}  ${transport}  ${from} -> ${to}\n${raw.replaceAll('\r\n', '\n')}\n`;
}
