/** All 49 torture tests of RFC 4475, judged as it says, through `rung parse`. Where the RFC leaves the choice, the words that decided are
 *  quoted: Rung bears what has one meaning, and refuses what could be read in two ways or would be dangerous to pass on. */
import { describe, expect, it } from 'vitest';
import { parseCommand } from '../../src-main/hosts/cli/commands/parse.ts';
import { parseDatagram } from '../../src-shared/sip/parse.ts';
import { contactsOf, cseqOf, fromOf, toOf, viasOf } from '../../src-shared/sip/typed-headers.ts';
import type { SipMessage } from '../../src-shared/sip/message.ts';
import { parseUri } from '../../src-shared/sip/uri.ts';
import { readMessages } from './read-messages.ts';

type Verdict =
  /** Acceptable; sections of the notes that must be there. */
  | { accept: string[] }
  /** Refused by this rule with this answer; `drop` is a response. */
  | { refuse: string; answer: number | 'drop' };

const VERDICTS: Record<string, Verdict> = {
  // 3.1.1 valid messages
  wsinv: { accept: ['17.2.3'] },
  intmeth: { accept: ['8.2.1'] },
  esc01: { accept: [] },
  escnull: { accept: [] },
  esc02: { accept: ['8.2.1'] },
  lwsdisp: { accept: ['25.1'] }, // "Elements should accept this request as well formed."
  longreq: { accept: ['17.2.3'] },
  dblreq: { accept: ['18.3'] },
  semiuri: { accept: [] },
  transports: { accept: [] },
  mpart01: { accept: [] },
  unreason: { accept: [] },
  noreason: { accept: [] },
  // 3.1.2 invalid messages
  badinv01: { refuse: 'via', answer: 400 },
  clerr: { refuse: 'body-short', answer: 400 },
  ncl: { refuse: 'content-length', answer: 400 },
  scalar02: { refuse: 'cseq', answer: 400 },
  scalarlg: { refuse: 'cseq', answer: 'drop' },
  quotbal: { refuse: 'name-addr', answer: 400 },
  ltgtruri: { refuse: 'uri-character', answer: 400 }, // "reasonable always to reject"
  lwsruri: { refuse: 'uri-character', answer: 400 }, // "should respond with a 400"
  lwsstart: { refuse: 'request-line', answer: 400 }, // "acceptable to reject this request as malformed"
  trws: { refuse: 'request-line', answer: 400 }, // "acceptable to reject this request as malformed"
  escruri: { refuse: 'uri-headers', answer: 400 }, // "acceptable … to reject this request with a 400"
  baddate: { accept: ['20.17'] }, // "an element shouldn't [reject] unless the contents of the Date header field were important"
  regbadct: { refuse: 'name-addr', answer: 400 }, // "reasonable … to respond with a 400"
  badaspec: { refuse: 'uri-character', answer: 400 }, // "reasonable to reject this request with a 400"
  baddn: { refuse: 'display-name', answer: 400 }, // "reasonable always to reject this kind of error"
  badvers: { refuse: 'version', answer: 505 },
  mismatch01: { refuse: 'cseq-method', answer: 400 },
  mismatch02: { refuse: 'cseq-method', answer: 501 }, // "choosing a 501 … has better future-proof characteristics"
  bigcode: { refuse: 'status-code', answer: 'drop' },
  // 3.2 transaction layer
  badbranch: { refuse: 'branch', answer: 400 }, // "could reject the request with a 400 (preferably statelessly)"
  // 3.3 application layer: what the core answers (416, 420, 415, 406, 483) is no matter of parsing
  insuf: { refuse: 'header-missing', answer: 400 },
  unkscm: { accept: ['8.2.2.1'] },
  novelsc: { accept: ['8.2.2.1'] },
  unksm2: { accept: ['20.10'] },
  bext01: { accept: [] },
  invut: { accept: [] },
  regaut01: { accept: [] },
  multi01: { refuse: 'header-repeated', answer: 400 },
  mcl01: { refuse: 'content-length-conflict', answer: 400 },
  bcast: { accept: ['8.1.3.3'] }, // "well formed"; an endpoint's core discards it
  zeromf: { accept: [] },
  cparam01: { accept: [] },
  cparam02: { accept: [] },
  regescrt: { accept: [] },
  sdp01: { accept: [] },
  // 3.4 backward compatibility
  inv2543: { accept: ['17.2.3', '8.1.1.3', '8.1.1.6'] },
};

const messages = readMessages(new URL('rfc4475/messages.txt', import.meta.url));
const messageOf = (name: string): SipMessage => {
  const parsed = parseDatagram(messages.find((message) => message.name === name)?.bytes as Uint8Array);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.value;
};

describe('RFC 4475', () => {
  it('is here with all of its 49 messages', () => {
    expect(messages.map(({ name }) => name).sort()).toEqual(Object.keys(VERDICTS).sort());
    expect(messages).toHaveLength(49);
  });

  it.each(messages)('$section $name', async ({ name, bytes }) => {
    const { exitCode, json } = await parseCommand(bytes);
    const verdict = VERDICTS[name] as Verdict;
    if ('refuse' in verdict) {
      expect(json).toMatchObject({ ok: false, rule: verdict.refuse, section: expect.any(String), offset: expect.any(Number), message: expect.any(String) });
      expect((json as { answer?: number }).answer).toBe(verdict.answer === 'drop' ? undefined : verdict.answer);
      expect(exitCode).toBe(1);
    } else {
      expect(json).toMatchObject({ ok: true });
      const sections = (json as { notes: { section: string }[] }).notes.map(({ section }) => section);
      expect(sections).toEqual(verdict.accept);
      expect(exitCode).toBe(0);
    }
  });
});

