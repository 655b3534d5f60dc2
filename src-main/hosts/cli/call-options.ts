/** From the command line's options to what the phone understands. */
import { readFileSync } from 'node:fs';
import type { Account, CodecName, DtmfMode, SrtpMode, TransportName } from '../../../src-shared/model.ts';
import { accountSchema, codecNameSchema, defaultAccountOptions, srtpModeSchema } from '../../../src-shared/model.ts';
import { parseNameAddr } from '../../../src-shared/sip/typed-headers.ts';
import type { MediaPlan } from '../../calls/call-media.ts';
import type { AudioSource, RecordRequest } from '../../media/engine-port.ts';
import type { Endpoint } from '../../ports.ts';
import type { Given } from './arguments.ts';
import { CommandError, EXIT, UsageError } from './usage-error.ts';

export interface AccountGiven {
  account: Account;
  password: string | undefined;
}

/** The account of --account FILE or --user/--domain/--proxy; undefined where none is meant. */
export function accountOf(given: Given): AccountGiven | undefined {
  const file = given.text('account');
  const password = passwordOf(given);
  if (file !== undefined) return { account: accountFromFile(file, codecsOf(given)), password };
  const user = given.text('user');
  const domain = given.text('domain');
  if (user === undefined || domain === undefined) {
    if (given.has('register') || domain !== undefined || password !== undefined) throw new UsageError('an account needs --user and --domain');
    return undefined;
  }
  const account: Account = { ...emptyAccount(codecsOf(given)), user, domain, proxy: given.text('proxy') ?? '', transport: transportOf(given) ?? 'auto' };
  return { account: { ...account, expiresS: expiresOf(given) }, password };
}

function expiresOf(given: Given): number {
  const seconds = accountSchema.shape.expiresS.safeParse((given.has('expires') ? given.number('expires') : undefined) ?? 300);
  if (seconds.success) return seconds.data;
  throw new UsageError('--expires is a whole number of seconds from 10 to 86400');
}

function emptyAccount(codecs: CodecName[]): Account {
  return {
    id: 'cli', label: '', displayName: '', user: '', domain: '', authUser: '', proxy: '', transport: 'auto', register: false,
    expiresS: 300, codecs, enabled: true, ...defaultAccountOptions,
  };
}

function accountFromFile(file: string, codecs: CodecName[]): Account {
  let data: unknown;
  try {
    data = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new CommandError(`${file} is not an account: ${(error as Error).message}`, EXIT.input);
  }
  const parsed = accountSchema.partial().required({ user: true, domain: true }).safeParse(data);
  if (!parsed.success) throw new CommandError(`${file} is not an account: ${parsed.error.issues[0]?.path.join('.')} ${parsed.error.issues[0]?.message}`, EXIT.input);
  return { ...emptyAccount(codecs), ...parsed.data, register: false };
}

function passwordOf(given: Given): string | undefined {
  const file = given.text('password-file');
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, 'utf8').split(/\r?\n/)[0] ?? '';
  } catch (error) {
    throw new CommandError(`the password file ${file} cannot be read: ${(error as Error).message}`, EXIT.input);
  }
}

export function transportOf(given: Given): TransportName | undefined {
  const name = given.text('transport');
  if (name === undefined || name === 'udp' || name === 'tcp' || name === 'tls') return name;
  throw new UsageError(`--transport is udp, tcp or tls, not "${name}"`);
}

/** Whom to trust (RFC 5922). Throws CommandError (exit 4) where the file cannot be read or holds no certificate. */
export function tlsOf(given: Given): { tlsCa: string; tlsVerify: boolean } {
  const file = given.text('tls-ca');
  const tlsVerify = !given.has('tls-insecure');
  if (file === undefined) return { tlsCa: '', tlsVerify };
  const tlsCa = readText(file);
  if (tlsCa.includes('-----BEGIN CERTIFICATE-----')) return { tlsCa, tlsVerify };
  throw new CommandError(`${file} holds no certificate in PEM form`, EXIT.input);
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CommandError(`${file} cannot be read: ${(error as Error).message}`, EXIT.input);
  }
}

/** Here calls are made to measure lines: first what nearly every trunk carries, and what comes out as it went in. */
const USUAL_CODECS: CodecName[] = ['PCMA', 'PCMU', 'G722', 'opus'];

export function codecsOf(given: Given): CodecName[] {
  const list = given.text('codecs');
  if (list === undefined) return USUAL_CODECS;
  return [...new Set(list.split(',').map((name) => codecNamed(name, 'codecs')))];
}

/** The one that a running call is to change to. */
export function codecOf(given: Given): CodecName | undefined {
  const name = given.text('codec');
  return name === undefined ? undefined : codecNamed(name, 'codec');
}

