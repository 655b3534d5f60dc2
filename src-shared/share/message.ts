/** One SIP message with other names in it. */
import { utf8Bytes } from '../sip/bytes.ts';
import { canonicalName, isKnown } from '../sip/headers-known.ts';
import { statusCode } from '../sip/status-codes.ts';
import { renamedUri } from './addresses.ts';
import { renamedDescription } from './description.ts';
import { renamedHeader } from './header-values.ts';
import type { Names } from './names.ts';

const REQUEST_LINE = /^([A-Za-z]{1,20})[ \t]+(\S+)[ \t]+(SIP\/\d\.\d)$/;
const STATUS_LINE = /^(SIP\/\d\.\d)[ \t]+(\d{3})[ \t]*(.*)$/;
const BOUNDARY = 'rung-part';

/** Reads line by line, so that a message that no parser takes is rewritten too. Undefined: it does not begin like SIP. */
export function renamedMessage(raw: string, names: Names): string | undefined {
  const blank = /\r?\n\r?\n/.exec(raw);
  const head = (blank ? raw.slice(0, blank.index) : raw).replace(/^[\r\n]+/, '').replace(/\r?\n[ \t]+/g, ' ');
  const [first = '', ...lines] = head.split(/\r?\n/);
  const start = renamedStart(first.trim(), names);
  if (start === undefined) return undefined;
  const headers = lines.flatMap((line) => headerOf(line));
  const type = headers.find(({ name }) => name === 'content-type')?.value ?? '';
  const body = blank ? renamedBody(raw.slice(blank.index + blank[0].length), type, names) : '';
  const written = headers.map((header) => `${header.spelling}: ${valueOf(header, body, names)}`);
  return [start, ...written, '', body].join('\r\n');
}

function renamedStart(line: string, names: Names): string | undefined {
  const request = REQUEST_LINE.exec(line);
  if (request) return `${request[1]} ${renamedUri(request[2] ?? '', names)} ${request[3]}`;
  const status = STATUS_LINE.exec(line);
  if (!status) return undefined;
  const [, version, code = '', reason = ''] = status;
  return `${version} ${code} ${reason === statusCode(Number(code)).reason ? reason : names.text(reason)}`;
}

interface Header {
  name: string;
  spelling: string;
  value: string;
}

function headerOf(line: string): Header[] {
  const colon = line.indexOf(':');
  if (colon <= 0) return [];
  const spelling = line.slice(0, colon).trim();
  const name = canonicalName(spelling);
  return [{ name, spelling: isKnown(name) ? spelling : 'X-Removed', value: line.slice(colon + 1).trim() }];
}

function valueOf({ name, value }: Header, body: string, names: Names): string {
  if (name === 'content-length') return String(utf8Bytes(body).length);
  if (name === 'content-type' && /^multipart\//i.test(value)) return `${/^multipart\/[a-z-]{1,30}/i.exec(value)?.[0] ?? 'multipart/mixed'};boundary=${BOUNDARY}`;
  return renamedHeader(name, value, names);
}

function renamedBody(body: string, type: string, names: Names): string {
  if (body.trim() === '') return '';
  const media = type.split(';')[0]?.trim().toLowerCase() ?? '';
  if (media === 'application/sdp') return renamedDescription(body, names);
  if (media.startsWith('multipart/')) return renamedParts(body, type, names);
  if (media.startsWith('message/sipfrag')) return renamedStart(body.split(/\r?\n/)[0]?.trim() ?? '', names) ?? '';
  return `removed: ${utf8Bytes(body).length} bytes`;
}

/** RFC 5621: each part by its own type. */
function renamedParts(body: string, type: string, names: Names): string {
  const boundary = /boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(type);
  const mark = boundary?.[1] ?? boundary?.[2];
  if (mark === undefined) return `removed: ${utf8Bytes(body).length} bytes`;
  const parts = body.split(`--${mark}`).slice(1).filter((part) => !part.startsWith('--'));
  const written = parts.map((part) => {
    const blank = /\r?\n\r?\n/.exec(part);
    const partType = /^content-type[ \t]*:[ \t]*(.*?)\r?$/im.exec(blank ? part.slice(0, blank.index) : part)?.[1] ?? 'text/plain';
    const inside = blank ? part.slice(blank.index + blank[0].length) : '';
    const shownType = /^[a-z]{1,20}\/[\w.+-]{1,60}/i.exec(partType)?.[0] ?? 'text/plain';
    const content = shownType.startsWith('multipart/') ? 'removed' : renamedBody(inside, partType, names);
    return `--${BOUNDARY}\r\nContent-Type: ${shownType}\r\n\r\n${content}\r\n`;
  });
  return `${written.join('')}--${BOUNDARY}--\r\n`;
}