describe('RFC 4475 values', () => {
  it('wsinv: folding, white space and comma lists come out right', () => {
    const message = messageOf('wsinv');
    expect(toOf(message)).toEqual({ displayName: '', uri: 'sip:vivekg@chair-dnrc.example.com', parameters: new Map([['tag', '1918181833n']]) });
    expect(fromOf(message)?.displayName).toBe('J Rosenberg \\"');
    expect(cseqOf(message)).toEqual({ number: 9, method: 'INVITE' });
    expect(viasOf(message).map(({ transport, host }) => `${transport} ${host}`)).toEqual(['UDP 192.0.2.2', 'TCP spindle.example.com', 'UDP 192.168.255.111']);
    expect(viasOf(message).map(({ parameters }) => parameters.get('branch'))).toEqual(['390skdjuw', 'z9hG4bK9ikj8', 'z9hG4bK30239']);
    expect(contactsOf(message)).toEqual([{
      displayName: 'Quoted string ""', uri: 'sip:jdrosen@example.com',
      parameters: new Map([['newparam', 'newvalue'], ['secondparam', ''], ['q', '0.33']]),
    }]);
    expect(message.headers.all('unknownheaderwithunusualvalue')).toEqual([';;,,;;,;']);
    expect(message.headers.first('newfangledheader')).toBe('newfangled value continued newfangled value');
    expect(message.headers.first('subject')).toBe('');
    expect(message.body).toHaveLength(150);
  });

  it('intmeth: odd characters, quoted controls and UTF-8 survive', () => {
    const message = messageOf('intmeth');
    expect(toOf(message)?.displayName).toBe('BEL:\x07 NUL:\0 DEL:\x7f');
    expect(fromOf(message)?.parameters.get("fromparam''~+*_!.-%")).toBe('работающий');
    expect(message.headers.first("extensionheader-!.%*+_`'~")).toBe('\ufeff大停電');
    const uri = parseUri(message.kind === 'request' ? message.uri : '');
    expect(uri).toMatchObject({ ok: true, value: { user: "1_unusual.URI~(to-be!sure)&isn't+it$/crazy?,/;;*", password: "&it+has=1,weird!*pas$wo~d_too.(doesn't-it)", host: 'example.com' } });
  });

  it('esc01, escnull, semiuri: escapes are undone once, NUL included', () => {
    const contact = (contactsOf(messageOf('esc01')) as { uri: string }[])[0];
    expect(parseUri(contact?.uri ?? '')).toMatchObject({ value: { user: 'caller', parameters: new Map([['lr', ''], ['name', 'value%41']]) } });
    const users = (contactsOf(messageOf('escnull')) as { uri: string }[]).map(({ uri }) => parseUri(uri)).map((uri) => uri.ok && 'user' in uri.value && uri.value.user);
    expect(users).toEqual(['\0', '\0\0']);
    expect(parseUri('sip:user;par=u%40example.net@example.com')).toMatchObject({ value: { user: 'user;par=u@example.net', host: 'example.com' } });
  });

  it('esc02: % is no escape outside URIs', () => {
    const message = messageOf('esc02');
    expect(message).toMatchObject({ method: 'RE%47IST%45R' });
    expect(toOf(message)?.displayName).toBe('%Z%45');
    expect(message.headers.all('contact')).toHaveLength(2);
  });

  it('dblreq and mpart01: the body ends where Content-Length says, and stays octets', () => {
    expect(messageOf('dblreq').body).toHaveLength(0);
    const body = messageOf('mpart01').body;
    expect(body).toHaveLength(553);
    expect(body.includes(0)).toBe(true);
  });

  it('unreason, noreason: the reason phrase is UTF-8, or empty', () => {
    expect(messageOf('unreason')).toMatchObject({ status: 200, reason: '= 2**3 * 5**2 но сто девяносто девять - простое' });
    expect(messageOf('noreason')).toMatchObject({ status: 100, reason: '' });
  });

  it('cparam01, cparam02: a parameter belongs to the header without <>, to the URI with them', () => {
    expect(contactsOf(messageOf('cparam01'))).toEqual([{ displayName: '', uri: 'sip:+19725552222@gw1.example.net', parameters: new Map([['unknownparam', '']]) }]);
    expect(contactsOf(messageOf('cparam02'))).toEqual([{ displayName: '', uri: 'sip:+19725552222@gw1.example.net;unknownparam', parameters: new Map() }]);
  });

  it('points at the guilty line', async () => {
    const bytes = messages.find(({ name }) => name === 'mismatch01')?.bytes as Uint8Array;
    const { json } = await parseCommand(bytes);
    expect(new TextDecoder().decode(bytes.subarray((json as { offset: number }).offset)).startsWith('CSeq: 8 INVITE')).toBe(true);
  });
});