function codecNamed(name: string, option: string): CodecName {
  const codec = codecNameSchema.options.find((known) => known.toLowerCase() === name.trim().toLowerCase());
  if (codec) return codec;
  throw new UsageError(`--${option}: "${name}" is not a codec of Rung; ${codecNameSchema.options.join(', ').toLowerCase()} are`);
}

/** `ADDR`, `ADDR:PORT`, `[v6]:PORT`, `:PORT`. */
export function endpointOf(given: Given, name: string, defaults: Endpoint): Endpoint {
  const text = given.text(name);
  if (text === undefined) return defaults;
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]]*)|([0-9a-fA-F]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*))(?::(\d{1,5}))?$/.exec(text);
  const port = match?.[4] === undefined ? defaults.port : Number(match[4]);
  if (!match || port > 65_535) throw new UsageError(`--${name} is ADDR[:PORT], not "${text}"`);
  return { address: match[1] ?? match[3] ?? (match[2] || defaults.address), port };
}

export function rtpPortsOf(given: Given): { min: number; max: number } {
  const text = given.text('rtp-ports');
  if (text === undefined) return { min: 40_000, max: 40_999 };
  const match = /^(\d+)-(\d+)$/.exec(text);
  const [min, max] = [Number(match?.[1]), Number(match?.[2])];
  if (match && min >= 1024 && max <= 65_535 && max > min) return { min, max };
  throw new UsageError(`--rtp-ports is A-B between 1024 and 65535, not "${text}"`);
}

/** What is said and recorded. Without --play, --tone or --echo: silence. */
export function mediaPlanOf(given: Given, suffix = ''): MediaPlan {
  const records: RecordRequest[] = [];
  const both = given.text('record');
  const received = given.text('record-received');
  if (both !== undefined) records.push({ path: numbered(both, suffix), form: 'stereo' });
  if (received !== undefined) records.push({ path: numbered(received, suffix), form: 'received' });
  return { source: sourceOf(given), sink: 'none', records };
}

function sourceOf(given: Given): AudioSource {
  if (given.has('echo')) return { kind: 'echo' };
  const path = given.text('play');
  if (path !== undefined) return { kind: 'wav', path, loop: false };
  const frequencyHz = given.number('tone');
  return frequencyHz === undefined ? { kind: 'silence' } : { kind: 'tone', frequencyHz };
}

/** `heard.wav` for the first call, `heard-2.wav` for the second. */
function numbered(path: string, suffix: string): string {
  return suffix === '' ? path : path.replace(/(\.[^.]*)?$/, `-${suffix}$1`);
}

/** `Name: value`; names and values that could smuggle lines in are refused. */
export function headersOf(given: Given): [string, string][] {
  return given.all('header').map((text) => {
    const colon = text.indexOf(':');
    const name = text.slice(0, colon).trim();
    const value = text.slice(colon + 1).trim();
    if (colon > 0 && /^[A-Za-z0-9.!%*_+`'~-]+$/.test(name) && !/[\r\n\0]/.test(value)) return [name.toLowerCase(), value];
    throw new UsageError(`--header is 'Name: value', not "${text}"`);
  });
}

export function fromOf(given: Given): { displayName: string; uri: string } | undefined {
  const text = given.text('from');
  if (text === undefined) return undefined;
  const parsed = parseNameAddr(text);
  if (parsed && /^sips?:/i.test(parsed.uri)) return { displayName: parsed.displayName, uri: parsed.uri };
  throw new UsageError(`--from is "Name <sip:user@host>", not "${text}"`);
}

export function dtmfOf(given: Given): string | undefined {
  const digits = given.text('dtmf')?.toUpperCase();
  if (digits === undefined || /^[0-9A-D*#]{1,32}$/.test(digits)) return digits;
  throw new UsageError(`--dtmf is up to 32 of 0-9 A-D * #, not "${digits}"`);
}

export function dtmfModeOf(given: Given): DtmfMode | undefined {
  const mode = given.text('dtmf-mode');
  if (mode === undefined || mode === 'rfc4733' || mode === 'info' || mode === 'inband') return mode;
  throw new UsageError(`--dtmf-mode is rfc4733, info or inband, not "${mode}"`);
}

/** Undefined: as the account says. */
export function srtpOf(given: Given): SrtpMode | undefined {
  const text = given.text('srtp');
  if (text === undefined) return undefined;
  const mode = srtpModeSchema.safeParse(text);
  if (mode.success) return mode.data;
  throw new UsageError(`--srtp is off, optional or required, not "${text}"`);
}

/** Before anything is opened or looked up: can these be done at all? Throws UsageError. */
export function checkMediaOptions(given: Given): void {
  mediaPlanOf(given);
  codecsOf(given);
  rtpPortsOf(given);
  dtmfModeOf(given);
  srtpOf(given);
}
