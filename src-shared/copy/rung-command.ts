/** A traced request as the `rung` command that sends its like: for a shell, quoted, and without anything secret. */
import { codecsOf, messageOf, sdpOf } from '../diagnose/message-text.ts';
import { printable } from '../ladder/printable.ts';
import { codecNameSchema } from '../model.ts';
import type { TracedMessage } from '../model.ts';
import type { SipRequest } from '../sip/message.ts';
import { fromOf, parseNameAddr, toOf } from '../sip/typed-headers.ts';
import { parseSipUri } from '../sip/uri.ts';

/** What Rung makes itself, or what has an option of its own. */
const OWN = new Set([
  'via', 'from', 'to', 'call-id', 'cseq', 'contact', 'max-forwards', 'content-length', 'content-type', 'content-disposition', 'content-encoding', 'allow', 'supported', 'require',
  'user-agent', 'route', 'record-route', 'authorization', 'proxy-authorization', 'subject', 'priority', 'event', 'expires', 'accept', 'session-expires', 'min-se', 'refer-to',
  'date', 'timestamp', 'allow-events', 'referred-by',
]);
const MAX_HEADERS = 20;

/** Undefined for responses, and for methods that the command line does not send. */
export function rungCommand(traced: TracedMessage): string | undefined {
  const message = messageOf(traced);
  if (message?.kind !== 'request') return undefined;
  const command = commandOf(message, traced);
  return command && ['rung', ...wordsOf(command)].map(shellQuoted).join(' ');
}

interface Command {
  name: string;
  positionals: string[];
  /** Names and values in turn. */
  options: string[];
}

function commandOf(message: SipRequest, traced: TracedMessage): Command | undefined {
  const { uri } = message;
  const way = [...routeOf(message), ...transportOf(traced, toOf(message)?.uri ?? uri)];
  const common = [...way, ...fromWords(message)];
  switch (message.method) {
    case 'INVITE': return { name: 'call', positionals: [uri], options: [...common, ...option(message, 'subject'), ...option(message, 'priority'), ...codecWords(traced), ...headerWords(message)] };
    case 'OPTIONS': return { name: 'options', positionals: [uri], options: common };
    case 'MESSAGE': return { name: 'message', positionals: [uri, new TextDecoder().decode(message.body)], options: [...common, ...headerWords(message)] };
    case 'SUBSCRIBE': return { name: 'subscribe', positionals: [uri, message.headers.first('event') ?? 'presence'], options: [...common, ...option(message, 'accept'), ...option(message, 'expires')] };
    case 'REGISTER': return { name: 'register', positionals: [], options: [...accountWords(message), ...way, ...option(message, 'expires')] };
    default: return undefined;
  }
}

/** What came from the network must not become an option: `--` stands before such words, `=` before such values. */
function wordsOf({ name, positionals, options }: Command): string[] {
  const words = options.flatMap((word, at) => (at % 2 === 1 ? [] : valued(word, options[at + 1] ?? '')));
  return positionals.some((word) => word.startsWith('-')) ? [name, ...words, '--', ...positionals] : [name, ...positionals, ...words];
}

function valued(option: string, value: string): string[] {
  return value.startsWith('-') ? [`${option}=${value}`] : [option, value];
}

function option(message: SipRequest, name: string): string[] {
  const value = message.headers.first(name);
  return value === undefined ? [] : [`--${name}`, value];
}

function fromWords(message: SipRequest): string[] {
  const from = fromOf(message);
  if (!from) return [];
  return ['--from', from.displayName === '' ? from.uri : `"${from.displayName.replace(/["\\]/g, '\\$&')}" <${from.uri}>`];
}

/** Whose registration it is; the password is asked for where it belongs. */
function accountWords(message: SipRequest): string[] {
  const address = parseSipUri(toOf(message)?.uri ?? '');
  if (address?.user === undefined) return [];
  return ['--user', address.user, '--domain', address.port === undefined ? address.host : `${address.host}:${address.port}`, '--password-file', 'PASSWORD-FILE'];
}

function routeOf(message: SipRequest): string[] {
  const route = parseNameAddr(message.headers.all('route')[0] ?? '');
  return route ? ['--proxy', route.uri] : [];
}

function transportOf({ transport }: TracedMessage, target: string): string[] {
  const uri = parseSipUri(target);
  return transport === 'udp' || uri?.parameters.has('transport') || uri?.scheme === 'sips' ? [] : ['--transport', transport];
}

function codecWords(traced: TracedMessage): string[] {
  const description = sdpOf(traced);
  if (!description) return [];
  const known = codecNameSchema.options;
  const names = codecsOf(description).map((name) => known.find((codec) => codec.toUpperCase() === name)?.toLowerCase()).filter((name) => name !== undefined);
  return names.length > 0 ? ['--codecs', names.join(',')] : [];
}

function headerWords(message: SipRequest): string[] {
  const { names, values } = message.headers;
  const own = names.flatMap((name, at) => (OWN.has(name) ? [] : [`${message.headers.spelling(name)}: ${values[at] ?? ''}`]));
  return own.slice(0, MAX_HEADERS).flatMap((line) => ['--header', line]);
}

/** One word for a POSIX shell. What a terminal would obey is taken out first: this is pasted. */
function shellQuoted(word: string): string {
  const clean = printable(word);
  return /^[A-Za-z0-9_/:=.,@%+-]+$/.test(clean) ? clean : `'${clean.replaceAll("'", String.raw`'\''`)}'`;
}
